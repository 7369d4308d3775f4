import assert from 'node:assert/strict';
import pino from 'pino';
import { parsePolicy } from '../../src/requests/policy-file.ts';
import { PolicyKeeper } from '../../src/requests/policy-keeper.ts';

const good = (upn: string) => `approval: { stages: [{ anyOf: [${upn}] }] }`;
const FIRST = good('one@partner.example');
const SECOND = good('two@partner.example');

function aKeeper() {
  const file = { text: FIRST, isGone: false };
  const told: string[] = [];
  const keeper = new PolicyKeeper({
    read: async () => {
      if (file.isGone) throw new Error('no such file');
      return file.text;
    },
    rules: parsePolicy(FIRST),
    onChanged: async (rules) => void told.push(`changed to ${rules.approval.stages[0]?.anyOf}`),
    onFault: async ({ message }) => void told.push(message),
    log: pino({ level: 'silent' }),
  });
  const write = async (text: string) => {
    file.text = text;
    await keeper.look();
  };
  return { keeper, file, told, write };
}

describe('the policy in force', () => {
  it('is that of the file as it was read last', async () => {
    const { keeper, told, write } = aKeeper();
    await write(FIRST);
    await write(SECOND);
    await write(SECOND);
    assert.deepEqual(told, ['changed to two@partner.example']);
    assert.equal(keeper.rules.digest, parsePolicy(SECOND).digest);
  });

  it('stays the last good one, and each fault is told once', async () => {
    const { keeper, told, write } = aKeeper();
    await write('approval: 5');
    await write('approval: 5');
    assert.equal(told.length, 1);
    assert.match(told[0] ?? '', /approval: /);
    assert.equal(keeper.rules.digest, parsePolicy(FIRST).digest);
    await write('approval: 6');
    assert.equal(told.length, 2);
  });

  it('changes when a fault is mended, not when the old text comes back', async () => {
    const { told, write } = aKeeper();
    await write('{');
    await write(FIRST);
    assert.equal(told.length, 1);
    await write('{');
    await write(SECOND);
    assert.deepEqual([told.length, told.at(-1)], [3, 'changed to two@partner.example']);
  });

  it('survives that the file is gone, which is told once', async () => {
    const { keeper, file, told } = aKeeper();
    file.isGone = true;
    await keeper.look();
    await keeper.look();
    file.isGone = false;
    await keeper.look();
    assert.deepEqual(told, ['no such file']);
    assert.equal(keeper.rules.digest, parsePolicy(FIRST).digest);
  });
});
