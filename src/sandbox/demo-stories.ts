import { cardText } from './card-text.ts';
import type { DemoTranscript } from './demo-transcript.ts';
import type { Exchange } from './partner-center/exchange-log.ts';
import type { Sandbox } from './sandbox.ts';
import type { Chat, ChatMessage } from './teams/teams-client.ts';
import { customerOf, personOf, productOf } from './world.ts';

/** Somebody asks for E5 instead of E3, an approver decides and signs in, and the outcome stands in the thread. */
export async function playMainJob(sandbox: Sandbox, transcript: DemoTranscript): Promise<void> {
  const { world, teams } = sandbox;
  const sarah = teams.client('sarah').personalChat();
  const grace = teams.client('grace').personalChat();
  const contoso = customerOf(world, 'Contoso').id;
  const e3 = productOf(world, 'SPE_E3');
  const e5 = productOf(world, 'SPE_E5');
  const asked = { sandbox, transcript, chat: sarah, name: 'Sarah' };

  transcript.title('1. A request, an approval, a sign-in, the change');
  await says(asked, 'request');
  const customers = await sarah.search('latest', 'in_customer', 'contoso');
  transcript.does('Sarah', `types "contoso" and chooses ${customers[0]?.title}`);
  transcript.expect('the customer is found by a part of its name', customers[0]?.value === contoso);
  await presses(asked, 'draft.next', { in_customer: contoso });
  const users = await sarah.search('latest', 'in_user', 'aksoy ada');
  const ada = users[0]?.value ?? '';
  transcript.does('Sarah', `types "aksoy ada" and chooses ${users[0]?.title}`);
  await presses(asked, 'draft.next', { in_user: ada });
  transcript.does('Sarah', `chooses ${e5.name}, and to take ${e3.name} away`);
  await presses(asked, 'draft.next', { in_assign: e5.skuId, in_remove: e3.skuId });
  transcript.does('Sarah', 'writes a reason');
  await presses(asked, 'draft.next', { in_reason: 'She joins the security team on Monday' });
  transcript.does('Sarah', 'sends it for approval');
  await presses(asked, 'draft.submit');

  transcript.shows("Grace's chat", grace.latest());
  transcript.expect(
    'the approver has the card with both buttons',
    hasButton(grace.latest(), 'request.approve'),
  );
  transcript.does('Grace', 'presses Approve');
  await grace.press('latest', 'request.approve');
  await sandbox.idle();
  transcript.shows("Grace's chat", grace.latest());
  transcript.expect('the approver is asked for her own sign-in', textOf(grace.latest()).includes('Sign in'));
  transcript.expect('nothing has reached Partner Center yet', updatesOf(sandbox).length === 0);
  transcript.does('Grace', 'signs in to Partner Center, once');
  const page = await sandbox.signIn('grace', grace.openSignIn('latest'));
  transcript.expect('the sign-in page accepts her', page.status === 200);
  await sandbox.idle();

  const [update] = updatesOf(sandbox);
  if (update) transcript.exchange(update);
  const graceId = personOf(world, 'grace').objectId;
  transcript.expect("the call was made with the approver's own token", update?.actor?.objectId === graceId);
  transcript.expect('one call carried both the new and the old license', update?.status === 201);
  const held = sandbox.partnerCenter.switches.skusOf(contoso, ada);
  transcript.expect(
    'Partner Center shows E5 instead of E3',
    held.includes(e5.skuId) && !held.includes(e3.skuId),
  );
  showThread(asked);
  transcript.expect('the outcome stands in the thread', lineOf(sarah).startsWith('Done'));
  transcript.expect(
    'no card has a button left',
    !hasButton(requestCard(sarah), 'request.cancel') && !hasButton(requestCard(grace), 'request.approve'),
  );
}

/** The last license of a product is gone: everybody is told, and a bought one lets the request go on. */
export async function playSoldOut(sandbox: Sandbox, transcript: DemoTranscript): Promise<void> {
  const { teams, partnerCenter, world } = sandbox;
  const sarah = teams.client('sarah').personalChat();
  const grace = teams.client('grace').personalChat();
  const asked = { sandbox, transcript, chat: sarah, name: 'Sarah' };

  transcript.title('2. No license left');
  await says(asked, 'Power BI Pro for cagla.ozturk@contoso.com because she builds the sales report');
  transcript.expect(
    'the card warns before anybody is asked',
    textOf(sarah.latest()).includes('No license of Power BI Pro is free'),
  );
  transcript.does('Sarah', 'sends it all the same');
  await presses(asked, 'draft.submit');
  transcript.does('Grace', 'presses Approve; her sign-in is still good');
  await grace.press('latest', 'request.approve');
  await sandbox.idle();
  const update = updatesOf(sandbox).at(-1);
  if (update) transcript.exchange(update);
  transcript.expect(
    'Partner Center refuses with 60012',
    update?.status === 400 && update.responseBody.includes('60012'),
  );
  showThread(asked);
  transcript.expect('the thread says what is missing', lineOf(sarah).startsWith('No license left'));

  transcript.does('Contoso', 'buys one more Power BI Pro; Grace presses Try again');
  partnerCenter.switches.addSeats(customerOf(world, 'Contoso').id, productOf(world, 'POWER_BI_PRO').skuId, 1);
  await grace.press('latest', 'request.retry');
  await sandbox.idle();
  showThread(asked);
  transcript.expect('it is carried out without a new approval', lineOf(sarah).startsWith('Done'));
}

