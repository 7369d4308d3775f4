import {
  createHash,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  timingSafeEqual,
} from 'node:crypto';
import type { AuditEvent } from './audit-trail.ts';
import { type PersonId, personKey } from './person.ts';

/** A key of the chain; `id` is stored with what it sealed. */
export type AuditKey = { readonly id: string; readonly bytes: Uint8Array };

/** The first key seals, all verify. */
export type AuditKeys = readonly [AuditKey, ...AuditKey[]];

/** An event in its place in the chain. `facts` and `digests` are JSON; the MAC covers them as they are written. */
export type SealedEvent = {
  readonly seq: number;
  readonly at: string;
  readonly requestId: string | null;
  readonly customerId: string | null;
  readonly kind: string;
  readonly actor: string | null;
  readonly facts: string;
  /** The salted digest of each personal field. */
  readonly digests: string;
  readonly keyId: string;
  /** The MAC of the event before. */
  readonly previous: string;
  readonly mac: string;
};

/** A personal field of an event: kept beside the chain, so that it can be erased. */
export type KeptField = {
  readonly seq: number;
  readonly field: string;
  readonly value: string;
  /** Goes with the value: without it the digest tells nothing. */
  readonly salt: string;
  /** The people that it is about (`personKey`), separated by blanks. */
  readonly about: string;
};

/** The end of the chain at some time: the number of events and the MAC of the last one. */
export type ChainHead = { readonly seq: number; readonly mac: string };

/** What the first event follows. */
export const CHAIN_START: ChainHead = { seq: 0, mac: '0'.repeat(64) };

/** Stands in where no key is set: the chain then shows accidents, and no intruder. */
export const NO_KEY: AuditKey = { id: 'none', bytes: new Uint8Array(32) };

/** Puts an event behind `head`. Salts come from `newSalt`. */
export function sealEvent(
  event: AuditEvent,
  head: ChainHead,
  { key, newSalt }: { readonly key: AuditKey; readonly newSalt: () => string },
): { readonly sealed: SealedEvent; readonly fields: readonly KeptField[] } {
  const seq = head.seq + 1;
  const fields = Object.entries(event.personal ?? {}).map(([field, { value, about }]) => ({
    seq,
    field,
    // What a database cannot hold would look like a change.
    value: value.toWellFormed().replaceAll('\0', ''),
    salt: newSalt(),
    about: aboutKeys(about),
  }));
  const unsealed = {
    seq,
    at: event.at,
    requestId: event.requestId,
    customerId: event.customerId ?? null,
    kind: event.kind,
    actor: event.actor && personKey(event.actor),
    facts: JSON.stringify(event.facts),
    digests: JSON.stringify(Object.fromEntries(fields.map((kept) => [kept.field, digestOf(kept)]))),
    keyId: key.id,
    previous: head.mac,
  };
  return { sealed: { ...unsealed, mac: macOf(unsealed, key) }, fields };
}

/** The MAC of an event over its own content, its place and the MAC before it. */
export function macOf(event: Omit<SealedEvent, 'mac'>, key: AuditKey): string {
  const { seq, at, requestId, customerId, kind, actor, facts, digests, keyId, previous } = event;
  const content = [1, seq, at, requestId, customerId, kind, actor, facts, digests, keyId, previous];
  return createHmac('sha256', secretOf(key)).update(JSON.stringify(content)).digest('hex');
}

/** Made once for each key: to make one takes longer than to use it. */
const secrets = new WeakMap<AuditKey, KeyObject>();

function secretOf(key: AuditKey): KeyObject {
  const secret = secrets.get(key) ?? createSecretKey(key.bytes);
  secrets.set(key, secret);
  return secret;
}

/** The digest of a personal field. Without its salt nobody can find the value by trying. */
export function digestOf({ field, value, salt, about }: Omit<KeptField, 'seq'>): string {
  return createHash('sha256')
    .update(JSON.stringify([salt, field, value, about]))
    .digest('hex');
}

/** `seq:mac`, as it is posted and as `--head` takes it. */
export function headText({ seq, mac }: ChainHead): string {
  return `${seq}:${mac}`;
}

/** Reads `seq:mac`; undefined when it is none. */
export function parseHead(text: string): ChainHead | undefined {
  const [, seq, mac] = /^(\d{1,10}):([0-9a-f]{64})$/i.exec(text.trim()) ?? [];
  return seq && mac ? { seq: Number(seq), mac: mac.toLowerCase() } : undefined;
}

/** Makes the audit key of a key that was given for something else, so that neither tells anything of the other. */
export function derivedAuditKey({ id, bytes }: AuditKey): AuditKey {
  const derived = hkdfSync('sha256', bytes, new Uint8Array(), 'license-desk audit trail', 32);
  return { id: `token-${id}`, bytes: new Uint8Array(derived) };
}

/** Compares MACs without telling by the time it takes how much of one was right. */
export function isSameMac(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function aboutKeys(people: readonly PersonId[]): string {
  return [...new Set(people.map(personKey))].join(' ');
}
