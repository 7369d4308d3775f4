import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { v4 as uuid } from 'uuid';
import { type App, createApp } from '../app.ts';
import { loadConfig } from '../config.ts';
import type { Surroundings } from '../surroundings.ts';
import { createWorld } from './create-world.ts';
import { createEntraEmulator, type EntraEmulator } from './entra/entra-emulator.ts';
import { collectHappenings } from './happenings/collect-happenings.ts';
import { HappeningLog } from './happenings/happening-log.ts';
import { tappedLog } from './happenings/tapped-log.ts';
import { LoopbackBrowser } from './loopback-browser.ts';
import { type EmulatorAddresses, loopbackSurroundings } from './loopback-surroundings.ts';
import { createPanelRoutes } from './panel-routes.ts';
import {
  createPartnerCenterEmulator,
  type PartnerCenterEmulator,
} from './partner-center/partner-center-emulator.ts';
import { sandboxPolicy } from './sandbox-policy.ts';
import { createSingleSignOn } from './single-sign-on.ts';
import { createTeamsEmulator } from './teams/create-teams-emulator.ts';
import type { TeamsEmulator, TeamsEmulatorOptions } from './teams/teams-emulator.ts';
import type { World } from './world.ts';

/** How a sandbox is set up. */
export type SandboxOptions = {
  /** Where everything is kept, so that a restart goes on where it stopped. */
  readonly folder: string;
  /** 0 takes any free port. */
  readonly ports: {
    readonly teams: number;
    readonly desk: number;
    readonly entra: number;
    readonly partnerCenter: number;
  };
  readonly log: Logger;
  readonly clock?: () => Date;
  /** Who and what there is; the sandbox's own world unless given. */
  readonly world?: World;
  /** Whether Teams clients have single sign-on; without it every first approval needs the sign-in page. */
  readonly hasSingleSignOn?: boolean;
  /** Changes the policy file before it is written. */
  readonly policy?: (world: World, helpdeskChannel: string) => string;
  readonly teams?: Partial<TeamsEmulatorOptions>;
  /** Further variables of License Desk's configuration. */
  readonly environment?: Readonly<Record<string, string>>;
  /** False lifts the sending limits on both sides, so that a test need not wait for them. */
  readonly hasSendingLimits?: boolean;
  /** Waits between tries to reach somebody whose turn failed; absent: for as long as it says. */
  readonly sleep?: (milliseconds: number) => Promise<unknown>;
};

/** License Desk among emulators of everything around it, on loopback. */
export type Sandbox = {
  readonly world: World;
  readonly entra: EntraEmulator;
  readonly partnerCenter: PartnerCenterEmulator;
  readonly teams: TeamsEmulator;
  /** License Desk itself; another one after `restartDesk`. */
  readonly app: App;
  /** The address of the page. */
  readonly url: string;
  /** The address of License Desk. */
  readonly deskUrl: string;
  /** License Desk's configuration, and where it finds the emulators. */
  readonly variables: Readonly<Record<string, string>>;
  readonly surroundings: Surroundings;
  readonly addresses: EmulatorAddresses;
  /** Signs somebody in behind a sign-in link, as a person with a browser would. */
  signIn(personKey: string, link: string): Promise<{ readonly status: number; readonly text: string }>;
  /** Resolves when nobody does anything any more. */
  idle(): Promise<void>;
  /** Stops License Desk alone and starts it again on what it has kept. */
  restartDesk(): Promise<void>;
  stop(): Promise<void>;
};

/** What the page can look back on. */
const HAPPENINGS_KEPT = 400;

