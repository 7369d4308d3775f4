import assert from 'node:assert/strict';
import type { PanelSwitch } from '../../src/sandbox/switches/panel-switch.ts';
import { type Desk, startDesk } from '../support/desk.ts';

describe('the switches of the sandbox', () => {
  let desk: Desk;
  before(async () => {
    desk = await startDesk();
  });
  after(() => desk.stop());

  async function call(init?: RequestInit): Promise<readonly PanelSwitch[]> {
    const response = await fetch(`${desk.sandbox.url}/api/switches`, init);
    const body: { switches: PanelSwitch[] } = JSON.parse(await response.text());
    return body.switches;
  }

  const press = (id: string, value?: boolean) =>
    call({
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ id, value }),
    });

  const find = (all: readonly PanelSwitch[], id: string) => all.find((one) => one.id === id);

  it('each have an id of their own, and one line that says what they do unless their group says it', async () => {
    const all = await call();
    assert.equal(new Set(all.map(({ id }) => id)).size, all.length);
    const groups = Map.groupBy(all, ({ group }) => group);
    for (const [group, members] of groups) {
      const explained = members.filter(({ hint }) => hint !== null).length;
      assert(explained === 0 || explained === members.length, group);
    }
    assert(all.filter(({ kind }) => kind === 'toggle').every(({ hint }) => hint !== null));
  });

  it('show how things stand, whoever changed them, and can all be turned over and back', async () => {
    const toggles = (await call()).filter(({ kind }) => kind === 'toggle');
    for (const { id, value } of toggles) {
      assert.equal(find(await press(id, !value), id)?.value, !value, id);
      assert.equal(find(await press(id), id)?.value, value, id);
    }
    desk.sandbox.entra.switches.requireMfa(true);
    assert.equal(find(await call(), 'require-mfa')?.value, true);
    desk.sandbox.entra.switches.requireMfa(false);
    await desk.idle();
  });

  it('say how many calls a fault waits for, until one has met it', async () => {
    await press('next-unavailable-before');
    assert.equal(find(await press('next-unavailable-before'), 'next-unavailable-before')?.waiting, 2);
    desk.sandbox.partnerCenter.faults.clear();
    assert.equal(find(await press('teams-bad-gateway'), 'teams-bad-gateway')?.waiting, 1);
    await desk.chat('sarah').say('help');
    await desk.idle();
    assert.equal(find(await call(), 'teams-bad-gateway')?.waiting, 0);
  });

  it('buy a license, and are deaf to ids that they do not know', async () => {
    const contoso = desk.world.customers.find(({ name }) => name === 'Contoso')?.id ?? '';
    const total = () =>
      desk.sandbox.partnerCenter.switches.seatsOf(contoso).reduce((sum, { bought }) => sum + bought, 0);
    const before = total();
    await press('seat-SPE_E5');
    await press('no-such-switch');
    assert.equal(total(), before + 1);
  });
});
