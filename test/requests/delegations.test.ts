import assert from 'node:assert/strict';
import { pino } from 'pino';
import type {
  DelegationEffects,
  DelegationStore,
  KeptDelegation,
} from '../../src/requests/delegation-store.ts';
import { createDelegationWatch } from '../../src/requests/delegation-watch.ts';
import { Delegations, type DelegationWish } from '../../src/requests/delegations.ts';
import type { RequestErrorCode } from '../../src/requests/errors.ts';
import type { Note } from '../../src/requests/notice.ts';
import { isSamePerson, type Person } from '../../src/requests/person.ts';
import { parsePolicy } from '../../src/requests/policy-file.ts';
import { aPerson, GRACE, KENJI, later, MEHMET, NOW, PARTNER_TENANT } from '../support/builders.ts';
import { DAY, HOUR } from '../support/movable-clock.ts';
import { StillClock } from '../support/still-clock.ts';

const ABROAD = aPerson('Ada Guest', 'another-tenant');
const APPLESS = aPerson('No App');

/** Keeps delegations in memory as the database does. */
class MemoryDelegations implements DelegationStore {
  rows: KeptDelegation[] = [];
  until: string | null = null;
  readonly written: DelegationEffects[] = [];
  readonly told: Note[] = [];

  async all() {
    return this.rows;
  }

  async replace(
    delegator: Person,
    next: KeptDelegation | null,
    { at, effects }: Parameters<DelegationStore['replace']>[2],
  ) {
    const isEnded = (row: KeptDelegation) => isSamePerson(row.delegator, delegator) && row.until > at;
    const ended = this.rows.filter(isEnded).map((row) => ({ ...row, until: at, wasStopped: true }));
    if (!next && ended.length === 0) return [];
    this.rows = [...this.rows.filter((row) => !isEnded(row)), ...ended, ...(next ? [next] : [])];
    this.written.push(effects(ended));
    return ended;
  }

  async watchedUntil() {
    return this.until;
  }

  async watched(until: string, notes: readonly Note[]) {
    this.told.push(...notes);
    this.until = until;
    this.rows = this.rows.filter((row) => row.until > until);
  }
}

function aRig(policy = '') {
  const store = new MemoryDelegations();
  const clock = new StillClock();
  const rules = parsePolicy(`approval: { stages: [{ anyOf: [grace@partner.example] }] }\n${policy}`);
  const people: Readonly<Record<string, Person>> = {
    'grace@partner.example': GRACE,
    'kenji@partner.example': KENJI,
    'ada@guest.example': ABROAD,
  };
  let ids = 0;
  const delegations = new Delegations({
    store,
    rules: () => rules,
    people: { findPerson: async (reference) => people[reference] },
    reachability: { unreachable: async (all) => all.filter((one) => isSamePerson(one, APPLESS)) },
    isApprover: async (person) => [GRACE, KENJI, ABROAD].some((one) => isSamePerson(one, person)),
    partnerTenantId: PARTNER_TENANT,
    clock: clock.read,
    newId: () => `delegation ${++ids}`,
    onChange: () => {},
  });
  return { store, clock, delegations };
}

const wish = (part: Partial<DelegationWish> = {}): DelegationWish => ({
  delegator: GRACE,
  delegate: MEHMET,
  firstDay: null,
  lastDay: '2026-03-06',
  timeZone: 'Europe/Istanbul',
  ...part,
});
const inForce = async ({ delegations }: ReturnType<typeof aRig>) =>
  (await delegations.inForce()).map(({ delegate, delegator }) => `${delegate.name} for ${delegator.name}`);