/** Starts the sandbox. On an empty folder the app is installed for everybody and the directory account is connected. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { folder, ports, log, clock = () => new Date(), hasSendingLimits = true } = options;
  mkdirSync(folder, { recursive: true });
  const isNew = !existsSync(join(folder, 'secrets.json'));
  const secrets = readSecrets(folder);
  const world = options.world ?? createWorld();
  const entra = createEntraEmulator({
    world,
    clock,
    newId: uuid,
    clientSecret: secrets.clientSecret,
    state: readState(folder, 'entra'),
  });
  await entra.listen(ports.entra);
  const partnerCenter = createPartnerCenterEmulator({
    world,
    clock,
    newId: uuid,
    verifyToken: entra.verifyAccessToken,
    state: readState(folder, 'partner-center'),
  });
  await partnerCenter.listen(ports.partnerCenter);
  const happenings = new HappeningLog(HAPPENINGS_KEPT);
  const singleSignOn = createSingleSignOn(entra, options.hasSingleSignOn ?? false);
  const teams = createTeamsEmulator({
    people: world.people,
    botAppId: world.botAppId,
    botName: 'License Desk',
    tenantId: world.partnerTenant.id,
    tenantName: world.partnerTenant.name,
    clock,
    newId: uuid,
    verifyBotToken: (token) => isBotToken(token, entra, world),
    extraRoutes: createPanelRoutes({
      ...{ world, entra, partnerCenter, singleSignOn, happenings },
      teams: () => teams,
    }),
    log,
    get ssoToken() {
      return singleSignOn.token;
    },
    ...options.teams,
  });
  const teamsState = readState(folder, 'teams');
  if (teamsState !== undefined) teams.restore(teamsState);
  teams.faults.hasSendLimits = hasSendingLimits;
  await teams.listen(ports.teams);

  const deskPort = ports.desk || (await freePort());
  const deskUrl = `http://127.0.0.1:${deskPort}`;
  entra.switches.registerRedirectUri(`${deskUrl}/auth/callback`);
  teams.connectBot(`${deskUrl}/api/messages`);
  const policyFile = join(folder, 'policy.yaml');
  const policy = options.policy ?? sandboxPolicy;
  writeFileSync(policyFile, policy(world, teams.places.helpdeskChannelId));
  const variables = {
    BOT_APP_ID: world.botAppId,
    BOT_APP_SECRET: secrets.clientSecret,
    PARTNER_TENANT: world.partnerTenant.id,
    REQUESTER_TENANTS: requesterTenants(world),
    PUBLIC_URL: deskUrl,
    HOST: '127.0.0.1',
    PORT: String(deskPort),
    DATABASE_FILE: join(folder, 'license-desk.db'),
    TOKEN_KEYS: secrets.tokenKeys,
    POLICY_FILE: policyFile,
    PARTNER_CENTER_URL: partnerCenter.url,
    ...options.environment,
  };
  const config = loadConfig(variables);
  const addresses = {
    entraUrl: entra.url,
    teamsUrl: teams.url,
    openIdMetadataUrl: teams.openIdMetadataUrl,
    partnerTenantId: world.partnerTenant.id,
  };
  const surroundings = loopbackSurroundings(addresses);
  const takeLine = collectHappenings({ world, clock, teams, entra, partnerCenter }, happenings);
  const deskLog = tappedLog(log, takeLine);
  const newDesk = async () => {
    const desk = await createApp({
      config,
      log: deskLog,
      surroundings,
      clock,
      ...(hasSendingLimits ? {} : { pace: null }),
      ...(options.sleep ? { sleep: options.sleep } : {}),
    });
    await desk.start();
    return desk;
  };
  let app = await newDesk();

  const save = async () => {
    writeState(folder, 'entra', await entra.snapshot());
    writeState(folder, 'partner-center', partnerCenter.snapshot());
    writeState(folder, 'teams', teams.snapshot());
  };
  const saving = setInterval(() => void save(), 2000);
  saving.unref();

  /** Without a screen, in which somebody signs in now. */
  let browsers = 0;
  const sandbox: Sandbox = {
    world,
    entra,
    partnerCenter,
    teams,
    get app() {
      return app;
    },
    url: teams.url,
    deskUrl,
    variables,
    surroundings,
    addresses,
    async signIn(personKey, link) {
      entra.switches.signInAs(personKey);
      browsers += 1;
      try {
        return await new LoopbackBrowser().open(link);
      } finally {
        browsers -= 1;
        // Somebody may have the same link open in two browsers.
        if (browsers === 0) entra.switches.signInAs(null);
      }
    },
    async idle() {
      // What the one did last may have given the other something to do.
      for (let round = 0; round < 2; round += 1) {
        await teams.idle();
        await app.idle();
      }
    },
    async restartDesk() {
      await app.stop();
      app = await newDesk();
    },
    async stop() {
      clearInterval(saving);
      await save();
      await app.stop();
      await Promise.all([teams.close(), partnerCenter.close(), entra.close()]);
    },
  };
  try {
    if (isNew) await settleIn(sandbox);
  } catch (error) {
    await sandbox.stop();
    throw error;
  }
  return sandbox;
}

/** What happens once when License Desk comes to Northwind: the app is installed, the directory account connected. */
async function settleIn(sandbox: Sandbox): Promise<void> {
  await sandbox.teams.announceInstallations();
  await sandbox.idle();
  const chat = sandbox.teams.client('priya').personalChat();
  await chat.say('connect directory');
  const page = await sandbox.signIn('priya', chat.openSignIn('latest'));
  if (page.status !== 200) throw new Error(`the directory account could not be connected: ${page.status}`);
  await sandbox.idle();
}

/** Whether a token is the bot's own, for the Bot Connector. */
async function isBotToken(token: string, entra: EntraEmulator, world: World): Promise<boolean> {
  try {
    const { audience, appId } = await entra.verifyAccessToken(token);
    return audience === 'https://api.botframework.com' && appId === world.botAppId;
  } catch {
    return false;
  }
}

/** Teams tenants of customers whose people ask for themselves. */
function requesterTenants(world: World): string {
  const tenants = new Set(world.people.map((person) => person.tenantId));
  tenants.delete(world.partnerTenant.id);
  return [...tenants].map((tenant) => `${tenant}=${tenant}`).join(',');
}

type Secrets = { readonly clientSecret: string; readonly tokenKeys: string };

/** Secrets of the emulators, made up on the first start; they open nothing outside of this folder. */
function readSecrets(folder: string): Secrets {
  const file = join(folder, 'secrets.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8'));
  const secrets: Secrets = {
    clientSecret: randomBytes(24).toString('base64url'),
    tokenKeys: `sandbox:${randomBytes(32).toString('base64')}`,
  };
  writeFileSync(file, JSON.stringify(secrets), { mode: 0o600 });
  return secrets;
}

function readState(folder: string, name: string): unknown {
  const file = join(folder, `${name}.json`);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

function writeState(folder: string, name: string, state: unknown): void {
  writeFileSync(join(folder, `${name}.json`), JSON.stringify(state));
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}
