import { Commands } from '../../src/bot/commands.ts';
import { checkLines } from '../../src/bot/finding-lines.ts';
import type { Card } from '../../src/dialogs/card-renderer.ts';
import { RequestError } from '../../src/requests/errors.ts';
import { aFinding, aReport, CONTOSO, E3, E5, GRACE, SARAH } from './builders.ts';
import { aDraftDesk } from './draft-desk.ts';
import { cardOf } from './fake-connector.ts';
import { aDirectoryDesk } from './fake-directory-desk.ts';
import { ADA, TEAMS } from './fake-draft-directory.ts';
import { createStrictTranslator } from './strict-translator.ts';
import { aTeamsEdge, chatOf } from './teams-edge.ts';

/** The cards of a draft, step by step, with each kind of answer that asks again. */
export async function cardsOfDrafts(language: string): Promise<readonly Card[]> {
  const desk = aDraftDesk(language);
  desk.linesOf = checkLines;
  desk.report = aReport({ findings: [aFinding()], seats: { [E3.id]: 4 } });
  await desk.begin();
  await desk.press('draft.next', {});
  await desk.type('o');
  await desk.press('draft.next', { in_customer: CONTOSO.id });
  await desk.type('ada');
  await desk.type('nobody');
  await desk.press('draft.next', { in_user: ADA.id });
  await desk.type('E9');
  await desk.type('Microsoft 365');
  desk.directory.failure = new RequestError('directory-down');
  await desk.type('E5');
  desk.directory.failure = undefined;
  await desk.press('draft.go', { in_assign: E5.id, to: 'plans' });
  await desk.press('draft.next', { [`in_plans_${E5.id}`]: TEAMS.id });
  desk.directory.mustBeExplained.add(E5.id);
  await desk.press('draft.next', { in_reason: '' });
  desk.directory.mustBeExplained.clear();
  await desk.press('draft.next', { in_reason: '' });
  await desk.press('draft.go', { to: 'reason' });
  await desk.press('draft.next', { in_reason: 'she starts' });
  desk.refusal = new RequestError('already-open', { id: 'FIRST1' });
  await desk.press('draft.submit');
  await desk.press('draft.back');
  await desk.press('draft.back');
  await desk.type('E5, Visio');
  await desk.press('draft.go', { to: 'license' });
  await desk.press('draft.go', { to: 'customer' });
  await desk.press('draft.discard');
  return desk.shown.map(({ card }) => card);
}

/** The cards of drafts that cannot be sent as they are, and of drafts for several people. */
export async function cardsOfHardDrafts(language: string): Promise<readonly Card[]> {
  const desk = aDraftDesk(language);
  desk.linesOf = checkLines;
  desk.report = aReport({
    findings: [
      aFinding({ kind: 'no-usage-location', severity: 'stop', sku: null }),
      aFinding({ kind: 'license-groups', severity: 'stop' }),
      aFinding({ kind: 'plans-covered', other: E3.name, plans: ['Exchange Online (Plan 2)', 'Sway'] }),
    ],
    seats: { [E5.id]: 2 },
    unknown: ['licenses'],
    held: null,
  });
  await desk.begin('E5 instead of E3 for ada@contoso.com because she starts');
  await desk.press('draft.discard');
  desk.report = aReport({ seats: { [E5.id]: 1 }, findings: [aFinding()] });
  await desk.begin('license for ada@contoso.com at Contoso');
  await desk.press('draft.go', { to: 'user' });
  const rows = ['ada@contoso.com', 'zoe@contoso.com', 'bo@elsewhere.example', 'Ada', 'Deniz Arslan'];
  await desk.press('draft.next', { in_users: rows.join('\n') });
  await desk.press('draft.next', { in_list: rows.join('\n') });
  await desk.press('draft.next', { in_assign: E5.id });
  await desk.press('draft.next', { in_reason: 'they start' });
  return desk.shown.map(({ card }) => card);
}

/** The cards that are sent beside drafts and requests. */
export async function otherCards(language: string): Promise<readonly Card[]> {
  const edge = await aTeamsEdge();
  const text = createStrictTranslator().for(language);
  const { actions, bundles, lists, many, view, cards, connector, policy, languages, signIns, clock } = edge;
  policy.operators = [GRACE];
  const forgetTokens = async () => {};
  const directory = aDirectoryDesk(cards, policy);
  const commands = new Commands({
    actions,
    bundles,
    lists,
    many,
    view,
    cards,
    connector,
    policy,
    directory: directory.commands,
    channels: edge.channelCommands,
    links: { run: async () => '' },
    delegations: edge.delegationCommands,
    languages,
    signIns,
    limits: { allows: () => true },
    forgetTokens,
    clock: clock.read,
  });
  const speakerOf = (person: typeof GRACE) => ({
    person,
    place: chatOf(person),
    isPersonal: true,
    teamsId: '29:x',
    locale: language,
    timeZone: null,
  });
  const turn = { speaker: speakerOf(GRACE), locale: language, text };
  edge.put({ status: 'awaiting_sign_in', locale: language });
  await edge.meet(GRACE, language);
  await commands.welcome(turn.speaker, text);
  await commands.welcome(speakerOf(SARAH), text);
  await commands.run({ kind: 'help' }, turn);
  await commands.run({ kind: 'directory' }, turn);
  await commands.run({ kind: 'refresh', customer: 'Contoso' }, turn);
  await commands.run({ kind: 'other', text: 'x' }, turn);
  await commands.run({ kind: 'other', text: 'Ada Lovelace' }, turn);
  await commands.run({ kind: 'list', list: 'mine', customer: null }, turn);
  await commands.run({ kind: 'list', list: 'mine', customer: null }, { ...turn, speaker: speakerOf(SARAH) });
  await commands.run({ kind: 'connect-directory' }, turn);
  await edge.delivery.deliver({
    kind: 'sign-in',
    requestId: 'K7M2QX',
    to: { kind: 'person', person: GRACE },
    claims: '{}',
    isSilentFirst: false,
  });
  edge.put({ status: 'cancelled' });
  await edge.delivery.deliver({ kind: 'card', requestId: 'K7M2QX', to: { kind: 'person', person: GRACE } });
  await edge.close();
  return edge.connector.calls.map(({ activity }) => cardOf(activity));
}