describe('delegating', () => {
  it('counts at once, until the last day is over where the approver is', async () => {
    const rig = aRig();
    const { from, until, firstDay } = await rig.delegations.give(wish());
    assert.deepEqual([from, until, firstDay], [NOW, '2026-03-06T21:00:00.000Z', '2026-03-02']);
    assert.deepEqual(await inForce(rig), ['Mehmet Yıldız for Grace Hill']);
    rig.clock.moveTo('2026-03-06T20:59:59.999Z');
    assert.equal((await inForce(rig)).length, 1);
    rig.clock.advance(1);
    assert.deepEqual(await inForce(rig), []);
  });

  it('from a day on counts from its beginning', async () => {
    const rig = aRig();
    await rig.delegations.give(wish({ firstDay: '2026-03-04' }));
    assert.deepEqual(await inForce(rig), []);
    rig.clock.moveTo('2026-03-03T21:00:00.000Z');
    assert.deepEqual(await inForce(rig), ['Mehmet Yıldız for Grace Hill']);
  });

  it('is told to the delegate and written down', async () => {
    const rig = aRig();
    await rig.delegations.give(wish());
    await rig.delegations.give(wish({ delegate: KENJI, firstDay: '2026-03-05' }));
    await rig.delegations.stop(GRACE);
    assert.deepEqual(
      rig.store.written.map(({ event, notes }) => [
        event.kind,
        ...notes.map(
          ({ to, text }) => `${to.person.objectId === KENJI.objectId ? 'Kenji' : 'Mehmet'} ${text}`,
        ),
      ]),
      [
        ['delegated', 'Mehmet delegation.told.now'],
        ['delegated', 'Mehmet delegation.told.ended', 'Kenji delegation.told.later'],
        ['delegation-ended', 'Kenji delegation.told.ended'],
      ],
    );
    assert.deepEqual(rig.store.written[0]?.event.actor, GRACE);
    assert.equal(rig.store.written[0]?.event.facts['delegate'], MEHMET.objectId);
  });

  it('begins behind everything that was acted upon, though clocks differ', async () => {
    const rig = aRig();
    rig.store.until = later(5000);
    assert.equal((await rig.delegations.give(wish())).from, later(5001));
  });

  const refused: readonly (readonly [string, Partial<DelegationWish>, RequestErrorCode])[] = [
    ['to oneself', { delegate: GRACE }, 'delegate-self'],
    ['to somebody of another tenant', { delegate: ABROAD }, 'delegate-elsewhere'],
    ['to somebody without the app', { delegate: APPLESS }, 'delegate-unreachable'],
    ['by somebody who is no approver', { delegator: MEHMET, delegate: KENJI }, 'nothing-to-delegate'],
    ['by an approver of another tenant', { delegator: ABROAD, delegate: KENJI }, 'nothing-to-delegate'],
    ['until yesterday', { lastDay: '2026-03-01' }, 'delegation-over'],
    ['until before it begins', { firstDay: '2026-03-07' }, 'delegation-over'],
    ['for more than 90 days', { lastDay: '2026-05-31' }, 'delegation-too-long'],
    ['from a day years ahead', { firstDay: '2028-03-01', lastDay: '2028-03-02' }, 'delegation-too-far'],
  ];
  for (const [how, part, code] of refused) {
    it(`is refused ${how}`, async () => {
      const rig = aRig();
      await assert.rejects(rig.delegations.give(wish(part)), { name: 'RequestError', code });
      assert.deepEqual(rig.store.written, []);
    });
  }

  it('is possible for 90 days', async () => {
    await aRig().delegations.give(wish({ lastDay: '2026-05-30' }));
  });

  it('stands in the policy file as well, within the partner’s tenant', async () => {
    const days = 'from: 2026-03-03, until: 2026-03-03';
    const rig = aRig(`timeZone: Asia/Tokyo
delegates:
  - { of: grace@partner.example, to: kenji@partner.example, ${days} }
  - { of: grace@partner.example, to: ada@guest.example, ${days} }
  - { of: grace@partner.example, to: new@partner.example, ${days} }`);
    assert.deepEqual(await inForce(rig), []);
    rig.clock.moveTo('2026-03-02T15:00:00.000Z');
    assert.deepEqual(await inForce(rig), ['佐藤 健司 for Grace Hill']);
    rig.clock.moveTo('2026-03-03T15:00:00.000Z');
    assert.deepEqual(await inForce(rig), []);
    assert.deepEqual(await rig.delegations.stop(GRACE), [], 'the file is not changed by a chat');
  });
});

