import assert from 'node:assert/strict';
import { seenReason } from '../../src/requests/reason.ts';

describe('a reason', () => {
  for (const [name, typed] of [
    ['nothing', null],
    ['an empty text', ''],
    ['spaces of all kinds', ' \t\n\u00a0\u3000\u2003'],
    ['letters without width', '\u200b\u200c\u200d\u2060\ufeff\u00ad'],
    ['marks of the reading direction', '\u202e\u2066\u200f'],
    ['fillers that are drawn empty', '\u3164\u115f\uffa0\u2800'],
    ['control characters', '\u0000\u0007\u0085'],
  ] as const) {
    it(`is none where it is ${name}`, () => {
      assert.equal(seenReason(typed), null);
    });
  }

  it('is kept as it was typed where something can be seen, without what surrounds it', () => {
    for (const reason of ['x', '?', '👨‍👩‍👧', 'なし', 'a\u200bb', '٣'])
      assert.equal(seenReason(` ${reason} `), reason);
  });
});
