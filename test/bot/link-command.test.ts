import assert from 'node:assert/strict';
import { chatLink, LinkCommand } from '../../src/bot/link-command.ts';
import { readIntent } from '../../src/dialogs/intent.ts';
import { RequestError } from '../../src/requests/errors.ts';
import { GRACE, SARAH } from '../support/builders.ts';
import { FakeDraftDirectory } from '../support/fake-draft-directory.ts';
import { FixedPolicy } from '../support/fixed-policy.ts';
import { createStrictTranslator } from '../support/strict-translator.ts';

const BOT = '0d7b2a9e-0000-4000-8000-000000000001';

/** A command that Grace, an operator, can give. */
function aLinkCommand() {
  const directory = new FakeDraftDirectory();
  const policy = new FixedPolicy();
  policy.operators = [GRACE];
  const command = new LinkCommand({ botAppId: BOT, directory, policy });
  const text = createStrictTranslator().for('en');
  const say = (sentence: string, by = GRACE) => command.run({ kind: 'link', sentence }, by, text);
  return { directory, say };
}

/** The message that a link writes into the chat. */
function messageOf(url: string): string | null {
  return new URL(url).searchParams.get('message');
}

describe('a link that opens a request', () => {
  for (const sentence of [
    'E5 at Contoso',
    'E5 & Visio for "Ada" <ada@contoso.com> at Müller & Söhne (Köln)!',
    'ファブリカムの佐藤さんに E5',
    "Contoso'daki Ada için E5",
  ]) {
    it(`writes the sentence as it was said: ${sentence}`, () => {
      const url = chatLink(BOT, sentence);
      assert.equal(messageOf(url), sentence);
      assert.equal(new URL(url).searchParams.get('users'), `28:${BOT}`);
      assert.match(url, /^https:\/\/teams\.microsoft\.com\/l\/chat\/0\/0\?[\w.%:&=-]+$/);
    });
  }

  it('is given to operators, with the text to go with it', async () => {
    const { say } = aLinkCommand();
    const answer = await say('E5 at Contoso');
    const [link, text] = [...answer.matchAll(/`([^`]+)`/g)].map((match) => match[1]);
    assert.equal(messageOf(link ?? ''), 'E5 at Contoso');
    assert(text?.includes(link ?? '?'));
    const intent = readIntent(messageOf(link ?? '') ?? '');
    assert(intent.kind === 'request' && intent.wish?.customer === 'Contoso');
  });

  it('is given to nobody else', async () => {
    assert.equal(await aLinkCommand().say('E5 at Contoso', SARAH), 'Only an operator makes links.');
  });

  it('is not made of what leads nowhere', async () => {
    const { say, directory } = aLinkCommand();
    assert((await say('nice weather')).startsWith('I did not understand “nice weather”'));
    assert((await say('E5 at Initech')).startsWith('I found no customer called “Initech”'));
    assert((await say('')).startsWith('Say **link**'));
    directory.failure = new RequestError('directory-down');
    assert((await say('E5 at Contoso')).startsWith('I cannot read from Partner Center'));
  });

  for (const [words, sentence] of [
    ['link E5 at Contoso', 'E5 at Contoso'],
    ['Link: E5', 'E5'],
    ['link for Power BI', 'Power BI'],
    ['link', ''],
    ['リンク Contoso の E5', 'Contoso の E5'],
    ['ada@contoso.com に E5 のリンク', 'ada@contoso.com に E5'],
    ['bağlantı E5', 'E5'],
    ['Visio Plan 2 için bağlantı', 'Visio Plan 2'],
  ] as const) {
    it(`is asked for by “${words}”`, () => assert.deepEqual(readIntent(words), { kind: 'link', sentence }));
  }

  it('is not asked for by any link that is spoken of', () => {
    for (const words of ['the link is broken', 'send me your link', 'ありがとうのリンク'])
      assert.notEqual(readIntent(words).kind, 'link', words);
  });
});
