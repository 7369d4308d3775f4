import assert from 'node:assert/strict';
import { readIntent } from '../../src/dialogs/intent.ts';
import type { ListName } from '../../src/requests/request-lists.ts';

const LISTS: Readonly<Record<ListName, readonly string[]>> = {
  mine: [
    ...[
      'my requests',
      'My Requests.',
      'mine',
      'my   requests',
      'my\u00A0requests',
      'show my requests, please',
    ],
    ...['自分の申請', '私の申請', '自分の申請を見せてください', '申請一覧', '自分の申請。'],
    ...['taleplerim', 'TALEPLERİM', 'TALEPLERIM', 'Taleplerim.', 'lütfen taleplerimi göster', 'isteklerim'],
  ],
  'mine-open': [
    'my open requests',
    'my pending requests',
    '自分の進行中の申請',
    'açık taleplerim',
    'ACIK TALEPLERIM',
  ],
  'mine-done': [
    'my closed requests',
    'my old requests!',
    '自分の完了した申請',
    '過去の申請',
    'biten taleplerim',
  ],
  waiting: [
    ...['pending', 'to approve', 'Approvals', 'waiting', 'pending for me', 'waiting for me'],
    ...['承認待ち', '承認待ちの申請', '承認待ちを表示してください', '保留中'],
    ...['bekleyen', 'bekleyenler', 'Onay bekleyen talepler', 'onaylarım', 'ONAYLARIM', 'beni bekleyenler'],
  ],
  'all-open': [
    'everything open',
    'all open requests',
    'すべての進行中の申請',
    'tüm açık talepler',
    'açık talepler',
  ],
};

const AT_A_CUSTOMER: readonly (readonly [string, ListName, string])[] = [
  ['my requests at Contoso', 'mine', 'Contoso'],
  ['please show my requests for Procter & Gamble, please', 'mine', 'Procter & Gamble'],
  ['my open requests at Contoso?', 'mine-open', 'Contoso'],
  ['pending at Contoso', 'waiting', 'Contoso'],
  ['waiting for Contoso', 'waiting', 'Contoso'],
  ['everything open at 佐藤商店', 'all-open', '佐藤商店'],
  ['Contosoの承認待ち', 'waiting', 'Contoso'],
  ['ファブリカムの自分の申請', 'mine', 'ファブリカム'],
  ['佐藤商店での承認待ちを表示してください', 'waiting', '佐藤商店'],
  ["Contoso'daki bekleyenler", 'waiting', 'Contoso'],
  ['Contoso bekleyenler', 'waiting', 'Contoso'],
  ['lütfen Contoso için bekleyenler', 'waiting', 'Contoso'],
  ['Yıldız A.Ş. müşterisindeki açık taleplerim', 'mine-open', 'Yıldız A.Ş.'],
];

describe('asking for a list of requests', () => {
  for (const [list, messages] of Object.entries(LISTS)) {
    it(`is ${list}: ${messages.map((message) => JSON.stringify(message)).join(', ')}`, () => {
      for (const message of messages)
        assert.deepEqual(readIntent(message), { kind: 'list', list, customer: null }, message);
    });
  }

  for (const [message, list, customer] of AT_A_CUSTOMER) {
    it(`names a customer: ${message}`, () =>
      assert.deepEqual(readIntent(message), { kind: 'list', list, customer }));
  }

  for (const [messages, isBack] of [
    [
      ['more', 'show more', 'Next page.', 'もっと見る', '次のページ', 'daha fazla', 'devamı', 'SONRAKI'],
      false,
    ],
    [['previous', 'previous page', '前のページ', 'önceki', 'ONCEKI SAYFA'], true],
  ] as const) {
    it(`turns the page ${isBack ? 'back' : 'on'}: ${messages.join(', ')}`, () => {
      for (const message of messages)
        assert.deepEqual(readIntent(message), { kind: 'page', isBack }, message);
    });
  }

  for (const message of [
    'pending at',
    'E5の申請',
    'request for Contoso at once',
    'nextdoor',
    'more licenses',
  ]) {
    it(`is not heard in ${JSON.stringify(message)}`, () =>
      assert(!['list', 'page'].includes(readIntent(message).kind)));
  }
});
