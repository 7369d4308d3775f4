import type { DialogContext, DialogTurnResult } from 'botbuilder-dialogs';
import { Dialog } from 'botbuilder-dialogs/lib/dialog.js';
import { plainName } from '../i18n/plain-text.ts';
import { RequestError } from '../requests/errors.ts';
import type { CardRenderer } from './card-renderer.ts';
import type { Choice } from './choices.ts';
import { type Correction, correctionAt } from './correction.ts';
import {
  completeDraft,
  type Draft,
  type DraftStep,
  firstOpenStep,
  isBefore,
  stepBefore,
  stepNamed,
} from './draft.ts';
import { renderDraftCard } from './draft-card.ts';
import type { DraftDirectory } from './draft-directory.ts';
import type { DraftQuestion, StepAnswer, StepContext, StepView } from './draft-step.ts';
import { isNext, isSend } from './intent.ts';
import { missingText } from './missing-steps.ts';
import { refusalValues } from './refusal-values.ts';
import { readStepCommand } from './step-command.ts';
import { type TurnDetails, turnDetails } from './turn-details.ts';
import { whyRefused } from './why-refused.ts';

/** How a step begins: the draft, and what was wrong with the answer that led here. */
export type StepOptions = {
  readonly draft: Draft;
  readonly error: string | null;
  readonly choices: readonly Choice[];
};

/**
 * How a step ends: with the next open step, another one that was asked for, at once with sending, with nothing, or with what
 * is to be corrected.
 */
export type StepResult =
  | { readonly go: 'on' | 'send' | 'discard' | DraftStep; readonly draft: Draft }
  | { readonly go: 'correct'; readonly draft: Draft; readonly correction: Correction };

export type CardStepDependencies = { readonly cards: CardRenderer; readonly directory: DraftDirectory };

/** Steps whose answers are names, of which "send" is none. */
const NAMED_STEPS: ReadonlySet<DraftStep> = new Set(['customer', 'user', 'license']);

/**
 * One question of the draft as a dialog. The SDK's prompts stand still on an invoke; this one takes a pressed
 * button and a typed answer alike.
 */
export class CardStep extends Dialog {
  readonly #question: DraftQuestion;
  readonly #deps: CardStepDependencies;

  constructor(question: DraftQuestion, dependencies: CardStepDependencies) {
    super(`step-${question.step}`);
    this.#question = question;
    this.#deps = dependencies;
  }

  override async beginDialog(dialogs: DialogContext, options?: object): Promise<DialogTurnResult> {
    if (!isStepOptions(options)) throw new Error('a step begins with a draft');
    await this.#ask(dialogs, options);
    return Dialog.EndOfTurn;
  }

