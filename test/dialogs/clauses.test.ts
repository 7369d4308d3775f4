import assert from 'node:assert/strict';
import { readIntent } from '../../src/dialogs/intent.ts';
import type { Wish } from '../../src/dialogs/wish.ts';
import { aWish } from '../support/intents.ts';

const ADA = 'ada@contoso.com';
const BOB = 'bob@contoso.com';

/** Sentences that say what each of several people is to get, and the rows that they come to. */
const SAID: readonly (readonly [string, readonly (readonly [string, string])[], Partial<Wish>?])[] = [
  [
    `E5 for ${ADA} and E3 for me`,
    [
      [ADA, 'E5'],
      ['me', 'E3'],
    ],
  ],
  [
    `Please assign E5 for ${ADA}, E3 for Bo Nilsson and F3 for ${BOB} at Contoso because they start and grow.`,
    [
      [ADA, 'E5'],
      ['Bo Nilsson', 'E3'],
      [BOB, 'F3'],
    ],
    { customer: 'Contoso', reason: 'they start and grow' },
  ],
  [
    `E5 for ${ADA} and ${BOB}; E3 for Cy`,
    [
      [ADA, 'E5'],
      [BOB, 'E5'],
      ['Cy', 'E3'],
    ],
  ],
  [
    'Ada needs E5 and Bob needs E3',
    [
      ['Ada', 'E5'],
      ['Bob', 'E3'],
    ],
  ],
  [
    `E5 for ${ADA} and E5 for ${BOB}`,
    [
      [ADA, 'E5'],
      [BOB, 'E5'],
    ],
  ],
  [
    `${ADA} に E5、私に E3 をお願いします`,
    [
      [ADA, 'E5'],
      ['私', 'E3'],
    ],
  ],
  [
    `${ADA} と ${BOB} に E5、佐藤さんに F3 を割り当ててください。理由: 入社`,
    [
      [ADA, 'E5'],
      [BOB, 'E5'],
      ['佐藤', 'F3'],
    ],
    { reason: '入社' },
  ],
  [
    `${ADA} için E5 ve bana E3`,
    [
      [ADA, 'E5'],
      ['ben', 'E3'],
    ],
  ],
  [
    `${ADA} ve ${BOB} için E5, Cem'e F3 ver çünkü başlıyorlar`,
    [
      [ADA, 'E5'],
      [BOB, 'E5'],
      ['Cem', 'F3'],
    ],
    { reason: 'başlıyorlar' },
  ],
];

describe('a sentence about several people with licenses of their own', () => {
  for (const [message, rows, rest] of SAID) {
    it(`is read as rows of a list: ${message}`, () => {
      const users = rows.map(([user]) => user);
      const lines = rows.map((cells) => cells.join('\t')).join('\n');
      assert.deepEqual(readIntent(message), aWish({ ...rest, users, rows: lines }));
    });
  }

  it('is about one person where it names nobody else', () => {
    const message = `E5 for ${ADA} and Visio for ${ADA}`;
    assert.deepEqual(readIntent(message), aWish({ users: [ADA], assign: ['E5', 'Visio'] }));
  });

  for (const [message, wish] of [
    [`E5 and Visio for ${ADA}`, { users: [ADA], assign: ['E5', 'Visio'] }],
    [`E5 for ${ADA} and ${BOB}`, { users: [ADA, BOB], assign: ['E5'] }],
    [`E5 instead of E3 for ${ADA} and ${BOB}`, { users: [ADA, BOB], assign: ['E5'], remove: ['E3'] }],
    [`E5 for ${ADA} because E5 for two and E3 for one fit`, { users: [ADA], assign: ['E5'] }],
  ] as const) {
    it(`is not: ${message}`, () => {
      const intent = readIntent(message);
      assert(intent.kind === 'request' && intent.wish && intent.wish.rows === undefined);
      const { users, assign, remove } = intent.wish;
      assert.deepEqual({ remove: [], ...wish }, { users, assign, remove });
    });
  }
});
