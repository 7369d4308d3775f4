import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { firstPage } from '../../src/bot/list-ask.ts';
import { createTemplateCards } from '../../src/bot/template-cards.ts';
import type { Card } from '../../src/dialogs/card-renderer.ts';
import { LANGUAGES } from '../../src/i18n/translator.ts';
import {
  aLicenseChange,
  aLicenseRequest,
  aSkuReference,
  aUserReference,
  CONTOSO,
  E5,
  GRACE,
  SARAH,
} from '../support/builders.ts';
import { assertGoodCard, findingsOf, nodesOf } from '../support/card-rules.ts';
import { cardsOfDrafts, otherCards } from '../support/card-series.ts';
import { aDraftDesk } from '../support/draft-desk.ts';
import { ADA } from '../support/fake-draft-directory.ts';
import { HOSTILE_TEXTS } from '../support/hostile-texts.ts';
import { aTeamsEdge } from '../support/teams-edge.ts';

const FOLDER = new URL('../../cards/', import.meta.url);

describe('the templates of cards', () => {
  const templates = readdirSync(FOLDER).map((file) => file.replace('.json', ''));

  it('are those that are used, and no others', () => {
    const steps = ['license', 'list', 'plans', 'reason', 'review', 'search'].map((step) => `draft-${step}`);
    const used = ['draft', 'draft-empty', ...steps];
    const others = [
      'bundle',
      'did-you-mean',
      'directory',
      'help',
      'note',
      'request',
      'request-list',
      'sign-in',
      'welcome',
    ];
    assert.deepEqual(templates.toSorted(), [...used, ...others].toSorted());
  });

  it('hold no words of their own: every sentence comes from the catalogs', () => {
    for (const template of templates) {
      const content: unknown = JSON.parse(readFileSync(new URL(`${template}.json`, FOLDER), 'utf8'));
      for (const node of nodesOf(content)) {
        for (const key of [
          'text',
          'title',
          'label',
          'placeholder',
          'errorMessage',
          'speak',
          'fallbackText',
        ]) {
          const words = node[key];
          if (words !== undefined) assert.match(String(words), /^\$\{[^}]+\}$/, `${template}: ${key}`);
        }
      }
    }
  });

  it('are named as files; an unknown one is a fault of ours', () => {
    assert.throws(() => createTemplateCards().render('no-such-card', {}), /ENOENT/);
  });

  it('are not filled with what other people’s objects bring along', () => {
    const card = createTemplateCards().render('note', Object.create({ text: 'inherited' }));
    assert.throws(() => assertGoodCard(card), /unbound/);
  });
});

