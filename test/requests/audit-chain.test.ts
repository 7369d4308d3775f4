import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  type AuditKey,
  type AuditKeys,
  CHAIN_START,
  derivedAuditKey,
  headText,
  type KeptField,
  macOf,
  NO_KEY,
  parseHead,
  type SealedEvent,
  sealEvent,
} from '../../src/requests/audit-chain.ts';
import { AuditCheck, type AuditCheckOptions, ERASED_KIND } from '../../src/requests/audit-check.ts';
import { exportLines } from '../../src/requests/audit-export.ts';
import { checkExport } from '../../src/requests/audit-import.ts';
import type { KeptEvent } from '../../src/requests/audit-store.ts';
import type { AuditEvent } from '../../src/requests/audit-trail.ts';
import { GRACE, guidOf, later, SARAH } from '../support/builders.ts';

const KEY: AuditKey = { id: 'k1', bytes: new Uint8Array(32).fill(7) };
const OTHER_KEY: AuditKey = { id: 'k1', bytes: new Uint8Array(32).fill(8) };
const KEYS: AuditKeys = [KEY];

const anEvent = (number: number): AuditEvent => ({
  requestId: `R0000${number % 3}`,
  customerId: guidOf('Contoso'),
  at: later(number * 1000),
  kind: number % 2 === 0 ? 'approved' : 'submitted',
  actor: number % 2 === 0 ? GRACE : SARAH,
  facts: { status: 'pending', version: number },
  personal: {
    reason: { value: `because of number ${number}`, about: [SARAH] },
    shown: { value: `{"revision":${number}}`, about: [SARAH, GRACE] },
  },
});

function trailOf(events: readonly AuditEvent[], key: AuditKey = KEY): KeptEvent[] {
  let head = CHAIN_START;
  return events.map((event, index) => {
    const { sealed, fields } = sealEvent(event, head, { key, newSalt: () => `salt ${index}` });
    head = sealed;
    return { event: sealed, fields };
  });
}

const aTrail = (length = 6, key = KEY) =>
  trailOf(
    Array.from({ length }, (_, index) => anEvent(index)),
    key,
  );

function checked(trail: readonly KeptEvent[], options: AuditCheckOptions = {}, keys = KEYS) {
  const check = new AuditCheck(keys, options);
  for (const { event, fields } of trail) check.add(event, fields);
  return check.finish();
}

const problemsOf = (trail: readonly KeptEvent[], options?: AuditCheckOptions, keys?: AuditKeys) =>
  checked(trail, options, keys).problems.map(({ kind, seq }) => `${kind} ${seq}`);

const withEvent = (trail: readonly KeptEvent[], index: number, change: Partial<SealedEvent>) =>
  trail.map((kept, at) => (at === index ? { ...kept, event: { ...kept.event, ...change } } : kept));

const withFields = (trail: readonly KeptEvent[], index: number, fields: readonly KeptField[]) =>
  trail.map((kept, at) => (at === index ? { ...kept, fields } : kept));

