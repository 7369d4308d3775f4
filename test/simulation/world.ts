import { pino } from 'pino';
import type { OutboxStore } from '../../src/bot/outbox-store.ts';
import type { SeatCounter } from '../../src/fulfilment/seat-queue.ts';
import type { ApprovalPlan, ApprovalPolicy } from '../../src/requests/approval-policy.ts';
import type { Preflight } from '../../src/requests/change-preflight.ts';
import type { Delegation } from '../../src/requests/delegation.ts';
import { isSamePerson, type Person } from '../../src/requests/person.ts';
import type { PreflightReport } from '../../src/requests/preflight-report.ts';
import type { Reachability } from '../../src/requests/reachability.ts';
import type { RequestStore } from '../../src/requests/request-store.ts';
import { aFinding, aPlan, aReport, aStage } from '../support/builders.ts';
import { Checks } from './checks.ts';
import { Instance } from './instance.ts';
import { Ledger } from './ledger.ts';
import { PartnerCenterModel } from './partner-center-model.ts';
import { type Program, startProgram } from './program.ts';
import { Random } from './random.ts';
import { Scheduler } from './scheduler.ts';
import type { SimulatedDatabase } from './simulated-database.ts';
import { HELPDESK_CHANNEL, SERVICE_URL, TeamsModel } from './teams-model.ts';
import { TokenModel } from './token-model.ts';
import { CALM, stormy, type Weather } from './weather.ts';

export const PARTNER_TENANT = 'partner';
const person = (name: string): Person => ({ tenantId: PARTNER_TENANT, objectId: name, name });

export const REQUESTERS: readonly Person[] = ['sarah', 'tom', 'kenji'].map(person);
/** One of them asks, too. */
export const APPROVERS: readonly Person[] = ['grace', 'mehmet', 'priya', 'kenji'].map(person);
export const EVERYBODY: readonly Person[] = ['sarah', 'tom', 'grace', 'mehmet', 'priya', 'kenji'].map(person);
export const CUSTOMERS = ['contoso', 'fabrikam'] as const;
export const USERS = ['ada', 'bo', 'cem', 'dai', 'eve', 'fei'] as const;
export const SKUS = ['e3', 'e5', 'visio'] as const;

/** The chat of a person with the bot. */
export function chatOf({ objectId }: { readonly objectId: string }): string {
  return `a:${objectId}`;
}

export type WorldOptions = {
  readonly seed: number;
  readonly isTraced: boolean;
  readonly openDatabase: (clock: () => Date) => Promise<SimulatedDatabase>;
};

