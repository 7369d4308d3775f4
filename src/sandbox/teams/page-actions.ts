import { z } from 'zod';
import { type Execution, executeAction } from './card-execution.ts';
import { submitData } from './card-press.ts';
import { countRefresh } from './card-refresh.ts';
import { search } from './card-search.ts';
import type { HttpAnswer } from './http-exchange.ts';
import { setInstalled } from './installations.ts';
import type { StoredMessage } from './message-log.ts';
import { sayMessage } from './message-sending.ts';
import { isVisibleTo } from './message-view.ts';
import { PageError, requireMember, screenOf } from './page-error.ts';
import { takeFaults } from './page-faults.ts';
import { conversationIdOf } from './places.ts';
import type { ClientScreen } from './screen-book.ts';
import { completeSignIn } from './sign-in-completion.ts';
import { type PressAnswer, TeamsClientError } from './teams-client.ts';
import type { TeamsCore } from './teams-core.ts';

/** Something that the page asks for with a POST. */
export type PageAction = (core: TeamsCore, body: unknown) => Promise<HttpAnswer>;

const values = z.record(z.string(), z.unknown());
const onMessage = z.object({ as: z.string(), messageId: z.string(), conversationId: z.string() });
const saySchema = z.object({
  as: z.string(),
  place: z.string(),
  threadRootId: z.string().nullish(),
  text: z.string().min(1),
  mention: z.boolean().default(false),
});
const executeSchema = onMessage.extend({
  /** Which of the message's cards holds the action; the first unless given. */
  cardIndex: z.number().int().nonnegative().default(0),
  action: z.looseObject({ verb: z.string().optional(), data: z.unknown().optional() }),
  inputs: values.default({}),
  trigger: z.enum(['manual', 'automatic']).default('manual'),
  state: z.string().optional(),
  authentication: values.optional(),
});
const submitSchema = onMessage.extend({ data: values });
const searchSchema = z.object({
  as: z.string(),
  conversationId: z.string(),
  dataset: z.string(),
  queryText: z.string(),
  data: values.optional(),
});
const signInSchema = z.object({ as: z.string(), conversationId: z.string(), state: z.string() });
const installSchema = z.object({ as: z.string(), installed: z.boolean() });

/** What the page can ask for, by path. */
export const pageActions: ReadonlyMap<string, PageAction> = new Map<string, PageAction>([
  ['/api/say', say],
  ['/api/execute', execute],
  ['/api/submit', submit],
  ['/api/search', searchFromPage],
  ['/api/sign-in-state', signInState],
  ['/api/install', install],
  ['/api/faults', async ({ faults }, body) => takeFaults(faults, body)],
]);

async function say(core: TeamsCore, body: unknown): Promise<HttpAnswer> {
  const { as, place, threadRootId, text, mention } = parse(saySchema, body);
  const screen = screenOf(core, as);
  requireMember(core, screen, place);
  const conversationId = conversationIdOf(place, threadRootId ?? null);
  return told(() => sayMessage(core, screen, { conversationId, text, hasMention: mention }));
}

async function execute(core: TeamsCore, body: unknown): Promise<HttpAnswer> {
  const asked = parse(executeSchema, body);
  const screen = screenOf(core, asked.as);
  const message = requireMessage(core, screen, asked);
  if (asked.trigger === 'automatic' && !countRefresh(core, screen, message)) {
    return { status: 200, body: { error: { code: 'refresh-loop', message: 'No longer refreshed.' } } };
  }
  const given = asked.action.data;
  const data = typeof given === 'object' ? { ...given, ...asked.inputs } : asked.inputs;
  const { cardIndex, trigger, state, authentication } = asked;
  const execution: Execution = {
    message,
    cardIndex,
    action: { ...asked.action, data },
    trigger,
    state,
    authentication,
  };
  return told(async () => wireOf(await executeAction(core, screen, execution)));
}

async function submit(core: TeamsCore, body: unknown): Promise<HttpAnswer> {
  const asked = parse(submitSchema, body);
  const screen = screenOf(core, asked.as);
  const message = requireMessage(core, screen, asked);
  return told(() => submitData(core, screen, { message, data: asked.data }));
}

async function searchFromPage(core: TeamsCore, body: unknown): Promise<HttpAnswer> {
  const { as, ...asked } = parse(searchSchema, body);
  const screen = screenOf(core, as);
  requireMember(core, screen, asked.conversationId);
  return told(async () => ({ results: await search(core, screen, asked) }));
}

async function signInState(core: TeamsCore, body: unknown): Promise<HttpAnswer> {
  const { as, ...asked } = parse(signInSchema, body);
  const screen = screenOf(core, as);
  requireMember(core, screen, asked.conversationId);
  return told(async () => wireOf(await completeSignIn(core, screen, asked)));
}

async function install(core: TeamsCore, body: unknown): Promise<HttpAnswer> {
  const { as, installed } = parse(installSchema, body);
  const { personKey } = screenOf(core, as);
  return told(async () => {
    await setInstalled(core, core.places.personal(personKey), installed);
    return { hasApp: installed };
  });
}

/** The client's own refusals are answers that the page shows, not failures of the request. */
async function told(work: () => Promise<unknown>): Promise<HttpAnswer> {
  try {
    return { status: 200, body: await work() };
  } catch (error) {
    if (!(error instanceof TeamsClientError)) throw error;
    return { status: 200, body: { error: { code: error.code, message: error.message } } };
  }
}

function wireOf({ statusCode, type, value }: PressAnswer): unknown {
  return { statusCode, type, value };
}

function parse<T>(schema: z.ZodType<T>, body: unknown): T {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  throw new PageError(400, `Not understood: '${result.error.issues[0]?.path.join('.')}'.`);
}

function requireMessage(
  core: TeamsCore,
  screen: ClientScreen,
  asked: { messageId: string; conversationId: string },
): StoredMessage {
  requireMember(core, screen, asked.conversationId);
  const message = core.messages.find(asked.messageId);
  const isHere = message?.conversationId === asked.conversationId;
  if (!message || !isHere || !isVisibleTo(message, screen.personKey)) {
    throw new PageError(404, 'There is no such message.');
  }
  return message;
}