describe('the watch over delegations', () => {
  function watching(rig: ReturnType<typeof aRig>) {
    const drawn: string[] = [];
    let isBroken = false;
    const watch = createDelegationWatch({
      delegations: rig.delegations,
      store: rig.store,
      redraw: async () => {
        if (isBroken) throw new Error('the database is gone');
        drawn.push(rig.clock.iso);
      },
      onTold: () => {},
      clock: rig.clock.read,
      log: pino({ level: 'silent' }),
    });
    watch.start();
    const look = async () => {
      watch.wake();
      await watch.idle();
    };
    return { drawn, look, stop: () => watch.stop(), fail: (is: boolean) => (isBroken = is) };
  }

  it('draws the cards anew when one begins and when it ends, once each', async () => {
    const rig = aRig();
    const { drawn, look, stop } = watching(rig);
    await rig.delegations.give(wish({ firstDay: '2026-03-04', lastDay: '2026-03-04', timeZone: 'UTC' }));
    await look();
    assert.deepEqual(drawn, []);
    const beginning = '2026-03-04T00:00:00.000Z';
    rig.clock.moveTo(beginning);
    await look();
    await look();
    rig.clock.moveTo('2026-03-09T00:00:00.000Z');
    await look();
    await look();
    assert.deepEqual(drawn, [beginning, '2026-03-09T00:00:00.000Z']);
    assert.deepEqual(rig.store.rows, [], 'what is over is forgotten');
    await stop();
  });

  it('does so also for one that was missed while nobody ran', async () => {
    const rig = aRig();
    rig.store.until = NOW;
    rig.store.rows = [
      {
        ...wish({ delegate: KENJI }),
        id: 'missed',
        firstDay: '2026-03-02',
        from: later(HOUR),
        until: later(2 * HOUR),
        wasStopped: false,
      },
    ];
    rig.clock.advance(DAY);
    const { drawn, look, stop } = watching(rig);
    await look();
    assert.equal(drawn.length, 1);
    await stop();
  });

  const told = ({ store }: ReturnType<typeof aRig>) =>
    store.told.map(({ to, text }) => `${text} to ${isSamePerson(to.person, GRACE) ? 'Grace' : 'Kenji'}`);

  it('tells both when the days run out, once', async () => {
    const rig = aRig();
    const { look, stop } = watching(rig);
    await rig.delegations.give(wish({ lastDay: '2026-03-04', timeZone: 'UTC' }));
    await look();
    rig.clock.moveTo('2026-03-04T23:59:00.000Z');
    await look();
    assert.deepEqual(told(rig), []);
    rig.clock.moveTo('2026-03-05T00:00:00.000Z');
    await look();
    await look();
    assert.deepEqual(told(rig), ['delegation.told.ended to Kenji', 'delegation.told.over to Grace']);
    await stop();
  });

  it('says nothing of one that was stopped or replaced: that was told at the time', async () => {
    const rig = aRig();
    const { look, stop } = watching(rig);
    await rig.delegations.give(wish());
    await look();
    rig.clock.advance(HOUR);
    await rig.delegations.give(wish({ lastDay: '2026-03-10' }));
    rig.clock.advance(HOUR);
    await rig.delegations.stop(GRACE);
    rig.clock.moveTo('2026-03-20T00:00:00.000Z');
    await look();
    assert.deepEqual(told(rig), []);
    await stop();
  });

  it('tells nobody of what the policy file kept from long ago when it looks for the first time', async () => {
    const days = 'from: 2026-01-03, until: 2026-01-05';
    const rig = aRig(`delegates: [{ of: grace@partner.example, to: kenji@partner.example, ${days} }]`);
    const { look, stop } = watching(rig);
    await look();
    assert.deepEqual(told(rig), []);
    await stop();
  });

  it('takes it up again after a fault', async () => {
    const rig = aRig();
    await rig.delegations.give(wish());
    const first = watching(rig);
    first.fail(true);
    await first.look();
    await first.stop();
    const second = watching(rig);
    await second.look();
    assert.deepEqual([first.drawn.length, second.drawn.length], [0, 1]);
    await second.stop();
  });
});
