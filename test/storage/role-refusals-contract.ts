import assert from 'node:assert/strict';
import type { Person } from '../../src/requests/person.ts';
import type { Database } from '../../src/storage/database.ts';
import { createRequestStore } from '../../src/storage/request-store.ts';
import { readRoleRefusals } from '../../src/storage/role-refusals.ts';
import { aLicenseRequest, CONTOSO, GRACE, KENJI, NOW } from '../support/builders.ts';

/** What is known of missing roles on every database. */
export function roleRefusalsContract(where: string, open: () => Promise<Database>): void {
  describe(`missing roles ${where}`, () => {
    let database: Database;
    let requests: ReturnType<typeof createRequestStore>;
    let count = 0;
    beforeEach(async () => {
      database = await open();
      requests = createRequestStore(database);
    });
    afterEach(() => database.destroy());

    const happened = async (kind: string, executor: Person) => {
      const id = `ROLE${10 + count++}`;
      const event = {
        requestId: id,
        customerId: CONTOSO.id,
        at: NOW,
        kind,
        actor: null,
        facts: { executor: executor.objectId },
      };
      await requests.insert(aLicenseRequest({ id }), { event, notices: [] });
    };
    const lacking = async () => (await readRoleRefusals(database)).map(({ executor }) => executor);

    it('are those of people who were refused and have done nothing there since', async () => {
      await happened('completed', GRACE);
      await happened('executor-lacks-role', GRACE);
      await happened('executor-lacks-role', KENJI);
      assert.deepEqual((await lacking()).toSorted(), [GRACE.objectId, KENJI.objectId].toSorted());
      await happened('completed', KENJI);
      assert.deepEqual(await readRoleRefusals(database), [
        { customerId: CONTOSO.id, executor: GRACE.objectId },
      ]);
      await happened('executor-lacks-role', KENJI);
      assert.equal((await lacking()).length, 2);
      assert.equal((await readRoleRefusals(database, CONTOSO.id.toUpperCase())).length, 2);
      assert.deepEqual(await readRoleRefusals(database, 'another customer'), []);
    });
  });
}
