import type { Choice } from './choices.ts';
import type { Draft, DraftStep } from './draft.ts';
import type { DraftDirectory } from './draft-directory.ts';
import type { TurnDetails } from './turn-details.ts';

/** What came of an answer: something learned, or the question again with what was wrong and what can be kept of it. */
export type StepAnswer =
  | { readonly kind: 'learned'; readonly patch: Partial<Draft> }
  | {
      readonly kind: 'again';
      readonly error: string;
      readonly choices?: readonly Choice[];
      readonly kept?: Partial<Draft>;
    };

/** What a step shows: its own template with data; `question` and `hint` go into the frame around it. */
export type StepView = {
  readonly template: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly question: string;
  readonly hint: string;
  /** Whether everything that is still open is asked here, so that the draft can be sent at once. */
  readonly isWhole?: boolean;
  /** Why it cannot go on as it stands: something can be mended or could not be read, or there is nothing to ask for. */
  readonly inTheWay?: 'mendable' | 'unread' | 'needless' | undefined;
};

/** What a step needs to work. */
export type StepContext = { readonly directory: DraftDirectory; readonly turn: TurnDetails };

/** One question of the draft, answerable by card and by words. */
export interface DraftQuestion {
  readonly step: DraftStep;
  /** `choices` are those of the last answer that fitted several. */
  view(draft: Draft, context: StepContext, choices: readonly Choice[]): Promise<StepView>;
  fromCard(draft: Draft, context: StepContext): Promise<StepAnswer>;
  fromWords(words: string, draft: Draft, context: StepContext): Promise<StepAnswer>;
  /** Takes what a sentence said about this step, if it did. */
  fromWish(draft: Draft, context: StepContext): Promise<StepAnswer | undefined>;
}

/** Reads a text input of a pressed card; empty when it is absent or no text. */
export function inputOf(context: StepContext, id: string): string {
  const value = context.turn.press?.data[id];
  return typeof value === 'string' ? value.trim() : '';
}