describe('the chain of the audit trail', () => {
  it('is intact as it was written, and tells its end', () => {
    const trail = aTrail();
    const report = checked(trail, { head: trail[3]?.event });
    assert.deepEqual(report.problems, []);
    assert.deepEqual([report.events, report.erased, report.withoutKey], [6, 0, 0]);
    assert.deepEqual(parseHead(headText(report.head)), { seq: 6, mac: trail[5]?.event.mac });
  });

  it('shows a changed event', () => {
    assert.deepEqual(problemsOf(withEvent(aTrail(), 2, { facts: '{"status":"approved"}' })), ['changed 3']);
  });

  it('shows an event that was changed and sealed again without the key', () => {
    const trail = aTrail();
    const [first] = trail;
    assert(first);
    const forged = { ...first.event, actor: 'somebody else' };
    assert.deepEqual(problemsOf(withEvent(trail, 0, { ...forged, mac: macOf(forged, OTHER_KEY) })), [
      'changed 1',
      'unlinked 2',
    ]);
  });

  it('shows removed events', () => {
    const trail = aTrail();
    assert.deepEqual(problemsOf(trail.toSpliced(1, 2)), ['missing 2']);
  });

  it('shows events that changed places', () => {
    const [one, two, three, ...rest] = aTrail();
    assert(one && two && three);
    assert.deepEqual(problemsOf([one, three, two, ...rest]), ['missing 2', 'out-of-order 2', 'missing 3']);
    const swapped = [
      one,
      { ...three, event: { ...three.event, seq: 2 } },
      { ...two, event: { ...two.event, seq: 3 } },
      ...rest,
    ];
    assert(problemsOf(swapped).includes('changed 2'));
  });

  it('shows an event that was put in', () => {
    const trail = aTrail(3);
    const [one, two, three] = trail;
    assert(one && two && three);
    const { sealed } = sealEvent(anEvent(9), one.event, { key: OTHER_KEY, newSalt: () => '' });
    const moved = [two, three].map((kept) => ({
      ...kept,
      event: { ...kept.event, seq: kept.event.seq + 1 },
    }));
    assert(problemsOf([one, { event: sealed, fields: [] }, ...moved]).includes('changed 2'));
  });

  it('does not show by itself that its end was cut off; a head that was posted does', () => {
    const trail = aTrail();
    const head = trail[4]?.event;
    assert.deepEqual(problemsOf(trail.slice(0, 3)), []);
    assert.deepEqual(problemsOf(trail.slice(0, 3), { head }), ['cut 4']);
    assert.deepEqual(problemsOf(trail.slice(0, 3), { expectedEnd: trail[5]?.event }), ['cut 4']);
  });

  it('shows by a posted head that its end was written anew, even by somebody with the key', () => {
    const trail = aTrail();
    const rewritten = trailOf(
      [...Array(6).keys()].map((number) => anEvent(number < 3 ? number : number + 10)),
    );
    assert.deepEqual(problemsOf(rewritten), []);
    assert.deepEqual(problemsOf(rewritten, { head: trail[4]?.event }), ['other-head 5']);
  });

  it('tells erased from changed: what the trail says was erased is no fault', () => {
    const events = Array.from({ length: 4 }, (_, index) => anEvent(index));
    const facts = { count: 2, fields: '2:reason 2:shown' };
    const trail = trailOf([...events, { ...anEvent(5), kind: ERASED_KIND, facts, personal: {} }]);
    const report = checked(withFields(trail, 1, []));
    assert.deepEqual(report.problems, []);
    assert.equal(report.erased, 2);
  });

  it('shows personal fields that went without a word, were changed or were added', () => {
    const trail = aTrail();
    const [reason, shown] = trail[1]?.fields ?? [];
    assert(reason && shown);
    assert.deepEqual(problemsOf(withFields(trail, 1, [reason])), ['field-lost 2']);
    assert.deepEqual(problemsOf(withFields(trail, 1, [{ ...reason, value: 'other' }, shown])), [
      'field-changed 2',
    ]);
    assert.deepEqual(problemsOf(withFields(trail, 1, [reason, shown, { ...shown, field: 'more' }])), [
      'field-added 2',
    ]);
  });

  it('does not believe an erasure that nobody sealed', () => {
    const trail = aTrail();
    const forged = withEvent(trail, 5, { kind: ERASED_KIND, facts: '{"fields":"2:reason 2:shown"}' });
    assert.deepEqual(problemsOf(withFields(forged, 1, [])), ['changed 6', 'field-lost 2', 'field-lost 2']);
  });

  it('goes on with a new key, and needs the old one for what it sealed', () => {
    const newer = { id: 'k2', bytes: new Uint8Array(32).fill(9) };
    const trail = aTrail(3);
    const { sealed, fields } = sealEvent(anEvent(7), trail[2]?.event ?? CHAIN_START, {
      key: newer,
      newSalt: () => 's',
    });
    const longer = [...trail, { event: sealed, fields }];
    assert.deepEqual(problemsOf(longer, {}, [newer, KEY]), []);
    assert.deepEqual(problemsOf(longer, {}, [newer]), ['unknown-key 1', 'unknown-key 2', 'unknown-key 3']);
  });

  it('may have begun without a key if one says so, and is not believed without one else', () => {
    const bare = aTrail(3, NO_KEY);
    assert.deepEqual(checked(bare, {}, [NO_KEY]).problems, []);
    assert.equal(checked(bare, {}, [NO_KEY]).withoutKey, 3);
    assert.deepEqual(problemsOf(bare), ['without-key 1', 'without-key 2', 'without-key 3']);
    assert.deepEqual(problemsOf(bare, { withoutKeyUpTo: 3 }), []);
  });

  it('has keys that tell nothing of the keys that they were derived from', () => {
    const derived = derivedAuditKey(KEY);
    assert.equal(derived.id, 'token-k1');
    assert.equal(derived.bytes.length, 32);
    assert.notDeepEqual(derived.bytes, KEY.bytes);
    assert.deepEqual(derivedAuditKey(KEY), derived);
  });

  it('keeps text as a database gives it back', () => {
    const personal = { reason: { value: 'a\0b\ud800', about: [] } };
    const { fields } = sealEvent({ ...anEvent(1), personal }, CHAIN_START, { key: KEY, newSalt: () => 's' });
    assert.equal(fields[0]?.value, 'ab\ufffd');
  });
});

