import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import type { LicenseRequest } from '../../src/requests/license-request.ts';
import { createWorld } from '../../src/sandbox/create-world.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { type Chat, TeamsClientError } from '../../src/sandbox/teams/teams-client.ts';
import { productOf } from '../../src/sandbox/world.ts';
import { CrashChecks } from './crash-checks.ts';
import type { Step } from './crash-steps.ts';
import { crowdedWorld, upnOf } from './crowded-world.ts';
import { type DeskBooks, readDeskBooks } from './desk-books.ts';
import { type DeskProcess, type Fleet, startFleet } from './desk-fleet.ts';
import { newestWith, requestIdIn } from './story-readers.ts';
import { makeThrowAwayFolder } from './throw-away-folder.ts';
import { until } from './until.ts';

/** What happens to a request from the press of *Approve* on. */
export const CRASH_PATHS = ['carried out', 'answer lost', 'no license left', 'first sign-in'] as const;
export type CrashPath = (typeof CRASH_PATHS)[number];

/** One request from the press of *Approve* to the last message. */
export type CrashRun = {
  /** Where the process died; null when it lived. */
  readonly diedAt: Step | null;
  /** What the process counted when it lived to the end. */
  readonly steps: readonly Step[];
  /** How often the requester was told of the outcome. */
  readonly told: number;
  readonly violations: readonly string[];
};

/** When what is not seen now was certainly not done. */
const LONG_AFTER_MS = 600_000;
const MOST_RUNS = 600;
const PATIENCE_MS = 90_000;
const REQUESTER = 'sarah';
const APPROVER = 'grace';
const PLACES = { requester: REQUESTER, approvers: [APPROVER, 'kenji'] };

/** One desk whose process dies and is started again as often as wanted, among emulators that live on. */
export class CrashLane {
  readonly #folder: string;
  readonly #sandbox: Sandbox;
  readonly #fleet: Fleet;
  readonly #books: DeskBooks;
  readonly #checks: CrashChecks;
  /** Requests whose approval was answered with their card. */
  readonly #acknowledged = new Set<string>();
  #desk: DeskProcess;
  #runs = 0;

  private constructor(parts: { folder: string; sandbox: Sandbox; fleet: Fleet; desk: DeskProcess }) {
    this.#folder = parts.folder;
    this.#sandbox = parts.sandbox;
    this.#fleet = parts.fleet;
    this.#desk = parts.desk;
    const file = join(parts.folder, 'license-desk.db');
    this.#books = readDeskBooks(file);
    this.#checks = new CrashChecks(parts.sandbox, { file, places: PLACES });
  }

  static async open(): Promise<CrashLane> {
    const folder = makeThrowAwayFolder('crashes');
    const sandbox = await startSandbox({
      folder,
      ports: { teams: 0, desk: 0, entra: 0, partnerCenter: 0 },
      log: pino({ level: 'silent' }),
      world: crowdedWorld(createWorld(), { users: MOST_RUNS, askers: 0 }),
      teams: { answerLimitMs: PATIENCE_MS },
      hasSingleSignOn: true,
      hasSendingLimits: false,
    });
    const fleet = await startFleet(sandbox);
    return new CrashLane({ folder, sandbox, fleet, desk: await fleet.start({ hasSteps: true }) });
  }

