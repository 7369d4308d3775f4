import assert from 'node:assert/strict';
import { type Activity, MemoryStorage, TestAdapter, TurnContext } from 'botbuilder';
import { DraftConversation } from '../../src/bot/draft-conversation.ts';
import { createTemplateCards } from '../../src/bot/template-cards.ts';
import type { Card } from '../../src/dialogs/card-renderer.ts';
import type { Draft } from '../../src/dialogs/draft.ts';
import type { DraftChecks } from '../../src/dialogs/draft-checks.ts';
import { LicenseRequestDialog } from '../../src/dialogs/license-request-dialog.ts';
import { readListWish } from '../../src/dialogs/list-wish.ts';
import type { Prefill } from '../../src/dialogs/prefill.ts';
import { setTurnDetails, type TurnDetails } from '../../src/dialogs/turn-details.ts';
import { readWish } from '../../src/dialogs/wish.ts';
import type { RequestError } from '../../src/requests/errors.ts';
import type { LicenseChange } from '../../src/requests/license-change.ts';
import type { Person } from '../../src/requests/person.ts';
import type { PreflightReport } from '../../src/requests/preflight-report.ts';
import { aPlace, aReport, SARAH } from './builders.ts';
import { type CardView, viewCard } from './card-view.ts';
import { FakeDraftDirectory } from './fake-draft-directory.ts';
import { createStrictTranslator } from './strict-translator.ts';

/** Where and by whom a turn is taken. */
export type TurnOptions = {
  readonly by?: Person;
  readonly conversationId?: string;
  readonly isPersonal?: boolean;
};

/** Drafts turn by turn: the dialogs with their state in memory, without Teams around them. */
export function aDraftDesk(language = 'en') {
  const directory = new FakeDraftDirectory();
  const storage = new MemoryStorage();
  const adapter = new TestAdapter(async () => {});
  const text = createStrictTranslator().for(language);
  const cards = createTemplateCards();
  let ids = 0;
  const desk = {
    directory,
    text,
    /** Every card that was shown, with the message it replaced. */
    shown: [] as { card: Card; cardId: string | null }[],
    /** Sentences that were said beside the cards. */
    said: [] as string[],
    /** Messages whose drafts others took the place of. */
    retired: [] as string[],
    submitted: [] as Draft[],
    /** What sending a draft throws, when it is set. */
    refusal: undefined as Error | undefined,
    report: aReport() as PreflightReport,
    /** What is found out about one change, where they differ. */
    reportOf: (_change: LicenseChange): PreflightReport => desk.report,
    /** What a review says of a report: no more than its kinds, unless something else is wanted. */
    linesOf: (({ findings }) =>
      findings.map(({ kind }) => ({ text: kind, color: 'Default' }))) as DraftChecks['lines'],
    /** Why one change of several may not be asked for. */
    refusalOf: (_change: LicenseChange): RequestError | null => null,
  };
  const dialog = new LicenseRequestDialog({
    cards,
    directory,
    checks: {
      check: async (change) => desk.reportOf(change),
      refusals: async (members) => members.map(({ change }) => desk.refusalOf(change)),
      lines: (...asked) => desk.linesOf(...asked),
    },
    submit: async (draft) => {
      if (desk.refusal) throw desk.refusal;
      desk.submitted.push(draft);
      return cards.render('note', { text: 'sent' });
    },
  });
  // A new one for each turn: nothing but the storage is kept between turns.
  const drafts = () => new DraftConversation({ storage, dialog, newId: () => `draft-${++ids}` });

  function turn(options: TurnOptions, details: Pick<TurnDetails, 'press' | 'typed'>): TurnContext {
    const { by = SARAH, conversationId = 'a:sarah', isPersonal = true } = options;
    const activity: Partial<Activity> = {
      type: details.press ? 'invoke' : 'message',
      channelId: 'msteams',
      from: { id: `29:${by.objectId}`, name: by.name, aadObjectId: by.objectId },
      recipient: { id: '28:bot', name: 'License Desk' },
      conversation: {
        id: conversationId,
        isGroup: !isPersonal,
        name: '',
        conversationType: isPersonal ? 'personal' : 'channel',
      },
      serviceUrl: aPlace('').serviceUrl,
    };
    const context = new TurnContext(adapter, activity);
    setTurnDetails(context, {
      person: by,
      locale: 'en',
      text,
      place: aPlace(conversationId),
      isPersonal,
      surface: {
        async present(card, cardId) {
          desk.shown.push({ card, cardId });
          return cardId ?? `message-${desk.shown.length}`;
        },
        async say(sentence) {
          desk.said.push(sentence);
        },
        retire(cardId) {
          desk.retired.push(cardId);
        },
        conclude(card) {
          if (details.press) desk.shown.push({ card, cardId: null });
        },
      },
      ...details,
    });
    return context;
  }

  const latest = (): CardView => {
    const last = desk.shown.at(-1);
    assert(last, 'no card was shown');
    return viewCard({ ...last.card });
  };
  return Object.assign(desk, {
    /** The card that stands now. */
    latest,
    /** Begins a draft, with a sentence or without. */
    async begin(sentence: string | null = null, options: TurnOptions = {}): Promise<CardView> {
      const wish = sentence === null ? null : (readListWish(sentence) ?? readWish(sentence));
      assert(wish !== undefined, `not a wish: ${sentence}`);
      await drafts().begin(turn(options, { press: null, typed: sentence ?? 'request' }), wish);
      return latest();
    },
    /** Begins a draft that asks again for what a request asked for. */
    async beginAgain(prefill: Prefill, options: TurnOptions = {}): Promise<CardView> {
      await drafts().begin(turn(options, { press: null, typed: '' }), null, prefill);
      return latest();
    },
    /** Types an answer. */
    async type(typed: string, options: TurnOptions = {}): Promise<CardView> {
      await drafts().answer(turn(options, { press: null, typed }));
      return latest();
    },
    /** Presses a button of a draft's card, by default of the newest draft as it stands. */
    async press(verb: string, data: Record<string, unknown> = {}, options: TurnOptions = {}) {
      const press = { verb, data: { draftId: `draft-${ids}`, ...data } };
      return drafts().press(turn(options, { press, typed: '' }), press);
    },
    isOpen: (options: TurnOptions = {}) => drafts().isOpen(turn(options, { press: null, typed: '' })),
    discard: (options: TurnOptions = {}) => drafts().discard(turn(options, { press: null, typed: '' })),
  });
}

/** The value that an input of a card shows. */
export function shownValue(view: CardView, inputId: string): unknown {
  return inputOf(view.card, inputId)?.['value'];
}

/** The entries that an input of a card offers. */
export function choicesOf(view: CardView, inputId: string): readonly { title: string; value: string }[] {
  const choices = inputOf(view.card, inputId)?.['choices'];
  return Array.isArray(choices) ? choices : [];
}

function inputOf(element: unknown, id: string): Record<string, unknown> | undefined {
  if (Array.isArray(element)) {
    for (const one of element) {
      const found = inputOf(one, id);
      if (found) return found;
    }
    return undefined;
  }
  if (typeof element !== 'object' || element === null) return undefined;
  const entries = Object.entries(element);
  if (entries.some(([key, value]) => key === 'id' && value === id)) return Object.fromEntries(entries);
  return inputOf(
    entries.map(([, value]) => value),
    id,
  );
}