describe('tampering with the audit trail', () => {
  const LENGTH = 8;
  const index = fc.nat(LENGTH - 1);
  const text = fc.string({ minLength: 1, maxLength: 12 });
  const column = fc.constantFrom(
    ...([
      'at',
      'requestId',
      'customerId',
      'kind',
      'actor',
      'facts',
      'digests',
      'keyId',
      'previous',
      'mac',
    ] as const),
  );
  const tampered = fc.oneof(
    fc.record({ how: fc.constant('change' as const), index, column, text }),
    fc.record({ how: fc.constant('clear' as const), index, column }),
    fc.record({ how: fc.constant('flip' as const), index, column, at: fc.nat(200) }),
    fc.record({ how: fc.constant('copy' as const), index, other: index, column }),
    fc.record({
      how: fc.constant('renumber' as const),
      index,
      seq: fc.integer({ min: -3, max: LENGTH + 5 }),
    }),
    fc.record({ how: fc.constant('remove' as const), index, count: fc.integer({ min: 1, max: 3 }) }),
    fc.record({ how: fc.constant('swap' as const), index, other: index, isRenumbered: fc.boolean() }),
    fc.record({ how: fc.constant('insert' as const), index, isRenumbered: fc.boolean() }),
    fc.record({
      how: fc.constant('reseal' as const),
      index,
      column,
      text,
      keyId: fc.constantFrom('k1', 'none'),
    }),
    fc.record({
      how: fc.constant('field' as const),
      index,
      part: fc.constantFrom('value', 'salt', 'about'),
      text,
    }),
    fc.record({ how: fc.constant('drop-field' as const), index, field: fc.nat(1) }),
    fc.record({ how: fc.constant('add-field' as const), index, text }),
  );
  type Tampering = typeof tampered extends fc.Arbitrary<infer T> ? T : never;

  it('is found, whatever single thing is done', () => {
    const trail = aTrail(LENGTH);
    const end = trail[LENGTH - 1]?.event;
    assert.deepEqual(checked(trail, { head: end }).problems, []);
    fc.assert(
      fc.property(tampered, (tampering) => {
        const result = apply(trail, tampering);
        fc.pre(JSON.stringify(result) !== JSON.stringify(trail));
        assert.notDeepEqual(checked(result, { head: end }).problems, []);
      }),
      { numRuns: 2000 },
    );
  });

  function apply(trail: readonly KeptEvent[], tampering: Tampering): readonly KeptEvent[] {
    const { index: at } = tampering;
    const kept = trail[at];
    assert(kept);
    const renumbered = (events: readonly KeptEvent[]) =>
      events.map((one, place) => ({ ...one, event: { ...one.event, seq: place + 1 } }));
    switch (tampering.how) {
      case 'change':
        return withEvent(trail, at, { [tampering.column]: tampering.text });
      case 'clear':
        return withEvent(trail, at, { [tampering.column]: '' });
      case 'flip': {
        const value = String(kept.event[tampering.column]);
        const place = tampering.at % value.length;
        const other = value[place] === 'a' ? 'b' : 'a';
        return withEvent(trail, at, {
          [tampering.column]: value.slice(0, place) + other + value.slice(place + 1),
        });
      }
      case 'copy':
        return withEvent(trail, at, { [tampering.column]: trail[tampering.other]?.event[tampering.column] });
      case 'renumber':
        return withEvent(trail, at, { seq: tampering.seq }).toSorted((a, b) => a.event.seq - b.event.seq);
      case 'remove':
        return trail.toSpliced(at, tampering.count);
      case 'swap': {
        const other = trail[tampering.other];
        assert(other);
        const swapped = trail.with(at, other).with(tampering.other, kept);
        return tampering.isRenumbered ? renumbered(swapped) : swapped;
      }
      case 'insert': {
        const more = trail.toSpliced(at, 0, kept);
        return tampering.isRenumbered ? renumbered(more) : more;
      }
      case 'reseal': {
        const event = { ...kept.event, [tampering.column]: tampering.text, keyId: tampering.keyId };
        const key = tampering.keyId === NO_KEY.id ? NO_KEY : OTHER_KEY;
        return withEvent(trail, at, { ...event, mac: macOf(event, key) });
      }
      case 'field':
        return withFields(
          trail,
          at,
          kept.fields.map((field, number) =>
            number === 0 ? { ...field, [tampering.part]: tampering.text } : field,
          ),
        );
      case 'drop-field':
        return withFields(trail, at, kept.fields.toSpliced(tampering.field, 1));
      case 'add-field': {
        const [field] = kept.fields;
        assert(field);
        return withFields(trail, at, [...kept.fields, { ...field, field: `x${tampering.text}` }]);
      }
    }
  }
});

