import assert from 'node:assert/strict';
import { createTemplateCards } from '../../src/bot/template-cards.ts';
import { readIntent } from '../../src/dialogs/intent.ts';
import { GRACE, SARAH } from '../support/builders.ts';
import { viewCard } from '../support/card-view.ts';
import { aDirectoryDesk } from '../support/fake-directory-desk.ts';
import { FixedPolicy } from '../support/fixed-policy.ts';
import { createStrictTranslator } from '../support/strict-translator.ts';

const READ_AT = '{{DATE(2026-11-20T10:00:00Z, COMPACT)}} {{TIME(2026-11-20T10:00:00Z)}}';

describe('asking about the directory', () => {
  const text = createStrictTranslator().for('en');
  let policy: FixedPolicy;
  let desk: ReturnType<typeof aDirectoryDesk>;
  beforeEach(() => {
    policy = new FixedPolicy();
    policy.operators = [GRACE];
    desk = aDirectoryDesk(createTemplateCards(), policy);
  });

  const say = async (words: string, person = GRACE) => {
    const intent = readIntent(words);
    assert(intent.kind === 'directory' || intent.kind === 'refresh', words);
    return viewCard(await desk.commands.run(intent, { person, text })).lines;
  };

  it('tells operators how many customers are known since when, and which refuse, and why', async () => {
    desk.asOf = '2026-11-20T10:00:00.123Z';
    const lines = await say('directory');
    assert(lines.includes(`2 customers, read ${READ_AT}.`));
    assert(lines.includes('1 customer is in use: its users and licenses are kept up to date.'));
    assert(lines.some((line) => line.startsWith('Adventure Works cannot be read. A Conditional Access')));
  });

  it('says so when the customers were never read', async () => {
    assert((await say('directory')).includes(text('directory.neverRead')));
  });

  it('has all customers read anew for operators, and for nobody else', async () => {
    assert.deepEqual(await say('refresh directory', SARAH), [text('directory.forOperators')]);
    assert.deepEqual(await say('directory', SARAH), [text('directory.forOperators')]);
    assert.deepEqual(desk.read, []);
    assert.deepEqual(await say('refresh directory'), [text('directory.readingAll')]);
    assert.deepEqual(desk.read, ['all']);
  });

  it('has one customer read anew for whoever may ask for it', async () => {
    const lines = await say('refresh contoso', SARAH);
    assert.deepEqual(desk.read, ['contoso']);
    assert.deepEqual(lines, [
      'Contoso was read again',
      `Users as of ${READ_AT}.`,
      `Licenses as of ${READ_AT}.`,
    ]);
  });

  it('reads no customer that the person may not ask for', async () => {
    policy.customers = ['adventure'];
    assert.deepEqual(await say('refresh contoso', SARAH), [
      text('directory.noSuchCustomer', { text: 'contoso' }),
    ]);
    assert.deepEqual(await say('refresh **Contoso**', SARAH), [
      text('directory.noSuchCustomer', { text: '\\*\\*Contoso\\*\\*' }),
    ]);
    assert.deepEqual(desk.read, []);
  });

  it('says what stands in the way, and that the rest stays in use', async () => {
    const refused = await say('refresh adventure');
    assert(refused.some((line) => line.startsWith('Adventure Works cannot be read. A Conditional Access')));
    desk.state = 'stale';
    assert((await say('refresh contoso')).includes(text('directory.notReadNow')));
    desk.isDown = true;
    assert.deepEqual(await say('refresh contoso'), [text('error.directory-down')]);
  });

  it('is limited for each person', async () => {
    desk.isLimited = true;
    assert.deepEqual(await say('refresh contoso'), [text('error.too-often')]);
    assert.deepEqual(desk.read, []);
  });
});
