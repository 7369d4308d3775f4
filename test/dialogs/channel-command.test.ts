import assert from 'node:assert/strict';
import { readIntent } from '../../src/dialogs/intent.ts';

const SAID: Readonly<Record<string, string | null>> = {
  'use this channel for Contoso': 'Contoso',
  'Please use this channel for adventure-works.com.': 'adventure-works.com',
  "use this channel for Contoso's requests": 'Contoso',
  'use this channel for everything': null,
  'use this channel for all customers': null,
  'このチャネルを Contoso に使う': 'Contoso',
  このチャネルを株式会社ファブリカムの申請に使ってください: '株式会社ファブリカム',
  'Contoso の申請にはこのチャンネルを使います': 'Contoso',
  このチャネルをすべてに使う: null,
  'bu kanalı Contoso için kullan': 'Contoso',
  'Contoso müşterisi için bu kanalı kullanın': 'Contoso',
  'bu kanalı her şey için kullan': null,
  'bu kanali hersey icin kullan': null,
};

describe('the channel for a customer, in words', () => {
  for (const [words, customer] of Object.entries(SAID)) {
    it(`is read from “${words}”`, () =>
      assert.deepEqual(readIntent(words), { kind: 'use-channel', customer }));
  }

  for (const words of ['stop using this channel', 'このチャネルの使用をやめる', 'bu kanalı kullanma.']) {
    it(`ends with “${words}”`, () => assert.deepEqual(readIntent(words), { kind: 'leave-channel' }));
  }
});
