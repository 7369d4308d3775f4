import type { DialogContext, DialogReason, DialogTurnResult } from 'botbuilder-dialogs';
import { ComponentDialog } from 'botbuilder-dialogs/lib/componentDialog.js';
import { Dialog } from 'botbuilder-dialogs/lib/dialog.js';
import { RequestError } from '../requests/errors.ts';
import type { PreflightFinding } from '../requests/preflight-report.ts';
import type { Card } from './card-renderer.ts';
import {
  CardStep,
  type CardStepDependencies,
  type StepOptions,
  type StepResult,
  sentenceOf,
} from './card-step.ts';
import { correctedDraft } from './corrected-draft.ts';
import type { Correction } from './correction.ts';
import { customerQuestion } from './customer-question.ts';
import {
  changeOf,
  type Draft,
  type DraftStep,
  firstOpenStep,
  isBefore,
  newDraft,
  stepNamed,
} from './draft.ts';
import type { DraftChecks } from './draft-checks.ts';
import { changeAlone, membersOf } from './draft-members.ts';
import type { DraftQuestion, StepAnswer, StepContext } from './draft-step.ts';
import { licenseQuestion } from './license-question.ts';
import { listQuestion } from './list-question.ts';
import { plansQuestion } from './plans-question.ts';
import { type Prefill, prefilledDraft } from './prefill.ts';
import { reasonQuestion, withReasonDue } from './reason-question.ts';
import { createReviewQuestion } from './review-question.ts';
import { type TurnDetails, turnDetails } from './turn-details.ts';
import { userQuestion } from './user-question.ts';
import type { Wish } from './wish.ts';

/** How a draft begins. */
export type DraftOptions = {
  readonly draftId: string;
  readonly wish: Wish | null;
  readonly prefill?: Prefill | null;
};

export type LicenseRequestDialogDependencies = CardStepDependencies & {
  readonly checks: DraftChecks;
  /** Sends the finished draft; returns the card that takes the draft's place. Throws `RequestError` when it may not be asked. */
  readonly submit: (draft: Draft, turn: TurnDetails) => Promise<Card>;
};

export const LICENSE_REQUEST_DIALOG = 'license-request';
const FLOW = 'license-request-flow';
/** Findings that change nothing for whoever asks. */
const MERE_NOTES: ReadonlySet<PreflightFinding['kind']> = new Set(['plans-covered', 'plans-twice']);

/** Collects a license request through cards and words, lets it be reviewed, and sends it. */
export class LicenseRequestDialog extends ComponentDialog {
  constructor(dependencies: LicenseRequestDialogDependencies) {
    super(LICENSE_REQUEST_DIALOG);
    const questions = [
      customerQuestion,
      userQuestion,
      listQuestion,
      licenseQuestion,
      plansQuestion,
      reasonQuestion,
      createReviewQuestion(dependencies.checks),
    ];
    this.addDialog(new DraftFlow(questions, dependencies));
    for (const question of questions) this.addDialog(new CardStep(question, dependencies));
    this.initialDialogId = FLOW;
  }
}

/** Decides which step comes next: the first one without an answer, or the one that was gone back to. */
class DraftFlow extends Dialog {
  readonly #questions: ReadonlyMap<DraftStep, DraftQuestion>;
  readonly #deps: LicenseRequestDialogDependencies;

  constructor(questions: readonly DraftQuestion[], dependencies: LicenseRequestDialogDependencies) {
    super(FLOW);
    this.#questions = new Map(questions.map((question) => [question.step, question]));
    this.#deps = dependencies;
  }

  override async beginDialog(dialogs: DialogContext, options?: object): Promise<DialogTurnResult> {
    if (!isDraftOptions(options)) throw new Error('a draft begins with its id');
    const draft = newDraft(options.draftId, options.wish);
    return options.prefill ? this.#again(dialogs, draft, options.prefill) : this.#next(dialogs, draft);
  }

