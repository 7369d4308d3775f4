import assert from 'node:assert/strict';
import { readIntent } from '../../src/dialogs/intent.ts';

type Said = readonly [name: string, from: string | null, until: string | null];

const SAID: Readonly<Record<string, Said>> = {
  'delegate to Kenji until Friday': ['Kenji', null, 'Friday'],
  'Delegate my approvals to kenji@partner.example, until 14 December.': [
    'kenji@partner.example',
    null,
    '14 December',
  ],
  'please delegate to Kenji Sato from 2026-12-01 until 2026-12-14': [
    'Kenji Sato',
    '2026-12-01',
    '2026-12-14',
  ],
  'Kenji decides for me until Friday': ['Kenji', null, 'Friday'],
  'delegate to Kenji': ['Kenji', null, null],
  佐藤さんに金曜日まで委任: ['佐藤', null, '金曜日'],
  '12月1日から12月14日まで佐藤 健司さんに承認を委任してください': ['佐藤 健司', '12月1日', '12月14日'],
  'kenji@partner.example に12月14日まで承認を任せます': ['kenji@partner.example', null, '12月14日'],
  佐藤さんに委任: ['佐藤', null, null],
  'Grace に金曜日まで代理を依頼': ['Grace', null, '金曜日'],
  "Kenji'ye cumaya kadar devret": ['Kenji', null, 'cumaya'],
  'cumaya kadar kararlarımı Kenji adlı kişiye devret': ['Kenji', null, 'cumaya'],
  "onaylarımı Kenji Sato'ya 2026-12-01'den 2026-12-14'e kadar devret": [
    'Kenji Sato',
    "2026-12-01'den",
    "2026-12-14'e",
  ],
  "1 Aralık'tan 14 Aralık'a kadar yetkimi Mehmet'e devrediyorum": ['Mehmet', "1 Aralık'tan", "14 Aralık'a"],
  "MEHMET'E DEVRET": ['MEHMET', null, null],
};

describe('who shall decide in one’s place, in words', () => {
  for (const [words, [name, from, until]] of Object.entries(SAID)) {
    it(`is read from “${words}”`, () =>
      assert.deepEqual(readIntent(words), { kind: 'delegate', name, from, until }));
  }

  for (const words of [
    'stop delegating',
    'I am back',
    '委任を終了してください',
    'vekâleti bitir',
    'vekaleti bitir',
  ]) {
    it(`ends with “${words}”`, () => assert.deepEqual(readIntent(words), { kind: 'stop-delegating' }));
  }

  for (const words of ['who decides for me?', 'my delegate', '代理は誰ですか', 'vekilim kim?', 'Vekalet']) {
    it(`is asked for by “${words}”`, () => assert.deepEqual(readIntent(words), { kind: 'who-decides' }));
  }

  it('is looked for in no time in what has no end', () => {
    const start = performance.now();
    for (const part of ['delegate to a from b until ', 'に から まで', "'ye dan kadar devret ", '委任まで']) {
      readIntent(part.repeat(400));
    }
    assert(performance.now() - start < 1000, 'patterns must not go over a text again and again');
  });
});