  override async continueDialog(dialogs: DialogContext): Promise<DialogTurnResult> {
    const shown: StepOptions = stateOf(dialogs);
    const { draft } = shown;
    const turn = turnDetails(dialogs.context);
    if (turn.press?.verb === 'draft.discard') return this.#end(dialogs, { go: 'discard', draft });
    if (turn.press?.verb === 'draft.check') {
      await this.#ask(dialogs, { ...shown, error: null });
      return Dialog.EndOfTurn;
    }
    if (turn.press && this.#isOfAnotherStep(turn.press.data)) {
      await this.#ask(dialogs, shown);
      return Dialog.EndOfTurn;
    }
    const said = turn.press ? undefined : readStepCommand(turn.typed, this.#question.step);
    if (said) return this.#end(dialogs, { go: said, draft });
    const correction = turn.press ? undefined : correctionAt(this.#question.step, turn.typed);
    if (correction) return this.#end(dialogs, { go: 'correct', draft, correction });
    if (this.#isSentTooEarly(turn, shown)) {
      await turn.surface.say(missingText(draft, this.#question.step, this.#context(dialogs)));
      return Dialog.EndOfTurn;
    }
    const wanted = stepWanted(turn.press, this.#question.step);
    const answer = await this.#answerOf(shown, this.#context(dialogs));
    if (answer.kind === 'learned') {
      const go = turn.press?.verb === 'draft.send' ? 'send' : (wanted ?? 'on');
      return this.#end(dialogs, { go, draft: { ...draft, ...answer.patch } });
    }
    const kept = { ...draft, ...answer.kept };
    // Going back is always possible; what was entered and does not fit stays behind.
    if (wanted && isBefore(wanted, this.#question.step))
      return this.#end(dialogs, { go: wanted, draft: kept });
    await this.#ask(dialogs, { draft: kept, error: answer.error, choices: answer.choices ?? [] });
    return Dialog.EndOfTurn;
  }

  /** Shows the same question again: the person was interrupted, or pressed a button of an older card. */
  override async repromptDialog(
    context: DialogContext['context'],
    instance: { state: unknown },
  ): Promise<void> {
    const { state } = instance;
    if (isStepOptions(state)) instance.state = await this.#present(state, this.#contextOf(context));
  }

  /** A second press of a button that has led here already says nothing about the question that stands here now. */
  #isOfAnotherStep({ step }: Readonly<Record<string, unknown>>): boolean {
    return step !== undefined && step !== this.#question.step;
  }

  /** Whether somebody says "send" where something is still to be answered, and does not say yes to the only choice by it. */
  #isSentTooEarly({ press, typed }: TurnDetails, { draft, choices }: StepOptions): boolean {
    const isNamed = NAMED_STEPS.has(this.#question.step) && choices.length !== 1;
    return !press && isNamed && isSend(typed) && !this.#isAnswered(draft);
  }

  #isAnswered(draft: Draft): boolean {
    return isBefore(this.#question.step, firstOpenStep(draft));
  }

  async #ask(dialogs: DialogContext, options: StepOptions): Promise<void> {
    const shown = await this.#present(options, this.#context(dialogs));
    if (dialogs.activeDialog) dialogs.activeDialog.state = shown;
  }

  async #present(options: StepOptions, context: StepContext): Promise<StepOptions> {
    const { draft, choices } = options;
    const { text, surface } = context.turn;
    let { error } = options;
    let view: StepView = {
      template: 'draft-empty',
      data: {},
      question: text('draft.notShown'),
      hint: '',
      inTheWay: 'unread',
    };
    try {
      view = await this.#question.view(draft, context, choices);
    } catch (fault) {
      error = sentenceOf(fault, draft, context.turn);
    }
    const card = renderDraftCard(this.#deps.cards, draft, { step: this.#question.step, view, error, text });
    const cardId = await surface.present(card, draft.cardId);
    return { draft: { ...draft, cardId }, choices, error };
  }

  async #answerOf({ draft, choices }: StepOptions, context: StepContext): Promise<StepAnswer> {
    try {
      if (context.turn.press) return await this.#question.fromCard(draft, context);
      const { typed } = context.turn;
      const isOn = isNext(typed) || (isSend(typed) && this.#isAnswered(draft) && choices.length === 0);
      if (isOn) return await this.#asShown(draft, context);
      return await this.#question.fromWords(meantBy(typed, choices), draft, context);
    } catch (fault) {
      return { kind: 'again', error: sentenceOf(fault, draft, context.turn) };
    }
  }

  /** What the button of the card does where nothing was touched: what was answered before stays. */
  async #asShown(draft: Draft, context: StepContext): Promise<StepAnswer> {
    if (this.#isAnswered(draft)) return { kind: 'learned', patch: {} };
    return this.#question.fromCard(draft, context);
  }

  #context(dialogs: DialogContext): StepContext {
    return this.#contextOf(dialogs.context);
  }

  #contextOf(context: DialogContext['context']): StepContext {
    return { directory: this.#deps.directory, turn: turnDetails(context) };
  }

  #end(dialogs: DialogContext, result: StepResult): Promise<DialogTurnResult> {
    return dialogs.endDialog(result);
  }
}

/** Turns a "no" that a person can act on into its sentence; rethrows everything else. */
export function sentenceOf(
  fault: unknown,
  draft: Draft,
  { text }: Pick<StepContext['turn'], 'text'>,
): string {
  if (!(fault instanceof RequestError)) throw fault;
  const names = { customer: plainName(draft.customer?.name ?? ''), user: plainName(draft.user?.name ?? '') };
  const { meaning } = fault.details;
  if (!meaning) return text(`error.${fault.code}`, { ...names, ...refusalValues(fault, text) });
  return text(`error.${fault.code}`, { ...names, why: whyRefused(meaning, names, text) });
}

/** A yes to the only choice is that choice. */
function meantBy(typed: string, choices: readonly Choice[]): string {
  const [only, ...others] = choices;
  return only && others.length === 0 && isSend(typed) ? only.value : typed;
}

/** The step that a button leads to, whatever is still open. */
function stepWanted(press: TurnDetails['press'], current: DraftStep): DraftStep | undefined {
  if (press?.verb === 'draft.back') return stepBefore(current) ?? current;
  return press?.verb === 'draft.go' ? (stepNamed(press.data['to']) ?? current) : undefined;
}

function stateOf(dialogs: DialogContext): StepOptions {
  const state: unknown = dialogs.activeDialog?.state;
  if (!isStepOptions(state)) throw new Error('the step has lost its draft');
  return { ...state, draft: completeDraft(state.draft) };
}

function isStepOptions(value: unknown): value is StepOptions {
  return typeof value === 'object' && value !== null && 'draft' in value && 'choices' in value;
}
