import { threadOf } from '../../src/bot/thread-reference.ts';
import { BundleService } from '../../src/requests/bundle-service.ts';
import { RequestError } from '../../src/requests/errors.ts';
import type { LicenseChange } from '../../src/requests/license-change.ts';
import { isEnded, type LicenseRequest } from '../../src/requests/license-request.ts';
import { isSamePerson, type Person } from '../../src/requests/person.ts';
import type { Press } from '../../src/requests/press.ts';
import { standingOf } from '../../src/requests/sign-off.ts';
import type { Submission } from '../../src/requests/submissions.ts';
import { StoreOutage } from './instance.ts';
import { nameOf } from './ledger.ts';
import type { Program } from './program.ts';
import { SERVICE_URL } from './teams-model.ts';
import { APPROVERS, chatOf, EVERYBODY, REQUESTERS, type World } from './world.ts';

type Verb = 'approve' | 'reject' | 'cancel' | 'retry' | 'run' | 'giveUp';
const VERBS: readonly Verb[] = ['approve', 'reject', 'cancel', 'retry', 'run', 'giveUp'];

/** The people: they ask, look at cards, press what they see, press it twice, and sign in when they are asked to. */
export class Crowd {
  readonly #world: World;
  #threads = 0;

  constructor(world: World) {
    this.#world = world;
  }

  /** Everybody is busy until `end` (milliseconds from now). */
  beBusy(end: number, pause: { readonly least: number; readonly most: number }): void {
    const { scheduler, random } = this.#world;
    const until = scheduler.now + end;
    for (const person of EVERYBODY) {
      const look = () => {
        if (scheduler.now > until) return;
        this.#act(person);
        scheduler.after(random.between(pause.least, pause.most), look);
      };
      scheduler.after(random.between(0, pause.most), look);
    }
  }

