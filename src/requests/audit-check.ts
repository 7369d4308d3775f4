import {
  type AuditKeys,
  CHAIN_START,
  type ChainHead,
  digestOf,
  isSameMac,
  type KeptField,
  macOf,
  NO_KEY,
  type SealedEvent,
} from './audit-chain.ts';

/** What is wrong with a trail, and with which event. */
export type AuditProblem = {
  readonly kind:
    | 'changed'
    | 'missing'
    | 'out-of-order'
    | 'unlinked'
    | 'unknown-key'
    | 'without-key'
    | 'field-changed'
    | 'field-added'
    | 'field-lost'
    | 'cut'
    | 'other-head';
  readonly seq: number;
  /** The last event concerned, where there are several. */
  readonly to?: number;
  readonly field?: string;
};

/** The outcome of a check. */
export type AuditReport = {
  readonly events: number;
  /** The last event that was read. */
  readonly head: ChainHead;
  /** Personal fields that were erased, and said to be by the trail itself. */
  readonly erased: number;
  /** Events that no key protects. */
  readonly withoutKey: number;
  readonly problems: readonly AuditProblem[];
};

export type AuditCheckOptions = {
  /** A head that was posted earlier. */
  readonly head?: ChainHead;
  /** Where the database itself says that the trail ends. */
  readonly expectedEnd?: ChainHead;
  /** Events up to this one may be without a key: they were written before one was set. */
  readonly withoutKeyUpTo?: number;
  /** True for an export of some events: gaps between them are no fault. */
  readonly isPartial?: boolean;
};

/** The kind of event by which the trail tells what was erased from it; `fields` lists `seq:field`. */
export const ERASED_KIND = 'personal-erased';

/** Reads a trail from its beginning and finds whatever was changed, removed, moved, added or cut off. */
export class AuditCheck {
  readonly #keys: ReadonlyMap<string, AuditKeys[number]>;
  readonly #options: AuditCheckOptions;
  readonly #problems: AuditProblem[] = [];
  readonly #lost = new Map<string, AuditProblem>();
  readonly #erased = new Set<string>();
  #last: ChainHead = CHAIN_START;
  #events = 0;
  #withoutKey = 0;
  #isHeadSeen: boolean;

  constructor(keys: AuditKeys, options: AuditCheckOptions = {}) {
    this.#keys = new Map([NO_KEY, ...keys].map((key) => [key.id, key]));
    this.#options = options;
    this.#isHeadSeen = options.head === undefined || options.head.seq === 0;
  }

  /** Takes the next event, with its personal fields as far as they are there. */
  add(event: SealedEvent, fields: readonly KeptField[]): void {
    this.#events += 1;
    this.#checkPlace(event);
    const isAuthentic = this.#checkContent(event);
    this.#checkFields(event, fields);
    if (isAuthentic && event.kind === ERASED_KIND) {
      for (const reference of erasedFields(event.facts)) this.#erased.add(reference);
    }
    const { head } = this.#options;
    if (head?.seq === event.seq) {
      this.#isHeadSeen = true;
      if (!isSameMac(head.mac, event.mac)) this.#problems.push({ kind: 'other-head', seq: event.seq });
    }
    this.#last = { seq: event.seq, mac: event.mac };
  }

  /** To be called after the last event. */
  finish(): AuditReport {
    const { head, expectedEnd } = this.#options;
    const problems = [...this.#problems];
    for (const [reference, problem] of this.#lost) {
      if (!this.#erased.has(reference)) problems.push(problem);
    }
    if (!this.#isHeadSeen && head) problems.push({ kind: 'cut', seq: this.#last.seq + 1, to: head.seq });
    if (expectedEnd && !isSameHead(expectedEnd, this.#last)) {
      const isCut = expectedEnd.seq > this.#last.seq;
      problems.push({
        kind: isCut ? 'cut' : 'other-head',
        seq: isCut ? this.#last.seq + 1 : expectedEnd.seq,
      });
    }
    return {
      events: this.#events,
      head: this.#last,
      erased: [...this.#lost.keys()].filter((reference) => this.#erased.has(reference)).length,
      withoutKey: this.#withoutKey,
      problems,
    };
  }

  #checkPlace({ seq, previous }: SealedEvent): void {
    const expected = this.#last.seq + 1;
    if (seq < expected) this.#problems.push({ kind: 'out-of-order', seq });
    else if (seq > expected && !this.#options.isPartial) {
      this.#problems.push({ kind: 'missing', seq: expected, to: seq - 1 });
    } else if (seq === expected && !isSameMac(previous, this.#last.mac)) {
      this.#problems.push({ kind: 'unlinked', seq });
    }
  }

  #checkContent(event: SealedEvent): boolean {
    const { seq, keyId } = event;
    const key = this.#keys.get(keyId);
    if (!key) {
      this.#problems.push({ kind: 'unknown-key', seq });
      return false;
    }
    if (keyId === NO_KEY.id) {
      this.#withoutKey += 1;
      if (this.#keys.size > 1 && seq > (this.#options.withoutKeyUpTo ?? 0)) {
        this.#problems.push({ kind: 'without-key', seq });
      }
    }
    const isAuthentic = isSameMac(macOf(event, key), event.mac);
    if (!isAuthentic) this.#problems.push({ kind: 'changed', seq });
    return isAuthentic;
  }

  #checkFields({ seq, digests }: SealedEvent, fields: readonly KeptField[]): void {
    const expected = readDigests(digests);
    const present = new Map(fields.map((kept) => [kept.field, kept]));
    for (const [field, digest] of expected) {
      const kept = present.get(field);
      if (!kept) this.#lost.set(`${seq}:${field}`, { kind: 'field-lost', seq, field });
      else if (digestOf(kept) !== digest) this.#problems.push({ kind: 'field-changed', seq, field });
    }
    for (const field of present.keys()) {
      if (!expected.has(field)) this.#problems.push({ kind: 'field-added', seq, field });
    }
  }
}

function isSameHead(one: ChainHead, other: ChainHead): boolean {
  return one.seq === other.seq && isSameMac(one.mac, other.mac);
}

function readDigests(json: string): ReadonlyMap<string, unknown> {
  return new Map(Object.entries(readObject(json)));
}

function erasedFields(facts: string): readonly string[] {
  const { fields } = readObject(facts);
  return typeof fields === 'string' ? fields.split(' ') : [];
}

/** What somebody changed need not be JSON any more; that it was changed is found by its MAC. */
function readObject(json: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