  /** Shows what is asked for again, unless it may not be asked for any more: then that is chosen anew. */
  async #again(dialogs: DialogContext, empty: Draft, prefill: Prefill): Promise<DialogTurnResult> {
    const { directory } = this.#deps;
    const turn = turnDetails(dialogs.context);
    const draft = prefilledDraft(empty, prefill);
    const customerId = draft.customer?.id ?? '';
    try {
      if (!(await directory.customer(customerId, turn.person)))
        throw new RequestError('customer-not-allowed');
    } catch (fault) {
      const error = sentenceOf(fault, draft, turn);
      return this.#begin(dialogs, 'customer', {
        draft: { ...draft, customer: null, user: null, list: null },
        error,
        choices: [],
      });
    }
    // Of several people, the review leaves out whom it may not be asked for.
    const refusalOf = await directory.refusals(customerId, turn.person);
    const refusal = draft.list ? null : refusalOf(changeOf(draft));
    if (!refusal) return this.#next(dialogs, withReasonDue(draft, directory));
    const error = sentenceOf(new RequestError(refusal.code, refusal.details), draft, turn);
    return this.#begin(dialogs, 'license', { draft, error, choices: [] });
  }

  override async resumeDialog(
    dialogs: DialogContext,
    _reason: DialogReason,
    result?: unknown,
  ): Promise<DialogTurnResult> {
    if (!isStepResult(result)) throw new Error('a step ended without a result');
    if (result.go === 'correct') return this.#correct(dialogs, result.draft, result.correction);
    const { go } = result;
    const draft = withReasonDue(result.draft, this.#deps.directory);
    const left = leftStep(dialogs);
    if (go === 'discard') return this.#discard(dialogs, draft);
    if (go === 'send') return this.#send(dialogs, draft);
    if (go !== 'on') return this.#goTo(dialogs, go, draft);
    if (left === 'review') return this.#submit(dialogs, draft);
    return this.#next(dialogs, draft);
  }

  /** Goes on with what was corrected; a part that does not fit is asked for, and what stood there stays. */
  async #correct(dialogs: DialogContext, draft: Draft, correction: Correction): Promise<DialogTurnResult> {
    const context: StepContext = { directory: this.#deps.directory, turn: turnDetails(dialogs.context) };
    const corrected = await correctedDraft(correction, { draft, questions: this.#questions, context });
    const current = withReasonDue(corrected.draft, this.#deps.directory);
    if (!corrected.refused) return this.#next(dialogs, current);
    const { step, answer } = corrected.refused;
    return this.#begin(dialogs, step, {
      draft: { ...current, ...answer.kept },
      error: answer.error,
      choices: answer.choices ?? [],
    });
  }

  /** Asks the step that was wanted, unless it, or one before it, is open: then that one is asked as ever. */
  #goTo(dialogs: DialogContext, wanted: DraftStep, draft: Draft): Promise<DialogTurnResult> {
    if (!isBefore(wanted, firstOpenStep(draft)) && firstOpenStep(draft) !== 'review')
      return this.#next(dialogs, draft);
    if (wanted === 'plans' && draft.assign.length === 0) {
      const error = turnDetails(dialogs.context).text('draft.plans.noLicense');
      return this.#begin(dialogs, 'license', { draft, error, choices: [] });
    }
    return this.#begin(dialogs, wanted, { draft, error: null, choices: [] });
  }

  /** Sends a draft that was asked for in one card, unless something is missing or has to be seen before. */
  async #send(dialogs: DialogContext, draft: Draft): Promise<DialogTurnResult> {
    if (firstOpenStep(draft) !== 'review') return this.#next(dialogs, draft);
    if (membersOf(draft).length > 1) return this.#next(dialogs, draft);
    const { findings } = await this.#deps.checks.check(changeAlone(draft));
    if (!findings.every(({ kind }) => MERE_NOTES.has(kind))) return this.#next(dialogs, draft);
    return this.#submit(dialogs, draft);
  }

  /** Takes what a sentence said about the steps that are open, and asks the first one that stays open. */
  async #next(dialogs: DialogContext, draft: Draft): Promise<DialogTurnResult> {
    const context: StepContext = { directory: this.#deps.directory, turn: turnDetails(dialogs.context) };
    let current = draft;
    for (;;) {
      const step = firstOpenStep(current);
      const answer =
        current.wish || current.isForSelf || step === 'customer' || step === 'user'
          ? await this.#fromWish(step, current, context)
          : undefined;
      if (answer?.kind !== 'learned') {
        const error = answer?.error ?? null;
        const kept = { ...current, ...answer?.kept };
        return this.#begin(dialogs, step, { draft: kept, error, choices: answer?.choices ?? [] });
      }
      current = { ...current, ...answer.patch };
    }
  }

  async #fromWish(step: DraftStep, draft: Draft, context: StepContext): Promise<StepAnswer | undefined> {
    try {
      return await this.#questions.get(step)?.fromWish(draft, context);
    } catch (fault) {
      const error = sentenceOf(fault, draft, context.turn);
      return { kind: 'again', error };
    }
  }

  async #begin(dialogs: DialogContext, step: DraftStep, options: StepOptions): Promise<DialogTurnResult> {
    if (dialogs.activeDialog) dialogs.activeDialog.state = { step };
    // A wish is used up where nothing fits it: the person answers from here on. Of several that do, one is to be chosen.
    const draft =
      options.error && options.choices.length === 0
        ? { ...options.draft, wish: withoutStep(options.draft.wish, step) }
        : options.draft;
    return dialogs.beginDialog(`step-${step}`, { ...options, draft });
  }

  async #submit(dialogs: DialogContext, draft: Draft): Promise<DialogTurnResult> {
    const turn = turnDetails(dialogs.context);
    let card: Card;
    try {
      card = await this.#deps.submit(draft, turn);
    } catch (fault) {
      const error = sentenceOf(fault, draft, turn);
      const isReasonMissing = fault instanceof RequestError && fault.code === 'request-reason-required';
      return this.#begin(dialogs, isReasonMissing ? 'reason' : 'review', { draft, error, choices: [] });
    }
    turn.surface.conclude(card);
    return dialogs.endDialog();
  }

  async #discard(dialogs: DialogContext, draft: Draft): Promise<DialogTurnResult> {
    const { text, surface } = turnDetails(dialogs.context);
    const note = this.#deps.cards.render('note', { text: text('draft.discarded') });
    await surface.present(note, draft.cardId);
    return dialogs.endDialog();
  }
}

/** What is left of a sentence when its answer to one step did not fit. */
function withoutStep(wish: Wish | null, step: DraftStep): Wish | null {
  if (!wish) return null;
  switch (step) {
    case 'customer':
      return { ...wish, customer: null };
    case 'user':
    case 'list':
      return { ...wish, users: [], rows: undefined };
    case 'license':
      return { ...wish, assign: [], remove: [] };
    case 'plans':
      return { ...wish, without: [] };
    case 'reason':
    case 'review':
      return { ...wish, reason: null };
  }
}

function leftStep(dialogs: DialogContext): DraftStep {
  const state: unknown = dialogs.activeDialog?.state;
  if (typeof state === 'object' && state !== null && 'step' in state) {
    const step = stepNamed(state.step);
    if (step) return step;
  }
  throw new Error('the draft has lost its place');
}

function isDraftOptions(value: unknown): value is DraftOptions {
  return (
    typeof value === 'object' && value !== null && 'draftId' in value && typeof value.draftId === 'string'
  );
}

function isStepResult(value: unknown): value is StepResult {
  return typeof value === 'object' && value !== null && 'go' in value && 'draft' in value;
}
