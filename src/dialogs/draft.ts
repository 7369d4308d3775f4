import type {
  LicenseAssignment,
  LicenseChange,
  LicenseGroup,
  Named,
  SkuReference,
  UserReference,
} from '../requests/license-change.ts';
import { NO_WISH, type Wish } from './wish.ts';

/** The steps that every draft takes, in order. */
export const MAIN_STEPS = ['customer', 'user', 'license', 'reason', 'review'] as const;

export type MainStep = (typeof MAIN_STEPS)[number];

/**
 * Where a draft can stand: `list` is part of the user step, for several people at once, and `plans` of the license step, for
 * those who leave something out.
 */
export type DraftStep = MainStep | 'list' | 'plans';

const STEPS: readonly DraftStep[] = ['customer', 'user', 'list', 'license', 'plans', 'reason', 'review'];

/** What is wrong with a row of a list. */
export type ListFault =
  | 'unknown'
  /** The speaker, who is no user of the customer. */
  | 'not-there'
  | 'elsewhere'
  | 'several'
  | 'twice'
  | 'too-many'
  | 'no-license'
  | 'several-licenses'
  | 'taken-away'
  | 'refused';

/** A SKU that a row of a list names. */
export type ListedSku = SkuReference & { readonly licenseGroup: LicenseGroup };

/** Somebody of a list: as they were written, and as the directory knows them. */
export type ListedUser = {
  /** Which line of the field it is, counted from 1. */
  readonly row: number;
  readonly words: string;
  readonly user: UserReference | null;
  readonly sku: ListedSku | null;
  readonly fault: ListFault | null;
  /** What its row was taken for; its words alone no longer show the columns. */
  readonly said?: {
    readonly user: string;
    readonly license: string | null;
    readonly others: readonly string[];
  };
};

/** What has been gathered so far. It is kept as dialog state, so it holds plain data only. */
export type Draft = {
  readonly id: string;
  readonly customer: Named | null;
  readonly user: UserReference | null;
  /** Several people at once; the user is the first of them. Null for one alone. */
  readonly list: readonly ListedUser[] | null;
  /** Whether whoever cannot be asked for was seen and left out. */
  readonly isListSettled: boolean;
  /** Whether the user is the speaker, who needs to choose a license only. */
  readonly isForSelf: boolean;
  readonly licenseGroup: LicenseGroup;
  /** The license group of what is taken away, as far as it is known. */
  readonly removeGroup: LicenseGroup | null;
  readonly assign: readonly LicenseAssignment[];
  readonly remove: readonly SkuReference[];
  /** What was assigned before that was asked anew: what was left out of a SKU stays out of it. */
  readonly assignedBefore: readonly LicenseAssignment[];
  /** Empty where none was wanted; null before that is known. */
  readonly reason: string | null;
  /** A reason that is too long as it stands. */
  readonly unfinishedReason: string | null;
  /** What a sentence asked for and no step has taken up yet. */
  readonly wish: Wish | null;
  /** The request, or the bundle, that is asked for again. */
  readonly follows: string | null;
  /** The message that shows the draft's card, once it is known. */
  readonly cardId: string | null;
};

/** A draft of which nothing is known but perhaps a sentence. */
export function newDraft(id: string, wish: Wish | null): Draft {
  return {
    id,
    customer: null,
    user: null,
    list: null,
    isListSettled: false,
    isForSelf: false,
    licenseGroup: 'group1',
    removeGroup: null,
    assign: [],
    remove: [],
    assignedBefore: [],
    reason: null,
    unfinishedReason: null,
    wish,
    follows: null,
    cardId: null,
  };
}

/** A draft as it was kept; what an older release did not know is filled in. */
export function completeDraft(kept: Draft): Draft {
  const { id, wish } = kept;
  return { ...newDraft(id, null), ...kept, wish: wish && { ...NO_WISH, ...wish } };
}

/** The first step that still lacks its answer. */
export function firstOpenStep(draft: Draft): DraftStep {
  if (!draft.customer) return 'customer';
  if (draft.list && !draft.isListSettled) return 'list';
  if (!draft.user) return 'user';
  if (!hasLicense(draft)) return 'license';
  if (draft.assign.length > 0 && draft.wish && draft.wish.without.length > 0) return 'plans';
  if (draft.reason === null) return 'reason';
  return 'review';
}

/** Rows of a list may each name a license of their own; what was said of all of them holds beside it. */
function hasLicense({ assign, remove, list, wish }: Draft): boolean {
  if (assign.length + remove.length > 0) return true;
  if (wish && wish.assign.length + wish.remove.length > 0) return false;
  return list?.every(({ sku }) => sku !== null) ?? false;
}

/** The main step of which a step is part. */
export function mainStepOf(step: DraftStep): MainStep {
  if (step === 'list') return 'user';
  return step === 'plans' ? 'license' : step;
}

/** The step before, or undefined at the first one. */
export function stepBefore(step: DraftStep): DraftStep | undefined {
  if (step === 'list') return 'user';
  if (step === 'plans') return 'license';
  return MAIN_STEPS[MAIN_STEPS.indexOf(step) - 1];
}

/** Whether a step comes before another one. */
export function isBefore(step: DraftStep, other: DraftStep): boolean {
  return STEPS.indexOf(step) < STEPS.indexOf(other);
}

/** The step of that name, as a card or a kept draft names it. */
export function stepNamed(name: unknown): DraftStep | undefined {
  return STEPS.find((step) => step === name);
}

/** The finished change; throws when something is missing, which is a programming fault. */
export function changeOf(draft: Draft): LicenseChange {
  const { customer, user, licenseGroup, assign, remove } = draft;
  if (!customer || !user) throw new Error('the draft is not complete');
  return { customer, user, licenseGroup, assign, remove };
}
