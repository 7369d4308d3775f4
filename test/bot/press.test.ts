import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readExecute, readSubmit, revisionOf, textOf } from '../../src/bot/press.ts';
import { anActivity } from '../support/activities.ts';

const execute = (value: unknown) => readExecute(anActivity({ type: 'invoke', value }));
const submit = (value: unknown) => readSubmit(anActivity({ value }));
const pressOf = (data: Record<string, unknown>) => ({ verb: 'v', data });

describe('a pressed button', () => {
  for (const [rule, value, expected] of [
    [
      'has a verb and data',
      { action: { verb: 'request.approve', data: { requestId: 'K7M2QX' } } },
      { verb: 'request.approve', data: { requestId: 'K7M2QX' } },
    ],
    [
      'has data as text on some clients',
      { action: { verb: 'v', data: '{"requestId":"K7M2QX"}' } },
      { verb: 'v', data: { requestId: 'K7M2QX' } },
    ],
    [
      'has its verb among the data on others',
      { action: { data: { verb: 'v' } } },
      { verb: 'v', data: { verb: 'v' } },
    ],
    ['may have no data', { action: { verb: 'v' } }, { verb: 'v', data: {} }],
    ['may have null for data', { action: { verb: 'v', data: null } }, { verb: 'v', data: {} }],
    [
      'has no data where they cannot be read',
      { action: { verb: 'v', data: '{broken' } },
      { verb: 'v', data: {} },
    ],
    [
      'may be an automatic refresh',
      { action: { verb: 'request.refresh', data: {} }, trigger: 'automatic' },
      { verb: 'request.refresh', data: {} },
    ],
  ] as const) {
    it(rule, () => assert.deepEqual(execute(value), expected));
  }

  for (const value of [
    undefined,
    null,
    'text',
    7,
    [],
    {},
    { action: null },
    { action: 'v' },
    { action: {} },
    { action: { verb: 7 } },
    { action: { verb: 'x'.repeat(101) } },
    { action: { verb: 'v', data: '"text"' } },
    { action: { verb: 'v', data: [1] } },
  ]) {
    it(`is not made of ${JSON.stringify(value)?.slice(0, 60)}`, () =>
      assert.equal(execute(value), undefined));
  }

  it('of a client without Universal Actions arrives as a message', () => {
    assert.deepEqual(submit({ verb: 'request.approve', requestId: 'K7M2QX' }), {
      verb: 'request.approve',
      data: { verb: 'request.approve', requestId: 'K7M2QX' },
    });
    for (const value of [undefined, null, 'request.approve', {}, { verb: 7 }, ['verb']]) {
      assert.equal(submit(value), undefined);
    }
  });

  it('breaks nothing, whatever a stranger sends', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (value, data) => {
        execute(value);
        submit(value);
        const press = execute({ action: { verb: 'v', data } });
        if (press) assert.equal(typeof textOf(press, 'requestId'), 'string');
      }),
    );
  });
});

describe('the data of a press', () => {
  it('are text, trimmed, or nothing', () => {
    assert.equal(textOf(pressOf({ id: ' K7M2QX ' }), 'id'), 'K7M2QX');
    for (const id of [undefined, null, 7, {}, ['K7M2QX']]) assert.equal(textOf(pressOf({ id }), 'id'), '');
  });

  for (const [revision, expected] of [
    [3, 3],
    ['3', 3],
    [undefined, null],
    ['three', null],
    [1.5, null],
    [{}, null],
    [Number.MAX_VALUE, null],
  ] as const) {
    it(`have ${expected ?? 'no'} revision for ${JSON.stringify(revision)}`, () => {
      assert.equal(revisionOf(pressOf({ revision })), expected);
    });
  }

  it('have a revision that fits nothing, rather than none, where it was emptied', () => {
    for (const revision of [null, '', []]) assert.equal(revisionOf(pressOf({ revision })), 0);
  });
});
