import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { KNOWN_VERBS, turnLabels } from '../../src/metrics/turn-labels.ts';

const press = (verb: unknown) => ({
  type: 'invoke',
  name: 'adaptiveCard/action',
  value: { action: { verb } },
});
const card = { type: 'application/vnd.microsoft.card.adaptive' };
const notice = { type: 'application/vnd.microsoft.activity.message' };

describe('what a turn is counted as', () => {
  const cases = [
    ['a message', { type: 'message', text: 'help' }, { status: 200 }, 'message - - ok'],
    [
      'a press answered with a card',
      press('request.approve'),
      { status: 200, body: card },
      'invoke adaptiveCard/action request.approve card',
    ],
    [
      'a press answered with a sentence',
      press('list.mine'),
      { status: 200, body: notice },
      'invoke adaptiveCard/action list.mine notice',
    ],
    [
      'a press that failed',
      press('draft.next'),
      { status: 200, body: { type: 'application/vnd.microsoft.error' } },
      'invoke adaptiveCard/action draft.next failed',
    ],
    [
      'the fallback press of an old client',
      { type: 'message', value: { verb: 'draft.back' } },
      { status: 200 },
      'message - draft.back ok',
    ],
    [
      'a silent sign-in that needs its person',
      { type: 'invoke', name: 'signin/tokenExchange', value: { id: '1' } },
      { status: 412 },
      'invoke signin/tokenExchange - failed',
    ],
    ['an installation', { type: 'conversationUpdate' }, { status: 200 }, 'installation - - ok'],
    ['a turn that failed', { type: 'message' }, { status: 500 }, 'message - - failed'],
    [
      'words of a client that we do not know',
      { ...press('drop.table'), name: 'x/y' },
      { status: 200, body: notice },
      'invoke other other notice',
    ],
    [
      'a value that is no object',
      { type: 'invoke', name: 7, value: 'x' },
      { status: 200 },
      'invoke other - ok',
    ],
    ['somebody who was not let in', press('request.approve'), { status: 401 }, '- - - refused'],
  ] as const;
  for (const [what, body, answer, expected] of cases) {
    it(what, () => {
      const { type, name, verb, outcome } = turnLabels(body, answer);
      assert.equal(`${type} ${name} ${verb} ${outcome}`, expected);
    });
  }

  it('knows every verb of the cards', () => {
    const folder = new URL('../../cards/', import.meta.url);
    const verbs = readdirSync(folder).flatMap((file) =>
      [...readFileSync(new URL(file, folder), 'utf8').matchAll(/"verb": "([\w.]+)"/g)].map(
        ([, verb]) => verb,
      ),
    );
    assert(verbs.length > 10);
    const unknown = verbs.filter((verb) => !KNOWN_VERBS.some((known) => known === verb));
    assert.deepEqual(unknown, []);
  });
});