describe('a card', () => {
  for (const language of LANGUAGES) {
    it(`of a draft keeps the rules of cards at every step (${language})`, async () => {
      const cards = await cardsOfDrafts(language);
      assert(cards.length > 15);
      for (const card of cards) assertGoodCard(card);
    });

    it(`beside drafts and requests keeps the rules of cards (${language})`, async () => {
      const cards = await otherCards(language);
      assert(cards.length >= 9);
      for (const card of cards) assertGoodCard(card);
    });
  }

  for (const [what, hostile] of Object.entries(HOSTILE_TEXTS)) {
    it(`of a draft takes names and words letter for letter: ${what}`, async () => {
      const desk = aDraftDesk();
      const { directory } = desk;
      directory.people = [{ ...ADA, name: hostile }];
      directory.products = directory.products.map((sku) => ({ ...sku, name: hostile }));
      directory.licenses = directory.licenses.map((sku) => ({ ...sku, name: hostile }));
      await desk.begin();
      await desk.press('draft.next', { in_customer: CONTOSO.id });
      await desk.type(hostile);
      await desk.press('draft.next', { in_user: ADA.id });
      await desk.type(hostile.slice(0, 400));
      await desk.press('draft.next', { in_assign: E5.id });
      await desk.press('draft.next', { in_reason: hostile });
      for (const { card } of desk.shown) {
        assertGoodCard(card, ['${$root.labels.approve}', '${title}', '${requestId}']);
        assert.doesNotMatch(
          JSON.stringify(withoutOwnInput(card)),
          /[\u202A-\u202E\u2066-\u2069\u200E\u200F]/,
        );
      }
    });
  }

  it('of a draft stays below Teams’ limit with hundreds of products', async () => {
    const desk = aDraftDesk();
    desk.directory.products = Array.from({ length: 400 }, (_, n) => ({
      ...aSkuReference(`SKU_${n}`, `Dynamics 365 Customer Insights Attach for Sales, Number ${n}`),
      licenseGroup: 'group1' as const,
      free: n,
      plans: [],
    }));
    await desk.begin('license for ada@contoso.com at Contoso');
    await desk.type('no such product');
    for (const { card } of desk.shown) assertGoodCard(card);
  });

  it('of a list stays below it with the longest names', async () => {
    const edge = await aTeamsEdge();
    for (let n = 0; n < 30; n++) {
      const change = aLicenseChange({
        user: aUserReference('漢'.repeat(300), `u${n}@contoso.com`),
        customer: { id: `c${n}`, name: '*'.repeat(300) },
      });
      edge.store.put(aLicenseRequest({ id: `LIST${String(n).padStart(2, '0')}`, change }));
    }
    for (const [list, person] of [
      ['mine', SARAH],
      ['waiting', GRACE],
    ] as const) {
      const reader = { person, conversationId: 'a:chat', text: edge.text };
      assertGoodCard(await edge.lists.show(firstPage(list), reader));
    }
    await edge.close();
  });
});

describe('the rules of cards', () => {
  const good = () => createTemplateCards().render('note', { text: 'x' });
  const execute = { type: 'Action.Execute', title: 'x', verb: 'v', data: { a: 1 } };
  const submit = { type: 'Action.Submit', title: 'x', data: { a: 1, verb: 'v' } };
  const withAction = (action: object) => ({ ...good(), body: [{ type: 'ActionSet', actions: [action] }] });

  it('are kept by a good card', () => {
    assertGoodCard(good());
    assertGoodCard(withAction({ ...execute, fallback: submit }));
  });

  for (const [what, card, reason] of [
    ['a field that is not bound', { ...good(), body: [{ type: 'TextBlock', text: 'a ${b}' }] }, /unbound/],
    [
      'a sentence that is not there',
      { ...good(), body: [{ type: 'TextBlock', text: 'request.status.nowhere' }] },
      /sentence is missing/,
    ],
    ['more than Teams takes', { ...good(), speak: 'x'.repeat(25_000) }, /bytes/],
    ['an unknown element', { ...good(), body: [{ type: 'TextBlokk', text: 'x' }] }, /Unknown element type/],
    [
      'a colour that there is not',
      { ...good(), body: [{ type: 'TextBlock', text: 'x', color: 'Pink' }] },
      /Invalid value/,
    ],
    ['an input without a label', { ...good(), body: [{ type: 'Input.Text', id: 'x' }] }, /no label/],
    ['a button without a fallback', withAction(execute), /no fallback/],
    [
      'a fallback with other data',
      withAction({ ...execute, fallback: { ...submit, data: { verb: 'v' } } }),
      /deep/,
    ],
    [
      'buttons outside of a set',
      { ...good(), actions: [{ ...execute, fallback: submit }] },
      /outside of a set/,
    ],
  ] as const) {
    it(`are broken by ${what}`, () => assert.throws(() => assertGoodCard(card), reason));
  }

  it('are checked by the engine as version 1.5', () => {
    assert.deepEqual(findingsOf(good()), []);
  });
});

/** A card without what its reader typed into it: that comes back to them as it was. */
function withoutOwnInput(card: Card): unknown {
  return JSON.parse(
    JSON.stringify(card, (key, value) => (key === 'value' && typeof value === 'string' ? '' : value)),
  );
}
