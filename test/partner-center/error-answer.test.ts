import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readErrorBody } from '../../src/partner-center/error-answer.ts';

describe('reading the body of a refusal', () => {
  const cases: readonly (readonly [
    title: string,
    body: string,
    code: string | null,
    description: string | null,
  ])[] = [
    ['a numeric code', '{"code":60012,"description":"out of licenses"}', '60012', 'out of licenses'],
    ['a code as text', '{"code":" 900420 ","description":"bad audience"}', '900420', 'bad audience'],
    ['code 0', '{"code":0,"description":"not defined"}', '0', 'not defined'],
    ['members in another case', '{"Code":"1000","Description":"Not found"}', '1000', 'Not found'],
    ['null members', '{"code":null,"description":null,"data":null}', null, null],
    [
      'entities',
      '{"code":1,"description":"We&#39;re sorry &amp; it&#x2019;s &lt;late&gt;"}',
      '1',
      "We're sorry & it’s <late>",
    ],
    [
      'entities that are none',
      '{"code":1,"description":"R&D &#0; &#xD800; &nope; &#x110000;"}',
      '1',
      'R&D &#0; &#xD800; &nope; &#x110000;',
    ],
    [
      'the gateway’s shape',
      '{"statusCode":429,"message":"Rate limit is exceeded."}',
      null,
      'Rate limit is exceeded.',
    ],
    [
      'the envelope of other APIs',
      '{"error":{"code":"Forbidden","message":"No","innerError":{}}}',
      'Forbidden',
      'No',
    ],
    [
      'the envelope of the old directory',
      '{"odata.error":{"code":"X","message":{"lang":"en","value":"No"}}}',
      'X',
      'No',
    ],
    [
      'the OAuth shape',
      '{"error":"invalid_grant","error_description":"AADSTS50076: MFA"}',
      'invalid_grant',
      'AADSTS50076: MFA',
    ],
    ['problem details', '{"title":"Bad Request","detail":"Wrong id","status":400}', null, 'Wrong id'],
    ['a JSON text', '"You have no power here"', null, 'You have no power here'],
    ['plain text', ' upstream connect error ', null, 'upstream connect error'],
    ['HTML', '<!DOCTYPE html><html><body>502</body></html>', null, null],
    ['nothing', '', null, null],
    ['an array', '[1,2]', null, null],
    ['null', 'null', null, null],
    ['a code that is no code', `{"code":"${'x'.repeat(65)}","description":[]}`, null, null],
  ];
  for (const [title, body, code, description] of cases) {
    it(`understands ${title}`, () => {
      const said = readErrorBody(body);
      assert.deepEqual([said.code, said.description], [code, description]);
    });
  }

  it('keeps data whatever its shape', () => {
    assert.deepEqual(readErrorBody('{"code":1,"data":["a",{"b":1},null,""]}').data, ['a', '{"b":1}', 'null']);
    assert.deepEqual(readErrorBody('{"code":1,"data":"alone"}').data, ['alone']);
    assert.deepEqual(readErrorBody('{"code":1}').data, []);
  });

  it('keeps no more of a description than Partner Center ever sends', () => {
    const { description } = readErrorBody(JSON.stringify({ code: 1, description: 'x'.repeat(5_000) }));
    assert.equal(description?.length, 1_024);
  });

  it('understands or ignores whatever comes', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (body) => {
        const said = readErrorBody(body);
        assert.ok(said.code === null || said.code.length > 0);
        assert.ok(said.description === null || said.description.length > 0);
      }),
    );
  });
});