  /** Somebody asks for something. */
  ask(): void {
    const { random, ledger } = this.#world;
    const requester = random.pick(REQUESTERS);
    if (random.chance(0.25)) {
      this.#askForSeveral(requester);
      return;
    }
    const submission = this.#submission(requester);
    const send = () =>
      this.#through(async ({ service }) => {
        const { id } = await service.submit(submission);
        ledger.note(`${requester.objectId} is told that ${id} was sent`);
      });
    send();
    if (random.chance(0.05)) send();
  }

  /** Somebody asks for several changes at once: the same license for two users, or one in the place of another. */
  #askForSeveral(requester: Person): void {
    const { random, ledger, choice } = this.#world;
    const { change, ...about } = this.#submission(requester);
    const { assign, remove } = change;
    const [given] = assign;
    const another = choice.users.find((user) => user !== change.user.id);
    const [taken] = choice.skus.filter((id) => id !== given?.sku.id).map(reference);
    const follower =
      another && random.chance(0.5)
        ? { change: { ...change, user: userOf(another, change.customer.id) }, after: null }
        : given && taken && { change: { ...change, assign: [], remove: [taken] }, after: 0 };
    const first = { change: follower?.after === 0 ? { ...change, remove: [] } : change, after: null };
    if (!follower || (follower.after === 0 && assign.length + remove.length === 0)) return;
    this.#through(async ({ service }) => {
      const made = await service.submitBundle({ ...about, members: [first, follower] });
      ledger.note(`${requester.objectId} is told that ${made.map(({ id }) => id)} were sent`);
    });
  }

  #submission(requester: Person): Submission {
    const { random, choice } = this.#world;
    const customer = random.pick(choice.customers);
    const user = random.pick(choice.users);
    const isPersonal = random.chance(0.4);
    const conversationId = isPersonal ? chatOf(requester) : `19:general;messageid=${++this.#threads}`;
    const place = { serviceUrl: SERVICE_URL, conversationId };
    return {
      change: this.#change(customer, user),
      reason: 'because',
      requester,
      thread: threadOf({ place, isPersonal, cardId: null }),
      locale: 'en',
    };
  }

  #change(customer: string, user: string): LicenseChange {
    const { random, partnerCenter, choice } = this.#world;
    const [first, second] = [random.pick(choice.skus), random.pick(choice.skus)];
    const held = partnerCenter.holds(customer, user);
    const isRemoval = random.chance(held.has(first ?? '') ? 0.5 : 0.05);
    const isSwap = !isRemoval && first !== second && held.has(second ?? '') && random.chance(0.4);
    return {
      customer: { id: customer, name: customer },
      user: userOf(user, customer),
      licenseGroup: 'group1',
      assign: isRemoval ? [] : [{ sku: reference(first ?? 'e3'), excludedPlans: [] }],
      remove: isRemoval ? [reference(first ?? 'e3')] : isSwap ? [reference(second ?? 'e5')] : [],
    };
  }

  #act(person: Person): void {
    const { random, checks } = this.#world;
    const all = [...checks.records.values()];
    const open = all.filter(({ status }) => !isEnded(status));
    if (all.length === 0) return;
    const request = random.pick(open.length > 0 && random.chance(0.9) ? open : all);
    const isAsked =
      request.status === 'awaiting_sign_in' &&
      request.executor !== null &&
      isSamePerson(request.executor, person);
    if (isAsked && random.chance(0.8)) {
      this.#signIn(person);
      return;
    }
    if (request.bundle && random.chance(0.5)) {
      this.#pressForAll(request.bundle.id, person);
      return;
    }
    const verb = random.chance(0.1) ? random.pick(VERBS) : this.#sensible(request, person);
    if (verb) this.#press(verb, request, person);
  }

  /** What this person would do with a request as it stands. */
  #sensible(request: LicenseRequest, person: Person): Verb | undefined {
    const { random } = this.#world;
    const isRequester = isSamePerson(request.requester, person);
    switch (request.status) {
      case 'pending': {
        if (isRequester) return random.chance(0.05) ? 'cancel' : undefined;
        const isEligible = standingOf(this.#world.planNow(), request).eligible.some((one) =>
          isSamePerson(one, person),
        );
        if (!isEligible) return undefined;
        return random.chance(0.93) ? 'approve' : 'reject';
      }
      case 'approved':
      case 'executing':
        return random.chance(0.1) && isRequester ? 'cancel' : undefined;
      case 'awaiting_sign_in':
        return random.chance(0.3) ? 'run' : random.chance(0.1) ? 'retry' : undefined;
      case 'awaiting_seats':
        return random.chance(0.1) ? 'retry' : random.chance(0.03) ? 'cancel' : undefined;
      case 'failed':
        return random.chance(0.5) ? random.pick(['retry', 'run']) : undefined;
      case 'unconfirmed':
        return random.chance(0.005) ? 'giveUp' : undefined;
      default:
        return random.chance(0.2) ? 'approve' : undefined;
    }
  }

  #press(verb: Verb, { id }: LicenseRequest, by: Person): void {
    const { random, scheduler, ledger } = this.#world;
    const revision = this.#revisionSeen(id, by);
    const press: Press = { requestId: id, by, revision: random.chance(0.1) ? null : revision };
    const send = () => {
      ledger.note(`${by.objectId} presses ${verb} on ${id} as of ${press.revision}`);
      this.#through((program) => this.#perform(program, verb, press));
    };
    send();
    if (random.chance(0.15)) {
      ledger.fault('delivered-twice');
      scheduler.after(random.between(0, 3000), send);
    }
  }

  /** Somebody presses a button of a bundle's card, for all its requests or but for one user. */
  #pressForAll(bundleId: string, by: Person): void {
    const { random, ledger, checks } = this.#world;
    const members = [...checks.records.values()].filter(({ bundle }) => bundle?.id === bundleId);
    const isOwn = members.some(({ requester }) => isSamePerson(requester, by));
    const verb = isOwn
      ? 'cancel'
      : random.pick(['approve', 'approve', 'approve', 'reject', 'retry', 'run'] as const);
    if (verb === 'cancel' && random.chance(0.9)) return;
    const except = random.chance(0.1) ? members.slice(0, 1).map(({ id }) => id) : [];
    const press = { bundleId, by, except, revisions: this.#revisionsSeen(bundleId, by) };
    ledger.note(`${by.objectId} presses ${verb} on bundle ${bundleId} as of ${press.revisions}`);
    this.#through(async ({ service }) => {
      const bundles = new BundleService(service);
      const { done } =
        verb === 'approve' || verb === 'reject'
          ? await bundles[verb](press, 'because')
          : await bundles[verb](press);
      for (const { id, decisions } of done) {
        if (verb === 'cancel') checks.acknowledgeWithdrawal(id);
        else if (verb !== 'retry') checks.acknowledge(id, decisions.at(-1));
      }
      ledger.note(`${by.objectId} has an answer to ${verb} on bundle ${bundleId}`);
    });
  }

  #revisionsSeen(bundleId: string, person: Person): readonly number[] | null {
    const { teams, random } = this.#world;
    const seen = teams.messages(chatOf(person)).filter(({ requestId }) => requestId === bundleId);
    if (seen.length === 0) return null;
    return random.pick(seen).revisions?.split('.').map(Number) ?? null;
  }

  /** The revision on a card of the request that this person can see; they may all be old. */
  #revisionSeen(id: string, person: Person): number | null {
    const { teams, random, checks } = this.#world;
    const thread = checks.records.get(id)?.thread.key ?? '';
    const seen = [chatOf(person), thread].flatMap((place) =>
      teams.messages(place).filter(({ requestId }) => requestId === id),
    );
    return seen.length === 0 ? null : random.pick(seen).revision;
  }

  async #perform({ service }: Program, verb: Verb, press: Press): Promise<void> {
    const { checks, ledger } = this.#world;
    const { requestId } = press;
    switch (verb) {
      case 'approve':
      case 'reject': {
        const { decisions } = await service[verb](press, 'because');
        checks.acknowledge(requestId, decisions.at(-1));
        break;
      }
      case 'run': {
        const { decisions } = await service.runWithMyAccount(press);
        checks.acknowledge(requestId, decisions.at(-1));
        break;
      }
      case 'cancel':
        await service.cancel(press);
        checks.acknowledgeWithdrawal(requestId);
        break;
      case 'retry':
        await service.retry(press);
        break;
      case 'giveUp':
        await service.giveUp(press);
        break;
    }
    ledger.note(`${nameOf(press.by)} has an answer to ${verb} on ${requestId}`);
  }

  /** Signs in behind the card in the own chat, if one stands there; the news of it is repeated until it was heard. */
  #signIn(person: Person): void {
    const { teams, tokens, scheduler, random, ledger } = this.#world;
    if (!teams.messages(chatOf(person)).some(({ template }) => template === 'sign-in')) return;
    ledger.note(`${person.objectId} signs in`);
    tokens.signIn(person, random.chance(0.9));
    let isHeard = false;
    const tell = () => {
      if (isHeard) return;
      this.#through(async ({ service }) => {
        await service.resumeAfterSignIn(person);
        isHeard = true;
      });
      scheduler.after(random.between(20_000, 60_000), tell);
    };
    tell();
  }

  /** A turn at one of the instances. What nobody answers is nobody's word. */
  #through(turn: (program: Program) => Promise<void>): void {
    const { ledger } = this.#world;
    const program = this.#world.program();
    if (!program) return;
    turn(program).catch((error: unknown) => {
      if (error instanceof RequestError) return ledger.note(`refused: ${error.code}`);
      if (error instanceof StoreOutage) return ledger.fault('turn-without-store');
      ledger.violation(`a turn failed: ${error instanceof Error ? error.stack : error}`);
    });
  }
}

