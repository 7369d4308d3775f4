import assert from 'node:assert/strict';
import { CONTOSO, E3, E5 } from '../support/builders.ts';
import { says } from '../support/card-view.ts';
import { aDraftDesk, choicesOf } from '../support/draft-desk.ts';
import { ADA, MINECRAFT, VISIO } from '../support/fake-draft-directory.ts';

const BLOCKED = { code: 'sku-blocked', details: { sku: 'Microsoft 365 E5' } } as const;
const FOREIGN = { code: 'sku-not-allowed', details: { sku: 'Microsoft 365 E3' } } as const;
const TOO_DEAR = {
  code: 'over-limit',
  details: { amount: '57', limit: '50', currency: 'EUR' },
} as const;

/** A desk whose draft asks for Ada's license. */
async function atLicense(
  refused: readonly (readonly [string, typeof BLOCKED | typeof FOREIGN | typeof TOO_DEAR])[],
) {
  const desk = aDraftDesk();
  for (const [id, refusal] of refused) desk.directory.refused.set(id, refusal);
  await desk.begin('license for ada@contoso.com at Contoso because she starts');
  return desk;
}

describe('a draft under a policy', () => {
  it('offers only what the person may ask for, to assign and to take away', async () => {
    const desk = await atLicense([
      [E5.id, BLOCKED],
      [E3.id, FOREIGN],
    ]);
    const offered = choicesOf(desk.latest(), 'in_assign').map(({ value }) => value);
    assert.deepEqual(offered, [VISIO.id, MINECRAFT.id]);
    assert(!desk.latest().inputs.includes('in_remove'));
  });

  for (const [what, refusal, words, sentence] of [
    ['blocked', BLOCKED, 'E5', 'Microsoft 365 E5 cannot be requested here: the policy blocks it.'],
    [
      'not theirs',
      { ...FOREIGN, details: { sku: 'Microsoft 365 E5' } },
      'Microsoft 365 E5',
      'You cannot ask for Microsoft 365 E5.',
    ],
    ['over the limit', TOO_DEAR, 'e5', 'This costs €57.00, and one request may cost at most €50.00.'],
    ['without a price', { code: 'price-unknown', details: {} }, 'E5', 'no price is known for this license'],
  ] as const) {
    it(`says at once that what was typed is ${what}`, async () => {
      const desk = await atLicense([]);
      desk.directory.refused.set(E5.id, refusal);
      assert(says(await desk.type(words), sentence), desk.latest().lines.join(' | '));
      assert(says(await desk.type('Visio'), 'Is this right?'));
    });
  }

  it('says so of a whole sentence too, and asks for another license', async () => {
    const desk = aDraftDesk();
    desk.directory.refused.set(E5.id, BLOCKED);
    await desk.begin('E5 for ada@contoso.com at Contoso because she starts');
    assert(says(desk.latest(), 'the policy blocks it'));
    assert(says(desk.latest(), 'Which license for Ada Lovelace?'));
  });

  it('takes the one that is allowed where a name fits several', async () => {
    const desk = await atLicense([[E3.id, FOREIGN]]);
    await desk.type('Microsoft 365');
    assert.equal(desk.latest().facts['Assign'], 'Microsoft 365 E5');
  });

  it('names only what is allowed where a name fits nothing', async () => {
    const desk = await atLicense([[E3.id, FOREIGN]]);
    await desk.type('E9');
    const line = desk.latest().lines.find((one) => one.includes('no license called'));
    assert(line?.includes('Microsoft 365 E5') && !line.includes('Microsoft 365 E3'), line);
  });

  it('believes no card that asks for more', async () => {
    const desk = await atLicense([[E5.id, BLOCKED]]);
    await desk.press('draft.next', { in_assign: E5.id });
    assert(says(desk.latest(), 'the policy blocks it'));
    await desk.press('draft.next', { in_assign: VISIO.id });
    assert(says(desk.latest(), 'Is this right?'));
  });

  it('says who can tell more when there is nothing to ask for', async () => {
    const desk = aDraftDesk();
    for (const { id } of desk.directory.products) desk.directory.refused.set(id, FOREIGN);
    await desk.begin();
    await desk.press('draft.next', { in_customer: CONTOSO.id });
    await desk.press('draft.next', { in_user: ADA.id });
    assert(says(desk.latest(), 'There is no license at Contoso that you can ask for.'));
    assert.deepEqual(desk.latest().inputs, []);
  });
});
