import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { z } from 'zod';
import {
  ERROR_MEANINGS,
  type ErrorAction,
  isTransient,
  meaningOf,
  meaningOfAnswer,
} from '../../src/partner-center/error-meanings.ts';
import {
  PartnerCenterAnswerUnreadable,
  PartnerCenterError,
  PartnerCenterUnreachable,
} from '../../src/partner-center/errors.ts';

/** The documented and observed answers, what they mean, and what can be done. */
const KNOWN: readonly (readonly [
  status: number,
  code: string | null,
  meaning: string,
  action: ErrorAction,
])[] = [
  [400, '60012', 'no-seats', 'wait-for-seats'],
  [400, '900316', 'wrong-token-kind', 'final'],
  [403, '900309', 'conditional-access', 'final'],
  [403, '900329', 'wrong-token-kind', 'final'],
  [403, '900308', 'missing-role', 'other-approver'],
  [403, '900150', 'missing-role', 'other-approver'],
  [401, '900421', 'mfa-required', 'sign-in-mfa'],
  [401, '900420', 'wrong-token-audience', 'final'],
  [401, '10001', 'mfa-required', 'sign-in-mfa'],
  [401, '400', 'sign-in-needed', 'sign-in'],
  [401, '800001', 'sign-in-needed', 'sign-in'],
  [400, '1002', 'access-denied', 'other-approver'],
  [401, '1002', 'access-denied', 'other-approver'],
  [403, '1002', 'access-denied', 'other-approver'],
  [403, '2032', 'access-denied', 'other-approver'],
  [403, '20002', 'no-relationship', 'final'],
  [403, '900149', 'program-inactive', 'final'],
  [403, '600006', 'action-not-allowed', 'final'],
  [404, '1000', 'not-found', 'final'],
  [404, '60002', 'user-not-found', 'final'],
  [404, '60003', 'customer-not-found', 'final'],
  [400, '60000', 'license-migration-failed', 'final'],
  [400, '3000', 'invalid-request', 'final'],
  [404, '3000', 'not-found', 'final'],
  [400, '800002', 'invalid-request', 'final'],
  [400, '900118', 'invalid-request', 'final'],
  [400, '900127', 'not-supported', 'final'],
  [400, '900141', 'not-supported', 'final'],
  [400, '2055', 'stale-data', 'final'],
  [429, null, 'throttled', 'retry'],
  [500, '800003', 'service-error', 'retry'],
  [500, '900192', 'service-error', 'retry'],
  [501, '0', 'service-fault', 'final'],
  [408, null, 'service-unavailable', 'retry'],
  [502, null, 'service-unavailable', 'retry'],
  [503, null, 'service-unavailable', 'retry'],
  [504, null, 'service-unavailable', 'retry'],
];

/** What an unknown code falls back on. The same code can carry two statuses (2006). */
const UNKNOWN: readonly (readonly [status: number, code: string | null, meaning: string])[] = [
  [302, null, 'unexpected-answer'],
  [400, null, 'refused'],
  [400, '60099', 'refused'],
  [400, '2006', 'refused'],
  [403, '2006', 'access-denied'],
  [403, null, 'access-denied'],
  [401, null, 'sign-in-needed'],
  [404, null, 'not-found'],
  [409, null, 'refused'],
  [412, null, 'stale-data'],
  [500, 'constructor', 'service-error'],
  [400, 'toString', 'refused'],
  [501, null, 'service-fault'],
  [599, null, 'service-unavailable'],
];

const TRACE = { method: 'POST', path: '/v1/x', requestId: 'r', correlationId: 'c', cv: null };

function refusal(httpStatus: number, code: string | null) {
  return new PartnerCenterError(TRACE, { httpStatus, code, description: null, data: [], retryAfterMs: null });
}

describe('what an error of Partner Center means', () => {
  for (const [status, code, meaning, action] of KNOWN) {
    it(`${status} / ${code ?? 'no code'}: ${meaning}, ${action}`, () => {
      const found = meaningOfAnswer(status, code);
      assert.deepEqual([found.meaning, found.action], [meaning, action]);
    });
  }

  for (const [status, code, meaning] of UNKNOWN) {
    it(`${status} / ${code ?? 'no code'}: ${meaning}, by its status`, () => {
      assert.equal(meaningOfAnswer(status, code).meaning, meaning);
    });
  }

  it('is always one of the known meanings, and only transient where trying again can help', () => {
    const known = new Set(ERROR_MEANINGS.map(({ meaning }) => meaning));
    const statuses = fc.integer({ min: 300, max: 599 });
    const codes = fc.oneof(fc.constant(null), fc.string(), fc.constantFrom(...KNOWN.map(([, code]) => code)));
    fc.assert(
      fc.property(statuses, codes, (status, code) => {
        assert.ok(known.has(meaningOfAnswer(status, code).meaning));
        const maySendAgain = status === 408 || status === 429 || (status >= 500 && status !== 501);
        assert.equal(isTransient(refusal(status, code)), maySendAgain && code !== '1002');
      }),
    );
  });

  it('is transient when nobody answered', () => {
    const error = new PartnerCenterUnreachable(TRACE, { code: 'cut-off', mayHaveBeenApplied: true });
    assert.equal(meaningOf(error)?.meaning, 'unreachable');
    assert.equal(isTransient(error), true);
  });

  it('is a matter for the operator when the answer makes no sense', () => {
    const error = new PartnerCenterAnswerUnreadable(TRACE, { httpStatus: 200, code: 'not-json' });
    assert.equal(meaningOf(error)?.fixer, 'operator');
    assert.equal(isTransient(error), false);
  });

  it('is nothing for an error that is not Partner Center’s', () => {
    assert.equal(meaningOf(new TypeError('x')), null);
    assert.equal(isTransient(undefined), false);
  });
});

describe('the words for what an error means', () => {
  const catalog = z
    .looseObject({
      problem: z.record(z.string(), z.object({ title: z.string(), text: z.string(), todo: z.string() })),
    })
    .parse(JSON.parse(readFileSync(new URL('../../src/i18n/en.json', import.meta.url), 'utf8')));

  for (const { meaning, fixer } of ERROR_MEANINGS) {
    it(`${meaning}: what happened, in short and in full, and who can do what`, () => {
      const { title, text, todo } = catalog.problem[meaning] ?? { title: '', text: '', todo: '' };
      for (const sentence of [title, text, todo]) {
        assert.ok(sentence, 'a text is missing');
        const values = [...sentence.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name);
        for (const value of values) {
          assert.ok(['customer', 'user', 'sku', 'approver'].includes(value ?? ''), `unknown value ${value}`);
        }
      }
      assert.match(text, /\.$/);
      assert.match(todo, FIXERS[fixer]);
    });
  }

  it('conditional-access: names what the customer’s administrator must change', () => {
    const todo = catalog.problem['conditional-access']?.todo ?? '';
    assert.match(todo, /administrator of \{\{customer\}\} must exclude/);
    assert.match(todo, /Service provider users/);
  });
});

/** How a text names whoever can help. */
const FIXERS = {
  requester: /new request/,
  approver: /approver/,
  helpdesk: /helpdesk|Whoever buys licenses/,
  operator: /operator/,
  'customer-admin': /administrator of \{\{customer\}\}/,
  microsoft: /Microsoft|License Desk waits/,
};
