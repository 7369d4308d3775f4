import assert from 'node:assert/strict';
import { searchChoices } from '../../src/bot/typeahead.ts';
import { RequestError } from '../../src/requests/errors.ts';
import { aUserReference, CONTOSO, SARAH } from '../support/builders.ts';
import { ADA, FakeDraftDirectory } from '../support/fake-draft-directory.ts';

describe('the typeahead of a draft', () => {
  let directory: FakeDraftDirectory;
  beforeEach(() => {
    directory = new FakeDraftDirectory();
  });
  const search = (value: unknown) =>
    searchChoices(value, SARAH, { directory, lists: { customerChoices: async () => [] } });

  it('finds customers, with their domains', async () => {
    assert.deepEqual(await search({ queryText: 'labs', dataset: 'customers' }), [
      { title: 'Contoso Labs – labs.example', value: 'contoso-labs' },
    ]);
  });

  it('finds users of a customer, with their addresses', async () => {
    assert.deepEqual(await search({ queryText: 'love', dataset: `users/${CONTOSO.id}` }), [
      { title: 'Ada Lovelace – ada@contoso.com', value: ADA.id },
    ]);
  });

  for (const queryText of ['', null, undefined]) {
    it(`shows the first entries when nothing was typed yet (${queryText})`, async () => {
      assert.equal((await search({ queryText, dataset: 'customers' })).length, 3);
    });
  }

  it('shows nothing of customers that the person may not ask for', async () => {
    directory.allowed = ['contoso-labs'];
    assert.deepEqual(
      (await search({ queryText: '', dataset: 'customers' })).map(({ value }) => value),
      ['contoso-labs'],
    );
    assert.deepEqual(await search({ queryText: '', dataset: `users/${CONTOSO.id}` }), []);
  });

  it('finds customers of a list of requests', async () => {
    const asked: string[] = [];
    const customerChoices = async (list: string, typed: string) => {
      asked.push(`${list} ${typed}`);
      return [{ title: 'Contoso', value: 'Contoso' }];
    };
    const value = { queryText: 'con', dataset: 'requests/waiting' };
    const found = await searchChoices(value, SARAH, { directory, lists: { customerChoices } });
    assert.deepEqual([found.length, asked], [1, ['waiting con']]);
  });

  it('shows fifteen at most', async () => {
    directory.people = Array.from({ length: 40 }, (_, n) => aUserReference(`User ${n}`, `u${n}@contoso.com`));
    assert.equal((await search({ queryText: '', dataset: `users/${CONTOSO.id}` })).length, 15);
  });

  it('shows titles that turn no reading direction', async () => {
    directory.people = [aUserReference('Ada \u202Eevil', 'ada@contoso.com')];
    const [choice] = await search({ queryText: '', dataset: `users/${CONTOSO.id}` });
    assert.equal(choice?.title, 'Ada evil – ada@contoso.com');
  });

  for (const value of [
    undefined,
    null,
    'text',
    {},
    { dataset: 'users/' },
    { dataset: 'skus' },
    { dataset: 'requests/everything' },
    { dataset: 7 },
    { queryText: 'x'.repeat(201), dataset: 'customers' },
    { dataset: `customers${'x'.repeat(300)}` },
  ]) {
    it(`is empty for ${JSON.stringify(value)?.slice(0, 50)}`, async () =>
      assert.deepEqual(await search(value), []));
  }

  it('is empty while the directory cannot answer: the name can still be typed as a message', async () => {
    directory.failure = new RequestError('directory-down');
    assert.deepEqual(await search({ queryText: 'x', dataset: 'customers' }), []);
  });

  it('does not hide a fault of ours', async () => {
    directory.customers = async () => {
      throw new TypeError('a bug');
    };
    await assert.rejects(search({ queryText: 'x', dataset: 'customers' }), TypeError);
  });
});
