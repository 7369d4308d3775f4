import assert from 'node:assert/strict';
import { createTranslator } from '../../src/i18n/translator.ts';
import type { Chat } from '../../src/sandbox/teams/teams-client.ts';
import { says, viewMessageCard } from '../support/card-view.ts';
import { type Desk, startDesk } from '../support/desk.ts';
import { answeredCard, headerOf, linesIn } from '../support/story-readers.ts';

const ENGLISH = createTranslator().for('en');
const JAPANESE = createTranslator().for('ja');
const TURKISH = createTranslator().for('tr');

describe('people of three languages around one request', () => {
  let desk: Desk;
  let id: string;
  before(async () => {
    desk = await startDesk();
  });
  after(() => desk.stop());

  it('are greeted each in their own', () => {
    for (const key of ['elif', 'kenji', 'sarah']) {
      const [welcome] = desk.chat(key).messages();
      assert(welcome && says(viewMessageCard(welcome), desk.textFor(key)('welcome.title')), key);
    }
  });

  it('ask in Turkish and read Turkish', async () => {
    const elif = desk.chat('elif');
    await elif.say('deniz.arslan@contoso.com için Visio Plan 2, çünkü kat planları çiziyor');
    await desk.idle();
    const review = viewMessageCard(elif.latest());
    assert(says(review, TURKISH('draft.review.question')));
    assert.equal(review.facts[TURKISH('draft.field.reason')], 'kat planları çiziyor');
    await elif.say('gönder');
    await desk.idle();
    id = /talep ([0-9A-Z]{6})/.exec(linesIn(elif).at(-1) ?? '')?.[1] ?? '';
    assert(says(desk.card(elif, id), TURKISH('request.status.pending')));
  });

  it('approve in Japanese and sign in on a page in Japanese', async () => {
    const kenji = desk.chat('kenji');
    const card = desk.card(kenji, id);
    assert(says(card, JAPANESE('request.status.pending')));
    assert(says(card, 'kat planları çiziyor'), 'what people wrote stays as they wrote it');
    await kenji.say(`${id} を承認します`);
    await desk.idle();
    const page = await desk.signIn('kenji');
    assert.match(page.text, /<html lang="ja">/);
    assert(page.text.includes(JAPANESE('signIn.done.title')));
    assert(says(desk.card(kenji, id), JAPANESE('request.status.completed')));
  });

  it('read the outcome each in their own, the helpdesk in that of the requester', () => {
    const title = TURKISH('request.title.assign', { sku: 'Visio Plan 2', user: 'Deniz Arslan' });
    const line = linesIn(desk.chat('elif')).at(-1) ?? '';
    assert(line.includes(title), line);
    assert(says(desk.card(desk.helpdesk(), id), TURKISH('request.status.completed')));
    assert(says(desk.card(desk.chat('grace'), id), ENGLISH('request.status.completed')));
  });

  it('have Partner Center asked in the language of the requester', () => {
    const [update] = desk.updates();
    assert(update);
    assert.equal(headerOf(update, 'x-locale'), 'tr-TR');
  });
});

describe('the language that somebody chooses', () => {
  let desk: Desk;
  before(async () => {
    desk = await startDesk();
  });
  after(() => desk.stop());

  async function say(chat: Chat, words: string): Promise<string> {
    await chat.say(words);
    await desk.idle();
    return linesIn(chat).at(-1) ?? '';
  }

  it('is confirmed in itself, and is that of everything they read from then on', async () => {
    const sarah = desk.chat('sarah');
    assert.equal(await say(sarah, 'language Japanese'), JAPANESE('language.own'));
    const id = await desk.ask('sarah', 'Visio Plan 2 for zeynep.aydin@contoso.com because of floor plans');
    assert(says(desk.card(sarah, id), JAPANESE('request.status.pending')));
    await say(desk.chat('grace'), 'Türkçe');
    await desk.approve('grace', id);
    assert(says(desk.card(desk.chat('grace'), id), TURKISH('request.status.awaiting_sign_in')));
    const page = await desk.signIn('grace');
    assert(page.text.includes(TURKISH('signIn.done.title')));
    const [update] = desk.updates();
    assert(update);
    assert.equal(headerOf(update, 'x-locale'), 'ja-JP');
  });

  it('is theirs alone, and they can go back to the one of their client', async () => {
    assert(
      says(
        desk.card(desk.chat('kenji'), desk.books().newestRequest().id),
        JAPANESE('request.status.completed'),
      ),
    );
    assert.equal(await say(desk.chat('sarah'), '言語 英語'), ENGLISH('language.own'));
    assert.equal(await say(desk.chat('grace'), 'dil: İngilizce'), ENGLISH('language.own'));
    const id = await desk.ask('sarah', 'Project Plan 3 for emily.watson@contoso.com because of plans');
    assert(says(desk.card(desk.chat('grace'), id), ENGLISH('request.status.pending')));
    assert.equal(desk.books().request(id).locale, 'en-GB');
  });

  it('has to be one that there is', async () => {
    const offer = await say(desk.chat('sarah'), 'language Klingon');
    assert.equal(offer, ENGLISH('language.which', { languages: 'English, 日本語, and Türkçe' }));
    assert.match(await say(desk.chat('elif'), 'dil'), /English, 日本語 ve Türkçe/);
  });

  it('has words that begin a request and also send one: what is meant depends on what is open', async () => {
    const sarah = desk.chat('sarah');
    await say(sarah, 'Visio Plan 2 for cagla.ozturk@contoso.com because of plans');
    assert.match(await say(sarah, '申請します'), /^Sent for approval/);
    await say(sarah, '申請します');
    assert(says(viewMessageCard(sarah.latest()), ENGLISH('draft.customer.question')));
    await say(sarah, 'キャンセル');
  });

  it('does not disturb a draft', async () => {
    const sarah = desk.chat('sarah');
    await say(sarah, 'request');
    await say(sarah, 'Contoso');
    assert.equal(await say(sarah, '日本語'), JAPANESE('language.own'));
    await say(sarah, 'deniz');
    const card = viewMessageCard(sarah.latest());
    assert(says(card, JAPANESE('draft.license.question', { user: 'Deniz Arslan' })));
    await say(sarah, 'キャンセル');
    await say(sarah, 'English');
  });
});