  async close(): Promise<void> {
    await this.#fleet.stop();
    await this.#sandbox.stop();
    rmSync(this.#folder, { recursive: true });
  }

  /** Lets a request be made, approved and carried out by a process that dies at a step on the way; null lets it live. */
  async run(path: CrashPath, dieAt: number | null): Promise<CrashRun> {
    this.#runs += 1;
    const upn = upnOf(this.#runs);
    const violations: string[] = [];
    const id = await this.#ask(path, upn);
    await this.#prepare(path);
    await this.#desk.tell({ aheadMs: 0, dieAt });
    const isOver = await this.#play(id);
    // It may die over the last of its steps.
    const steps = isOver ? await this.#desk.tell({ aheadMs: 0, dieAt: null }) : undefined;
    const user = { id, upn };
    let diedAt: Step | null = null;
    if (!steps) {
      diedAt = /died at step \d+: (.*)/.exec(this.#desk.log.join('\n'))?.[1] ?? 'without being told to';
      violations.push(...this.#checks.lies(user, { isAcknowledged: this.#acknowledged.has(id) }));
      // Leases of the dead are over; now and then it is too late for a repeat to be trusted, too.
      const aheadMs = this.#runs % 2 === 0 ? 100_000 : 130_000;
      this.#desk = await this.#fleet.start({ hasSteps: true, aheadMs });
      if (!(await this.#play(id))) violations.push('it died again, without being told to');
      await this.#desk.tell({ aheadMs: 0, dieAt: null });
    }
    this.#sandbox.partnerCenter.faults.clear();
    violations.push(...this.#checks.faults(user), ...(await this.#checks.faultsOfTrail()));
    return { diedAt, steps: steps ?? [], told: this.#checks.timesTold(user), violations };
  }

  async #ask(path: CrashPath, upn: string): Promise<string> {
    const sku = productOf(this.#sandbox.world, skuOf(path)).name;
    await this.#chat(REQUESTER).say(`${sku} for ${upn} because of plan ${this.#runs}`);
    const id = requestIdIn(await this.#chat(REQUESTER).press('latest', 'draft.submit'));
    await until(`all are asked about ${id}`, () => this.#books.count('outbox') === 0, PATIENCE_MS);
    return id;
  }

  async #prepare(path: CrashPath): Promise<void> {
    if (path === 'answer lost') this.#sandbox.partnerCenter.faults.next('cut-after', 1, 'license-updates');
    if (path === 'first sign-in') await this.#chat(APPROVER).say('sign out');
  }

  /** Does what people do until all is over (true), or until the process has died (false). */
  async #play(id: string): Promise<boolean> {
    let hasEnded = false;
    void this.#desk.ended.then(() => {
      hasEnded = true;
    });
    const giveUpAt = performance.now() + PATIENCE_MS;
    while (!hasEnded) {
      const request = this.#books.request(id);
      if (isOver(request) && this.#books.count('outbox') === 0) return true;
      if (performance.now() > giveUpAt)
        throw new Error(`${id} stays ${request.status}: ${this.#trailOf(id)}`);
      await this.#act(request);
      await sleep(10);
    }
    return false;
  }

  #trailOf(id: string): string {
    return this.#books
      .events(id)
      .map(({ kind, facts }) => `${kind} ${JSON.stringify(facts)}`)
      .join(', ');
  }

  async #act({ id, status, change }: LicenseRequest): Promise<void> {
    try {
      if (status === 'pending') await this.#press(id, 'request.approve');
      if (this.#books.count('outbox') > 0) return;
      if (status === 'unconfirmed') await this.#desk.tell({ aheadMs: LONG_AFTER_MS, dieAt: null });
      if (status === 'awaiting_sign_in') await this.#signIn();
      if (status === 'awaiting_seats') {
        const { switches } = this.#sandbox.partnerCenter;
        const sku = change.assign[0]?.sku.id ?? '';
        const seats = switches.seatsOf(change.customer.id).find(({ product }) => product.skuId === sku);
        if (!seats?.available) switches.addSeats(change.customer.id, sku, 1);
        await this.#press(id, 'request.retry');
      }
    } catch (error) {
      // Nobody answers because the process has died, or the button has just gone.
      const isExpected = error instanceof TeamsClientError || error instanceof TypeError;
      if (!isExpected) throw error;
    }
  }

  async #press(id: string, verb: string): Promise<void> {
    const answer = await this.#chat(APPROVER).press(newestWith(this.#chat(APPROVER), id), verb);
    if (answer.kind === 'card' && verb === 'request.approve') this.#acknowledged.add(id);
  }

  /** Presses the sign-in button where there is one: the client may have signed in by itself. */
  async #signIn(): Promise<void> {
    const chat = this.#chat(APPROVER);
    const offers = chat.messages().flatMap((message) => {
      try {
        return [chat.openSignIn(message)];
      } catch {
        return [];
      }
    });
    const link = offers.at(-1);
    if (link) await this.#sandbox.signIn(APPROVER, link);
  }

  #chat(key: string): Chat {
    return this.#sandbox.teams.client(key).personalChat();
  }
}

function skuOf(path: CrashPath): string {
  return path === 'no license left' ? 'PROJECTPROFESSIONAL' : 'VISIOCLIENT';
}

/** Nothing is due for it any more. */
function isOver({ status, dueAt }: LicenseRequest): boolean {
  return status === 'completed' && dueAt === null;
}