/** Everything around License Desk, and two instances of it, from one seed. */
export class World {
  readonly random: Random;
  readonly scheduler: Scheduler;
  readonly ledger: Ledger;
  readonly log = pino({ level: 'error' }, { write: (line) => this.#onErrorLogged(line) });
  readonly checks: Checks;
  readonly tokens: TokenModel;
  readonly partnerCenter: PartnerCenterModel;
  readonly teams: TeamsModel;
  readonly database: SimulatedDatabase;
  readonly requests: RequestStore;
  readonly outbox: OutboxStore;
  readonly plans: { readonly from: number; readonly plan: ApprovalPlan }[];
  /** Conversations that died at some time. */
  readonly died = new Set<string>();
  /** Chats of people who did not have the app in the beginning. */
  readonly chatless = new Set<string>();
  readonly storm: Weather;
  /** Whether many ask for the same license. */
  readonly isCrowded: boolean;
  /** What is asked for here. */
  readonly choice: {
    readonly customers: readonly string[];
    readonly users: readonly string[];
    readonly skus: readonly string[];
    readonly requests: number;
  };
  /** Whether the instances tell each other what they have in hand. */
  readonly hasLeases: boolean;
  weather: Weather;
  #programs: Program[] = [];
  #ids = 0;
  #started = 0;

  private constructor(
    options: WorldOptions,
    database: SimulatedDatabase,
    base: { random: Random; scheduler: Scheduler },
  ) {
    const { random, scheduler } = base;
    this.random = random;
    this.scheduler = scheduler;
    this.database = database;
    this.ledger = new Ledger(scheduler, options.isTraced);
    this.storm = stormy(random);
    this.weather = this.storm;
    this.hasLeases = random.chance(0.5);
    this.isCrowded = random.chance(0.25);
    this.plans = [{ from: 0, plan: this.newPlan() }];
    this.choice = this.isCrowded
      ? { customers: ['contoso'], users: USERS, skus: ['e5'], requests: random.between(5, 9) }
      : { customers: CUSTOMERS, users: USERS.slice(0, 2), skus: SKUS, requests: random.between(2, 7) };
    const shared = { scheduler, random, ledger: this.ledger, weather: () => this.weather };
    this.tokens = new TokenModel(shared);
    this.partnerCenter = new PartnerCenterModel({
      ...shared,
      tokens: this.tokens,
      watch: {
        sent: (sent) => this.checks.sends.sent(sent),
        answered: (sent, isRefusal) => this.checks.sends.answered(sent, isRefusal),
        applied: (sent) => this.checks.sends.applied(sent),
        read: (customerId, userId) => this.checks.sends.read(customerId, userId),
        beforeEffect: ({ customerId, userId }) => this.checks.noteTruth(customerId, userId),
        onEffect: (sent) => this.checks.onEffect(sent),
      },
    });
    this.teams = new TeamsModel(shared);
    this.checks = new Checks({
      scheduler,
      ledger: this.ledger,
      holds: (customerId, userId) => this.partnerCenter.holds(customerId, userId),
      readLagMs: () => this.storm.readLagMs,
      areSeatsSeen: () =>
        Object.keys(this.storm.seats).every(
          (fate) => fate === 'seen' || Reflect.get(this.storm.seats, fate) === 0,
        ),
      plans: this.plans,
    });
    this.requests = this.checks.watchedRequests(database.requests);
    this.outbox = this.checks.watchedOutbox(database.outbox);
    scheduler.earliestDue = () => database.earliestDue();
  }

  static async open(options: WorldOptions): Promise<World> {
    const random = new Random(options.seed);
    const scheduler = new Scheduler(random);
    const world = new World(options, await options.openDatabase(scheduler.clock), { random, scheduler });
    await world.#settle();
    return world;
  }

  readonly policy: ApprovalPolicy = {
    planFor: async () => this.planNow(),
    customersOf: async () => 'all',
    isOperator: async () => false,
    isApprover: async () => false,
    mayDecide: async () => false,
  };

  readonly reachability: Reachability = {
    unreachable: async (people) => {
      const known = await Promise.all(people.map((one) => this.database.people.find(one)));
      return people.filter((_, index) => !known[index]?.chat);
    },
  };

  readonly preflight: Preflight = {
    check: async ({ customer, user, assign, remove }): Promise<PreflightReport> => {
      const checkedAt = new Date(this.scheduler.now).toISOString();
      if (this.random.chance(0.2)) return aReport({ checkedAt, unknown: ['licenses'], held: null, tries: 1 });
      const held = this.partnerCenter.holds(customer.id, user.id);
      const isHeld = assign.some(({ sku }) => held.has(sku.id));
      const isMissing = remove.some((sku) => !held.has(sku.id));
      return aReport({
        checkedAt,
        findings: [
          ...(isHeld ? [aFinding({ kind: 'already-held' })] : []),
          ...(isMissing ? [aFinding({ kind: 'not-held' })] : []),
        ],
      });
    },
  };

  readonly seats: SeatCounter = {
    free: async (customerId, skuId) => {
      const fate = this.random.weighted(this.weather.seats) ?? 'seen';
      if (fate !== 'seen') this.ledger.fault(fate);
      if (fate === 'unseen-seats') return null;
      if (fate === 'stale-seats') return this.random.between(0, 3);
      return this.partnerCenter.free(customerId, skuId);
    },
  };

  planNow(): ApprovalPlan {
    const last = this.plans.at(-1);
    if (!last) throw new Error('there is no policy');
    return last.plan;
  }

  changePolicy(): void {
    this.plans.push({ from: this.scheduler.now, plan: this.newPlan() });
  }

  /** Approvers go away and come back. */
  changeDelegations(): void {
    const plan = { ...this.planNow(), delegations: this.#newDelegations() };
    this.plans.push({ from: this.scheduler.now, plan });
  }

  newPlan(): ApprovalPlan {
    const some = () => APPROVERS.filter(() => this.random.chance(0.6));
    const first = some();
    const approvers = first.length >= 2 ? first : APPROVERS;
    const stage = aStage(approvers, {
      need: this.random.chance(0.25) ? 2 : 1,
      escalation: this.random.chance(0.2) ? { afterHours: 0.2, to: APPROVERS } : null,
    });
    const stages = this.random.chance(0.2) ? [aStage(APPROVERS), stage] : [stage];
    return aPlan({
      stages,
      delegations: this.#newDelegations(),
      reminders: this.random.chance(0.3) ? { afterHours: 0.1, everyHours: 0.5, atMost: 3 } : null,
      rejectionNeedsReason: this.random.chance(0.5),
      needsFreshToken: this.random.chance(0.2),
      decideWithinHours: this.random.pick(this.isCrowded ? [4, 12] : [0.1, 1, 4, 12]),
      validForHours: this.random.pick(this.isCrowded ? [6, 12] : [0.05, 0.2, 1, 6]),
      digest: `rules ${this.plans?.length ?? 0}`,
    });
  }

  /** Who decides in whose place: colleagues, among them other approvers, and people who ask themselves. */
  #newDelegations(): readonly Delegation[] {
    const days = { from: '2000-01-01T00:00:00.000Z', until: '2100-01-01T00:00:00.000Z' };
    return APPROVERS.filter(() => this.random.chance(0.2)).map((delegator) => ({
      ...days,
      delegator,
      delegate: this.random.pick(EVERYBODY.filter((one) => !isSamePerson(one, delegator))),
    }));
  }

  newId(): string {
    this.#ids += 1;
    return `ID${String(this.#ids).padStart(4, '0')}`;
  }

  /** One of the running instances; undefined while all are down. */
  program(): Program | undefined {
    const alive = this.#programs.filter(({ instance }) => instance.isAlive);
    return alive.length === 0 ? undefined : this.random.pick(alive);
  }

  startInstance(): void {
    this.#started += 1;
    const { scheduler, random } = this;
    const instance = new Instance(`instance ${this.#started}`, {
      scheduler,
      random,
      troubles: () => this.weather.instances,
      onCrash: (dead, where) => {
        this.ledger.fault('crash');
        this.ledger.note(`${dead.name} dies ${where}`);
        scheduler.after(random.between(500, 180_000), () => this.startInstance());
      },
    });
    this.#programs = [...this.#programs.filter((one) => one.instance.isAlive), startProgram(instance, this)];
  }

  #onErrorLogged(line: string): void {
    if (this.storm.instances.failingStore > 0 && line.includes('store-outage')) {
      this.ledger.fault('failing-store');
      return;
    }
    this.ledger.violation(`an error is logged: ${line.slice(0, 600)}`);
  }

  /** Kills an instance; another takes its place after a while. */
  killInstance(): void {
    this.program()?.instance.kill();
  }

  calmDown(): void {
    this.weather = CALM;
    this.tokens.hasDirectoryAccount = true;
    for (const person of EVERYBODY) {
      for (const customer of CUSTOMERS) this.tokens.setRole(person, customer, true);
    }
    this.ledger.note('the weather is calm');
  }

  async #settle(): Promise<void> {
    const { random, tokens, partnerCenter, database } = this;
    for (const one of EVERYBODY) {
      const chat = random.chance(0.9) ? { serviceUrl: SERVICE_URL, conversationId: chatOf(one) } : null;
      if (!chat) this.chatless.add(chatOf(one));
      await database.people.remember({ ...one, teamsId: `29:${one.objectId}`, chat });
      if (random.chance(0.7)) tokens.signIn(one, random.chance(0.9));
    }
    tokens.hasDirectoryAccount = random.chance(0.8);
    const channel = {
      channelId: HELPDESK_CHANNEL,
      teamId: 'team',
      tenantId: PARTNER_TENANT,
      serviceUrl: SERVICE_URL,
    };
    await database.channels.remember(channel);
    for (const customer of CUSTOMERS) {
      for (const sku of SKUS)
        partnerCenter.setUnits(customer, sku, random.between(0, this.isCrowded ? 1 : 3));
      for (const user of USERS)
        partnerCenter.give(
          customer,
          user,
          SKUS.filter(() => random.chance(0.3)),
        );
    }
  }
}

/** Whether somebody is among people. */
export function isAmong(people: readonly Person[], one: Person): boolean {
  return people.some((other) => isSamePerson(other, one));
}
