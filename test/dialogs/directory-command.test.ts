import assert from 'node:assert/strict';
import { readIntent } from '../../src/dialogs/intent.ts';

const REFRESHED: readonly (readonly [string, string | null])[] = [
  ['refresh Contoso', 'Contoso'],
  ['Reload Contoso Labs.', 'Contoso Labs'],
  ['refresh directory', null],
  ['refresh the directory', null],
  ['refresh all customers', null],
  ["Contoso'yu yenile", 'Contoso'],
  ["Adatum Yazılım'ı yenileyin", 'Adatum Yazılım'],
  ['yenile Contoso', 'Contoso'],
  ['Contoso müşterisini yenile', 'Contoso'],
  ['dizini yenile', null],
  ['DİZİNİ YENİLE', null],
  ['Contoso の情報を更新', 'Contoso'],
  ['ファブリカムの情報を更新してください', 'ファブリカム'],
  ['Contosoを再読み込み', 'Contoso'],
  ['ディレクトリを更新', null],
  ['ディレクトリを再読み込みしてください', null],
];

describe('words about the directory', () => {
  for (const words of [
    'directory',
    'Directory status',
    'dizin',
    'dizin durumu',
    'ディレクトリ',
    'ディレクトリの状態',
  ]) {
    it(`ask how new it is: ${words}`, () => assert.deepEqual(readIntent(words), { kind: 'directory' }));
  }

  for (const [words, customer] of REFRESHED) {
    it(`have ${customer ?? 'everything'} read anew: ${words}`, () =>
      assert.deepEqual(readIntent(words), { kind: 'refresh', customer }));
  }

  for (const words of [
    'E3をE5に更新 ada@contoso.com',
    'connect directory',
    'refresh',
    'E5 for ada@contoso.com',
  ]) {
    it(`are something else: ${words}`, () => assert.notEqual(readIntent(words).kind, 'refresh'));
  }
});
