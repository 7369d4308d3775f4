import type { ListName } from '../../requests/request-lists.ts';

/** What can be said in a fixed phrase. */
export type PhraseKind =
  | 'help'
  /** Thanks, or that something was seen: nothing is asked for. */
  | 'thanks'
  | 'sign-out'
  | 'connect-directory'
  | 'discard'
  /** Sends what the review shows. */
  | 'send'
  /** The speaker, as the user of a license. */
  | 'me'
  | 'stop-delegating'
  /** Who decides in whose place. */
  | 'who-decides'
  /** The helpdesk uses this channel no more. */
  | 'leave-channel'
  /** No service plan is left out. */
  | 'nothing'
  /** There is no reason to give. */
  | 'no-reason'
  /** To the step before. */
  | 'back'
  /** On from a step as its card shows it. */
  | 'next';

/** What can be changed in a draft by naming it. */
export type ChangeableStep = 'customer' | 'user' | 'license' | 'plans' | 'reason';

/** What can be done with one request by naming it. */
export type AboutRequest =
  | 'again'
  | 'status'
  | 'cancel'
  | 'approve'
  | 'reject'
  | 'retry'
  | 'run'
  | 'give-up'
  | 'nudge';

/**
 * What a part of a sentence says. `from` names a user when something is taken away and no other user is named, else a
 * customer; `of` is a user or a customer; what happens to an `object` is said by the verb behind it; `without` names
 * service plans to leave out.
 */
export type PartRole =
  | 'user'
  | 'customer'
  | 'from'
  | 'of'
  | 'object'
  | 'instead'
  | 'remove'
  | 'assign'
  | 'without'
  | 'reason';

/** Words that mark a part of a sentence, as the source of a pattern. */
export type PartMark = {
  readonly role: PartRole;
  /** Whether the part comes behind these words ("for Ada") or before them ("Ada için"). */
  readonly part: 'behind' | 'before';
  readonly words: string;
};

/** Sources of what may stand at either end of a sentence, with what parts it from there. */
export type EdgeMarks = { readonly before: string; readonly behind: string };

/** How a language says what it wishes. Patterns are matched without regard to case. */
export type SentenceWords = {
  readonly marks: readonly PartMark[];
  /** Turns of phrase that mean the same as others, with what stands for them. */
  readonly rewrites: readonly (readonly [said: RegExp, meant: string])[];
  /** Turns of phrase that ask for a product, with what stands for them; they count only where a product is named. */
  readonly everyday: readonly (readonly [said: RegExp, meant: string])[];
  /** A clause that is a reason by its ending; null where reasons only come behind a word. */
  readonly reasonClause: RegExp | null;
  /** Polite words and verbs around a license. */
  readonly aroundLicense: RegExp;
  /** Courtesy behind a name. */
  readonly behindName: RegExp;
  /** Stands for the people of the rows below, with the group `ending` where the language puts one to names. */
  readonly thesePeople: RegExp;
  /** What parts the members of a list. */
  readonly and: RegExp;
  /** Words of a question or a negation: what has them, and names no product, is no license that somebody wishes. */
  readonly unwished: RegExp;
  /** A license without a name. */
  readonly anyLicense: RegExp;
};

/**
 * Everything that can be typed in one language. Words are written as people would: letters with or without their marks,
 * hiragana or katakana, spaces or none are found by themselves.
 */
export type LanguageWords = {
  readonly language: string;
  /** Whether words are parted by spaces. */
  readonly hasSpaces: boolean;
  readonly phrases: Readonly<Record<PhraseKind, readonly string[]>>;
  /** Names for a request or a license, which alone ask for a new one, and the words that may stand around them. */
  readonly request: {
    readonly names: readonly string[];
    readonly fillers: readonly string[];
    /** Words that make the speaker the user, written as in `phrases.me` or with more around it. */
    readonly forSelf: readonly string[];
  };
  readonly about: Readonly<Record<AboutRequest, readonly string[]>>;
  /** Sources of what may stand before a request's number, between it and a verb behind it, and behind that verb. */
  readonly aboutForm: {
    readonly before: string;
    readonly between: string;
    readonly behind: string;
    /** Takes in what stands behind the verb when it asks for what the verb says. */
    readonly affirms: RegExp;
  };
  /** What is said around a decision. */
  readonly deciding: {
    /** It is to be done at once, as it is anyway. */
    readonly rightAway: readonly string[];
    /** All requests but those named. */
    readonly others: readonly string[];
    /** What may put off or narrow what the verb says. */
    readonly limits: RegExp;
    /** What says by its beginning or its end that it is a remark. */
    readonly remark: RegExp;
    /** What says that something is not to be done. */
    readonly negation: RegExp;
  };
  /** Words between the numbers of several requests. */
  readonly betweenRequests: readonly string[];
  /** What stands before a reason. */
  readonly because: readonly string[];
  /** What a reason ends in where it stands before the verb; null where it cannot. */
  readonly becauseEnding: string | null;
  /**
   * Ways to have somebody decide in the speaker's place, as sources of patterns that take in the whole message, with the groups
   * `name`, `until` and perhaps `from`.
   */
  readonly delegate: readonly string[];
  /** Who is left out of a decision, behind the number of a request for several people; parts `names` and `reason`. */
  readonly except: RegExp;
  /** The source of the same before the verb, written so that `except` reads it; null where it does not stand there. */
  readonly exceptBefore: string | null;
  /**
   * Ways to use this channel for a customer, as sources of patterns that take in the whole message, with the group `customer`;
   * and what stands for all customers there.
   */
  readonly useChannel: { readonly forms: readonly string[]; readonly everything: readonly string[] };
  /** Words before the name of a language that choose it, and behind it. */
  readonly chooseLanguage: { readonly before: readonly string[]; readonly behind: readonly string[] };
  /** What the lists of requests are called. */
  readonly lists: Readonly<Record<ListName, readonly string[]>>;
  /**
   * Sources of what stands between the name of a list and a customer: behind the name, and before it; null where a
   * customer cannot stand there.
   */
  readonly listFor: { readonly behind: string | null; readonly before: string | null };
  /** Words that turn the page of a list. */
  readonly pages: { readonly next: readonly string[]; readonly previous: readonly string[] };
  /** The directory: what it is called, how its state is asked for, and how it is read anew. */
  readonly directory: {
    readonly names: readonly string[];
    readonly show: readonly string[];
    /** Words before the name of what is to be read anew. */
    readonly refreshBefore: readonly string[];
    /** The source of what stands behind that name; null where nothing does. */
    readonly refreshBehind: string | null;
  };
  /** Words before a request, or behind it, that ask for a link which opens it. */
  readonly link: { readonly before: readonly string[]; readonly behind: readonly string[] };
  /** How the steps of a draft are called, and the words before or behind such a name that lead there. */
  readonly steps: Readonly<Record<ChangeableStep, readonly string[]>>;
  readonly changeStep: { readonly before: readonly string[]; readonly behind: readonly string[] };
  /** What makes a correction of a sentence ("actually", "instead"), and what adds to what was said ("also"). */
  readonly correction: { readonly marks: EdgeMarks; readonly adds: EdgeMarks };
  /** Courtesy around a phrase. */
  readonly please: readonly string[];
  readonly sentence: SentenceWords;
};