/** A customer's Conditional Access keeps partners out: people read what must be changed, and by whom. */
export async function playConditionalAccess(sandbox: Sandbox, transcript: DemoTranscript): Promise<void> {
  const { teams, partnerCenter, world } = sandbox;
  const sarah = teams.client('sarah').personalChat();
  const grace = teams.client('grace').personalChat();
  const asked = { sandbox, transcript, chat: sarah, name: 'Sarah' };

  transcript.title("4. The customer's Conditional Access blocks partners");
  await says(asked, 'Microsoft 365 E5 for emily.watson@contoso.com because she moves to legal');
  transcript.does('Sarah', 'sends it for approval');
  await presses(asked, 'draft.submit');
  transcript.does('Contoso', 'turns on a Conditional Access policy that keeps service providers out');
  partnerCenter.switches.blockPartners(customerOf(world, 'Contoso').id, true);
  transcript.does('Grace', 'presses Approve');
  await grace.press('latest', 'request.approve');
  await sandbox.idle();
  const update = updatesOf(sandbox).at(-1);
  if (update) transcript.exchange(update);
  transcript.expect(
    'Partner Center refuses with 900309',
    update?.status === 403 && update.responseBody.includes('900309'),
  );
  showThread(asked);
  transcript.expect('the thread names the cause', lineOf(sarah).includes('Conditional Access'));

  transcript.note(
    '\nWhere a customer blocks partners from the start, nobody is bothered with a request that cannot work:',
  );
  await says(asked, 'Microsoft 365 E5 for ava.mitchell@wideworldimporters.com');
  transcript.expect('the draft says why', textOf(sarah.latest()).includes('Conditional Access'));
}

/** Everybody writes and reads in their own language: Turkish asks, Japanese approves, English looks on. */
export async function playThreeLanguages(sandbox: Sandbox, transcript: DemoTranscript): Promise<void> {
  const { teams } = sandbox;
  const elif = teams.client('elif').personalChat();
  const kenji = teams.client('kenji').personalChat();
  const asked = { sandbox, transcript, chat: elif, name: 'Elif' };

  transcript.title('3. Three languages at once');
  await says(asked, 'deniz.arslan@contoso.com için Visio Plan 2, çünkü kat planları çiziyor');
  await says(asked, 'gönder');
  const id = /[0-9A-HJKMNP-TV-Z]{6}/.exec(lineOf(elif))?.[0] ?? '';
  transcript.expect('what Elif says in Turkish is understood', id !== '');
  transcript.shows("Kenji's chat", requestCard(kenji));
  const approval = { sandbox, transcript, chat: kenji, name: 'Kenji' };
  await says(approval, `${id} を承認します`);
  transcript.expect(
    'what Kenji says in Japanese is understood',
    !hasButton(requestCard(kenji), 'request.approve'),
  );
  transcript.does('Kenji', 'signs in to Partner Center, once');
  const page = await sandbox.signIn('kenji', kenji.openSignIn('latest'));
  transcript.expect('his sign-in page is in Japanese', page.text.includes('lang="ja"'));
  await sandbox.idle();
  showThread(asked);
  const update = updatesOf(sandbox).at(-1);
  transcript.expect('Partner Center is asked in the language of the requester', localeOf(update) === 'tr-TR');
  transcript.expect('the change was made', update?.status === 201);
}

type Asked = {
  readonly sandbox: Sandbox;
  readonly transcript: DemoTranscript;
  readonly chat: Chat;
  readonly name: string;
};

async function says({ sandbox, transcript, chat, name }: Asked, text: string): Promise<void> {
  transcript.does(name, text);
  await chat.say(text);
  await sandbox.idle();
  transcript.shows(`${name}'s chat`, chat.latest());
}

async function presses(
  { sandbox, transcript, chat, name }: Asked,
  verb: string,
  inputs: Readonly<Record<string, string>> = {},
): Promise<void> {
  await chat.press('latest', verb, inputs);
  await sandbox.idle();
  transcript.shows(`${name}'s chat`, chat.latest());
}

/** The card and the last line of a thread. */
function showThread({ transcript, chat, name }: Asked): void {
  transcript.shows(`${name}'s chat`, requestCard(chat));
  const line = chat.messages().at(-1);
  if (line && line.cards.length === 0) transcript.shows(`${name}'s chat`, line);
}

function lineOf(chat: Chat): string {
  return chat.messages().at(-1)?.text.replace(/\*\*/g, '') ?? '';
}

function textOf(message: ChatMessage): string {
  return message.cards.flatMap(cardText).join('\n');
}

function hasButton(message: ChatMessage, verb: string): boolean {
  return JSON.stringify(message.cards).includes(`"verb":"${verb}"`);
}

/** The newest card about a request in a chat that may also hold sign-in cards. */
function requestCard(chat: Chat): ChatMessage {
  return chat.messages().findLast(({ cards }) => cards.some(isRequestCard)) ?? chat.latest();
}

/** Request cards alone are told apart by a number in what they say aloud. */
function isRequestCard(card: Readonly<Record<string, unknown>>): boolean {
  return /\b[0-9A-HJKMNP-TV-Z]{6}\b/.test(String(card['speak']));
}

function localeOf(update: Exchange | undefined): string | undefined {
  return Object.entries(update?.requestHeaders ?? {}).find(
    ([name]) => name.toLowerCase() === 'x-locale',
  )?.[1];
}

function updatesOf({ partnerCenter }: Sandbox): readonly Exchange[] {
  return partnerCenter.exchanges().filter((exchange) => exchange.path.endsWith('/licenseupdates'));
}
