import assert from 'node:assert/strict';
import { createLog, withoutSecrets } from '../src/log.ts';

const jwt = 'eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.eyJvaWQiOiIxMjM0NTY3ODkwIn0.c2lnbmF0dXJlLXNpZ25hdHVyZQ';
const refreshToken = `1.A${'bCdEfGh1_-'.repeat(8)}`;

function logged(write: (log: ReturnType<typeof createLog>) => void): string {
  const lines: string[] = [];
  write(createLog('debug', { write: (line) => lines.push(line) }));
  return lines.join('');
}

describe('the log', () => {
  it('is one JSON object a line, with a UTC time and the level in words', () => {
    const line = JSON.parse(logged((log) => log.info({ requestId: 'K7M2QX' }, 'request')));
    assert.deepEqual(Object.keys(line), ['level', 'time', 'requestId', 'msg']);
    assert.equal(line.level, 'info');
    assert.match(line.time, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  });

  const secrets: readonly (readonly [string, string, unknown])[] = [
    ['a signed token', jwt, { token: jwt }],
    [
      'a token without its signature',
      jwt.slice(0, jwt.lastIndexOf('.')),
      { note: jwt.slice(0, jwt.lastIndexOf('.')) },
    ],
    ['a refresh token', refreshToken, { answer: { value: refreshToken } }],
    ['an authorization header', 'c3Ryb25nc2VjcmV0', { headers: { authorization: 'Basic c3Ryb25nc2VjcmV0' } }],
    [
      'a secret in a form',
      'Q8~very-secret.value',
      { body: 'client_id=1&client_secret=Q8~very-secret.value&scope=x' },
    ],
    [
      'a secret in JSON inside of a text',
      'Q8~very-secret.value',
      { body: '{"client_secret":"Q8~very-secret.value"}' },
    ],
    [
      'a code in an address',
      'abcdefghijklmno',
      { url: 'https://desk.example.com/auth/callback?code=abcdefghijklmno&state=1' },
    ],
    [
      'the password of a database',
      'hunter22hunter',
      { err: new Error('no route to postgres://desk:hunter22hunter@db/desk') },
    ],
    [
      'a token in the cause of an error',
      jwt,
      { err: new Error('refused', { cause: new Error(`Bearer ${jwt}`) }) },
    ],
  ];
  for (const [what, secret, facts] of secrets) {
    it(`never holds ${what}`, () => {
      const text = logged((log) => log.error(facts, 'failed'));
      assert(!text.includes(secret), text);
      assert.equal(JSON.parse(text).msg, 'failed', 'the line is still JSON');
    });
  }

  it('leaves what only looks similar', () => {
    for (const text of [
      '{"code":"our-registration","status":500}',
      'correlationId 5f8c2d9e-5f0e-4c36-b4a7-8f7f5f6f0001',
      'https://desk.example.com/auth/start',
      '{"event":"awaiting-sign-in","entraCode":"AADSTS50076"}',
    ]) {
      assert.equal(withoutSecrets(text), text);
    }
  });
});