describe('the language of a channel', () => {
  let desk: Desk;
  before(async () => {
    desk = await startDesk();
  });
  after(() => desk.stop());

  const general = (key: string) => desk.teams.client(key).channel(desk.teams.places.generalChannelId);

  /** Says something as a new thread; returns the thread. */
  async function begin(key: string, words: string): Promise<(other: string) => Chat> {
    const root = await general(key).say(words);
    await desk.idle();
    return (other) => general(other).thread(root);
  }

  it('is that of the requester while nobody has chosen one', async () => {
    const thread = await begin('elif', 'deniz.arslan@contoso.com için Visio Plan 2, çünkü gerekiyor');
    assert(says(viewMessageCard(thread('tom').latest()), TURKISH('draft.review.question')));
    await thread('elif').press('latest', 'draft.submit');
    await desk.idle();
    const id = desk.books().newestRequest().id;
    assert(says(desk.card(thread('tom'), id), TURKISH('request.status.pending')));
    assert(says(desk.card(desk.helpdesk(), id), TURKISH('request.status.pending')));
  });

  it('is chosen by an operator, and by nobody else', async () => {
    const refused = await begin('tom', 'language Japanese');
    assert.equal(linesIn(refused('tom')).at(-1), ENGLISH('language.notOperator'));
    const chosen = await begin('priya', 'language Japanese');
    assert.equal(linesIn(chosen('tom')).at(-1), JAPANESE('language.here'));
    const helpdesk = await desk.helpdesk('priya').say('language English');
    await desk.idle();
    assert.equal(linesIn(desk.helpdesk('priya').thread(helpdesk)).at(-1), ENGLISH('language.here'));
  });

  it('is then that of everything shared there; what one person opens stays in their own', async () => {
    const thread = await begin('elif', 'emily.watson@contoso.com için Visio Plan 2, çünkü gerekiyor');
    assert(says(viewMessageCard(thread('tom').latest()), JAPANESE('draft.review.question')));
    await thread('elif').press('latest', 'draft.submit');
    await desk.idle();
    const id = desk.books().newestRequest().id;
    assert(says(desk.card(thread('tom'), id), JAPANESE('request.status.pending')));
    assert(says(desk.card(desk.helpdesk(), id), ENGLISH('request.status.pending')));
    const own = await thread('grace').press(desk.message(thread('grace'), id), 'request.open');
    assert(says(answeredCard(own), ENGLISH('request.status.pending')));
    const foreign = await thread('mehmet').press(desk.message(thread('mehmet'), id), 'request.open');
    assert(foreign.text?.startsWith(TURKISH('request.lookingOn', { standing: '' })), foreign.text);
    await desk.press(thread('grace'), id, 'request.reject', { in_reason: 'Not now.' });
    const line = linesIn(thread('tom')).at(-1) ?? '';
    assert(line.startsWith('**却下**'), line);
  });

  it('is not the one that somebody chose for themselves', async () => {
    await desk.chat('sarah').say('Türkçe');
    await desk.idle();
    const thread = await begin('sarah', 'help');
    assert(says(viewMessageCard(thread('tom').latest()), JAPANESE('help.title')));
  });
});