const reference = (id: string) => ({ id, name: id, partNumber: id });

const userOf = (id: string, customer: string) => ({ id, name: id, upn: `${id}@${customer}` });

const KINDS = [
  'seats',
  'seats',
  'policy',
  'delegation',
  'revoke',
  'spoil',
  'role',
  'directory',
  'thread',
  'chat',
  'kill',
] as const;

/** Things that happen to a world by themselves. */
export class Happenings {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  beBusy(end: number, longestPause: number): void {
    const { scheduler, random } = this.#world;
    const until = scheduler.now + end;
    const happen = () => {
      if (scheduler.now > until) return;
      this.#happen();
      scheduler.after(random.between(1000, longestPause), happen);
    };
    scheduler.after(random.between(1000, longestPause), happen);
  }

  #happen(): void {
    const world = this.#world;
    const { random, tokens, partnerCenter, ledger, choice } = world;
    const approver = random.pick(APPROVERS);
    const customer = random.pick(choice.customers);
    const kind = random.pick(KINDS);
    switch (kind) {
      case 'seats':
        partnerCenter.setUnits(customer, random.pick(choice.skus), random.between(0, 4));
        break;
      case 'policy':
        world.changePolicy();
        break;
      case 'delegation':
        world.changeDelegations();
        break;
      case 'revoke':
        tokens.revoke(approver);
        break;
      case 'spoil':
        tokens.spoil(approver);
        break;
      case 'role':
        tokens.setRole(approver, customer, random.chance(0.5));
        break;
      case 'directory':
        tokens.hasDirectoryAccount = random.chance(0.5);
        break;
      case 'thread':
        this.#threadDies();
        break;
      case 'chat':
        this.#chatComesOrGoes(random.pick(EVERYBODY));
        break;
      case 'kill':
        world.killInstance();
        break;
    }
    ledger.fault(`happens: ${kind}`);
  }

  #threadDies(): void {
    const { random, checks, teams, died, ledger } = this.#world;
    const requests = [...checks.records.values()];
    if (requests.length === 0) return;
    const { key } = random.pick(requests).thread;
    if (!key.startsWith('19:')) return;
    teams.conversation(key).isAlive = false;
    died.add(key);
    ledger.note(`${key} is gone`);
  }

  #chatComesOrGoes(person: Person): void {
    const { random, teams, database, died, ledger } = this.#world;
    const id = chatOf(person);
    const chat = teams.conversation(id);
    if (chat.isAlive && random.chance(0.4)) {
      chat.isAlive = false;
      died.add(id);
      // The news of it may never come.
      if (random.chance(0.5)) void database.people.forgetChat(person);
    } else if (!chat.isAlive || random.chance(0.5)) {
      chat.isAlive = true;
      const place = { serviceUrl: SERVICE_URL, conversationId: id };
      void database.people.remember({ ...person, teamsId: `29:${person.objectId}`, chat: place });
      ledger.note(`${person.objectId} has a chat`);
    }
  }
}