describe('an export of the audit trail', () => {
  async function* each<T>(values: readonly T[]) {
    yield* values;
  }
  const written = async (trail: readonly KeptEvent[], customerId?: string) => {
    const lines: string[] = [];
    const head = trail.at(-1)?.event ?? CHAIN_START;
    const query = customerId ? { customerId } : {};
    for await (const line of exportLines(each(trail), { format: 'jsonl', query, head, key: KEY }))
      lines.push(line);
    return lines.map((line) => line.trimEnd());
  };
  const check = (lines: readonly string[]) => checkExport(each(lines), KEYS, {});

  it('is verified with nothing but the keys', async () => {
    const report = await check(await written(aTrail()));
    assert.deepEqual(report.problems, []);
    assert.deepEqual([report.isWhole, report.events], [true, 6]);
  });

  it('of one customer may have gaps, and shows when an event was left out of it', async () => {
    const some = aTrail().filter((_, index) => index % 2 === 0);
    const lines = await written(some, guidOf('Contoso'));
    const whole = await check(lines);
    assert.deepEqual([whole.problems, whole.isWhole, whole.customerId], [[], true, guidOf('Contoso')]);
    const less = await check(lines.toSpliced(1, 1));
    assert.deepEqual([less.problems, less.isWhole], [[], false]);
  });

  it('shows a changed line, and one that was cut off', async () => {
    const lines = await written(aTrail());
    const changed = await check(lines.with(2, (lines[2] ?? '').replace('"approved"', '"rejected"')));
    assert.equal(changed.isWhole, false);
    assert.deepEqual(changed.problems, [{ kind: 'changed', seq: 3 }]);
    await assert.rejects(check(lines.slice(0, -1)), { code: 'no-end' });
    await assert.rejects(check(['seq,at,kind']), { code: 'not-an-export' });
  });

  it('as a table quotes what needs it and starts no formula', async () => {
    const personal = { reason: { value: '=HYPERLINK("x")', about: [SARAH] } };
    const trail = trailOf([{ ...anEvent(1), kind: '=1+1', personal }]);
    const lines: string[] = [];
    const options = { format: 'csv', query: {}, head: CHAIN_START, key: KEY } as const;
    for await (const line of exportLines(each(trail), options)) lines.push(line);
    assert.equal(lines.length, 2);
    const [header = '', row = ''] = lines;
    assert(header.startsWith('\u{feff}seq,at,requestId'));
    assert(row.includes(`,'=1+1,`));
    assert(row.includes('"{""reason"":""=HYPERLINK(\\""x\\"")""}"'));
  });
});
