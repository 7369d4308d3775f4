import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { PolicyFileError, parsePolicy } from '../../src/requests/policy-file.ts';
import { guidOf } from '../support/builders.ts';

const CUSTOMER = guidOf('Contoso');
const SMALLEST = `
approval:
  stages:
    - anyOf: [lead@partner.example]
`;
const withStage = (text: string) => `approval:\n  stages:\n    - ${text}\n`;

const withRule = (text: string) => `${SMALLEST}  rules: [{ ${text}, stages: [{ anyOf: [a@b.example] }] }]\n`;
const withPrices = (text: string, skus = '{ sku: E5, price: 1 }') =>
  `${SMALLEST}prices: { ${text}, skus: [${skus}] }\n`;
const TEAM = '19:Sales@thread.tacv2';

describe('a policy file', () => {
  it('needs no more than one approver', () => {
    const { digest, ...rules } = parsePolicy(SMALLEST);
    assert.deepEqual(rules, {
      operators: [],
      approval: {
        stages: [{ anyOf: ['lead@partner.example'], need: 1 }],
        decideWithin: 14 * 24,
        validFor: 3 * 24,
        allowSelfApproval: false,
        requestNeedsReason: false,
        rejectionNeedsReason: true,
        freshToken: false,
        rules: [],
      },
      blockedSkus: [],
      customers: [],
      delegates: [],
      timeZone: 'UTC',
    });
    assert.match(digest, /^[0-9a-f]{64}$/);
  });

  it('is understood as the example that comes with License Desk', () => {
    const example = readFileSync(new URL('../../policy.example.yaml', import.meta.url), 'utf8');
    const { approval, customers, helpdesk, operators } = parsePolicy(example);
    assert.equal(approval.stages.length, 1);
    assert.equal(customers[0]?.stages?.length, 2);
    assert.equal(operators.length, 1);
    assert.match(helpdesk?.channel ?? '', /^19:/);
  });

  it('compares people and customers in lower case', () => {
    const text = `${SMALLEST.replace('lead', 'Lead')}customers:\n  - id: ${CUSTOMER.toUpperCase()}\n    stages: [{ anyOf: [${CUSTOMER.toUpperCase()}] }]\n`;
    const { approval, customers } = parsePolicy(text);
    assert.deepEqual(approval.stages[0]?.anyOf, ['lead@partner.example']);
    assert.deepEqual(customers, [{ id: CUSTOMER, stages: [{ anyOf: [CUSTOMER], need: 1 }] }]);
  });

  it('keeps the letters of a team as they are', () => {
    const { approval } = parsePolicy(withStage(`{ anyOf: [members of team ${TEAM}], need: 3 }`));
    assert.deepEqual(approval.stages[0], { anyOf: [`members of team ${TEAM}`], need: 3 });
  });

  for (const [text, hours] of [
    ['1h', 1],
    ['12 h', 12],
    ['3d', 72],
    ['366d', 366 * 24],
  ] as const) {
    it(`reads ${text} as ${hours} hours`, () => {
      assert.equal(parsePolicy(`${SMALLEST}  validFor: ${text}\n`).approval.validFor, hours);
    });
  }

  it('has a fingerprint that changes with every letter', () => {
    assert.equal(parsePolicy(SMALLEST).digest, parsePolicy(SMALLEST).digest);
    assert.notEqual(parsePolicy(SMALLEST).digest, parsePolicy(`${SMALLEST}# a remark`).digest);
  });
});

describe('a policy file that cannot be used names the place', () => {
  const durations = [
    '0h',
    '0d',
    '-1d',
    '367d',
    '99999999999999d',
    '3',
    '3 weeks',
    '1.5d',
    '""',
    '[3d]',
    'null',
  ];
  const cases: readonly (readonly [what: string, text: string, place: RegExp])[] = [
    ['nothing in it', '', /the file: is empty; policy\.example\.yaml /],
    ['nothing but remarks', '# to do\n', /the file: is empty; /],
    ['a list', '- a\n- b', /the file: /],
    ['a mere word', 'hello', /the file: /],
    ['no approval', 'operators: []', /approval: /],
    ['no stages', 'approval: {}', /approval\.stages: must be a list of stages/],
    ['an empty list of stages', 'approval: { stages: [] }', /approval\.stages: needs at least one stage/],
    [
      'a stage without anybody',
      withStage('anyOf: []'),
      /approval\.stages\.0\.anyOf: needs at least one approver/,
    ],
    [
      'a name for a list',
      withStage('anyOf: lead@partner.example'),
      /approval\.stages\.0\.anyOf: must be a list/,
    ],
    [
      'somebody twice',
      withStage('anyOf: [a@b.example, A@b.example]'),
      /approval\.stages\.0\.anyOf: names somebody twice/,
    ],
    [
      'a mere name',
      withStage('anyOf: [Grace]'),
      /approval\.stages\.0\.anyOf\.0: must be a user principal name/,
    ],
    [
      'a number for a person',
      withStage('anyOf: [42]'),
      /approval\.stages\.0\.anyOf\.0: must be a user principal name/,
    ],
    [
      'two addresses in one',
      withStage('anyOf: ["a@b.example c@d.example"]'),
      /approval\.stages\.0\.anyOf\.0: /,
    ],
    [
      'more approvals than approvers',
      withStage('{ anyOf: [a@b.example], need: 2 }'),
      /approval\.stages\.0\.need: asks for more/,
    ],
    [
      'no approvals at all',
      withStage('{ anyOf: [a@b.example], need: 0 }'),
      /approval\.stages\.0\.need: must be at least 1/,
    ],
    ['half an approval', withStage('{ anyOf: [a@b.example], need: 0.5 }'), /approval\.stages\.0\.need: /],
    ['an endless number', withStage('{ anyOf: [a@b.example], need: .inf }'), /approval\.stages\.0\.need: /],
    [
      'a stage with something unknown',
      withStage('{ anyOf: [a@b.example], needs: 2 }'),
      /approval\.stages\.0: has no setting "needs"; did you mean "need"\?/,
    ],
    [
      'a misspelt setting',
      `${SMALLEST}  alowSelfApproval: true\n`,
      /approval: .*"alowSelfApproval"; did you mean "allowSelfApproval"\?/,
    ],
    ['a word for yes', `${SMALLEST}  allowSelfApproval: yes please\n`, /approval\.allowSelfApproval: /],
    [
      'something unknown at the top',
      `${SMALLEST}admins: []\n`,
      /the file: has no setting "admins"; there are operators, timeZone, /,
    ],
    ['a setting in other letters', `${SMALLEST}timezone: UTC\n`, /"timezone"; did you mean "timeZone"\?/],
    [
      'a misspelt setting of an escalation',
      withStage('{ anyOf: [a@b.example], escalation: { afer: 1d, to: [a@b.example] } }'),
      /approval\.stages\.0\.escalation: has no setting "afer"; did you mean "after"\?/,
    ],
    [
      'a misspelt condition',
      `${SMALLEST}  requestNeedsReason: [{ sku: [A] }]\n`,
      /approval\.requestNeedsReason\.0: has no setting "sku"; did you mean "skus"\?/,
    ],
    ['a prototype', `${SMALLEST}__proto__: { operators: [a@b.example] }\n`, /the file: .*"__proto__"/],
    ['an operator without an address', `${SMALLEST}operators: [ops]\n`, /operators\.0: /],
    ['operators that are no list', `${SMALLEST}operators: a@b.example\n`, /operators: must be a list/],
    ['a helpdesk without a channel', `${SMALLEST}helpdesk: {}\n`, /helpdesk\.channel: is missing/],
    [
      'a helpdesk with an empty channel',
      `${SMALLEST}helpdesk: { channel: " " }\n`,
      /helpdesk\.channel: is missing$/,
    ],
    ...[
      'General',
      '19%3adesk%40thread.tacv2',
      '19:desk@thread.v2',
      'https://teams.microsoft.com/l/channel/19%3adesk%40thread.tacv2/General',
      'x 19:desk@thread.tacv2',
    ].map(
      (channel) =>
        [
          `${channel} as the helpdesk's channel`,
          `${SMALLEST}helpdesk: { channel: "${channel}" }\n`,
          /helpdesk\.channel: must be the id of a channel, .*%3a for : and %40 for @/,
        ] as const,
    ),
    [
      'a customer by name',
      `${SMALLEST}customers: [{ id: Contoso, stages: [] }]\n`,
      /customers\.0\.id: must be a GUID/,
    ],
    [
      'a customer without stages',
      `${SMALLEST}customers: [{ id: ${CUSTOMER} }]\n`,
      /customers\.0\.stages: is missing, and there is no channel either/,
    ],
    [
      'a customer twice',
      `${SMALLEST}customers:\n${[CUSTOMER, CUSTOMER.toUpperCase()].map((id) => `  - { id: ${id}, stages: [{ anyOf: [a@b.example] }] }\n`).join('')}`,
      /customers: names a customer twice/,
    ],
    ['a rule without conditions', withRule('when: {}'), /approval\.rules\.0\.when: needs at least one/],
    [
      'a rule without stages',
      `${SMALLEST}  rules: [{ when: { skus: [E5] } }]\n`,
      /approval\.rules\.0\.stages: /,
    ],
    ['a rule for no SKU', withRule('when: { skus: [] }'), /approval\.rules\.0\.when\.skus: names no SKU/],
    [
      'a rule for a SKU with blanks',
      withRule('when: { skus: ["Office 365 E5"] }'),
      /approval\.rules\.0\.when\.skus\.0: must be a SKU/,
    ],
    [
      'a reason that is perhaps needed',
      `${SMALLEST}  requestNeedsReason: sometimes\n`,
      /approval\.requestNeedsReason: must be true, false, or a list of conditions/,
    ],
    [
      'a reason under no condition',
      `${SMALLEST}  requestNeedsReason: []\n`,
      /approval\.requestNeedsReason: needs at least one condition/,
    ],
    [
      'a reason for a SKU with blanks',
      `${SMALLEST}  requestNeedsReason: [{ amountOver: 5 }, { skus: [Office 365 E5] }]\n`,
      /approval\.requestNeedsReason\.1\.skus\.0: must be a SKU/,
    ],
    [
      'a negative amount',
      withRule('when: { amountOver: -1 }'),
      /approval\.rules\.0\.when\.amountOver: must not be negative/,
    ],
    [
      'an amount that is not a number',
      withRule('when: { amountOver: .nan }'),
      /approval\.rules\.0\.when\.amountOver: /,
    ],
    [
      'a tenant that approves',
      withStage(`anyOf: [tenant ${CUSTOMER}]`),
      /approval\.stages\.0\.anyOf\.0: must be/,
    ],
    ['a team by name', withStage('anyOf: [members of team Sales]'), /approval\.stages\.0\.anyOf\.0: must be/],
    ['a team of operators', `${SMALLEST}operators: [members of team ${TEAM}]\n`, /operators\.0: must be/],
    ['an empty list of requesters', `${SMALLEST}requesters: []\n`, /requesters: needs at least one rule/],
    [
      'requesters that are nobody',
      `${SMALLEST}requesters: [{ who: [] }]\n`,
      /requesters\.0\.who: names nobody/,
    ],
    [
      'requesters by name',
      `${SMALLEST}requesters: [{ who: [everybody] }]\n`,
      /requesters\.0\.who\.0: must be a user principal name/,
    ],
    ['a blocked SKU that is a number', `${SMALLEST}blockedSkus: [5]\n`, /blockedSkus\.0: must be a SKU/],
    ['prices without a currency', withPrices('limit: 5'), /prices\.currency: must be a currency/],
    ['a currency by its sign', withPrices('currency: €'), /prices\.currency: must be a currency/],
    [
      'a SKU with two prices',
      withPrices('currency: EUR', '{ sku: E5, price: 1 }, { sku: e5, price: 2 }'),
      /prices\.skus: names a SKU twice/,
    ],
    [
      'a price with three decimals',
      withPrices('currency: EUR', '{ sku: E5, price: 1.005 }'),
      /prices\.skus\.0\.price: has more than two decimals/,
    ],
    ['an endless price', withPrices('currency: EUR', '{ sku: E5, price: .inf }'), /prices\.skus\.0\.price: /],
    [
      'a price as text',
      withPrices('currency: EUR', '{ sku: E5, price: "1" }'),
      /prices\.skus\.0\.price: must be a number/,
    ],
    [
      'a customer with an empty channel',
      `${SMALLEST}customers: [{ id: ${CUSTOMER}, channel: "" }]\n`,
      /customers\.0\.channel: is missing/,
    ],
    [
      'an escalation to nobody',
      withStage('{ anyOf: [a@b.example], escalation: { after: 2d, to: [] } }'),
      /approval\.stages\.0\.escalation\.to: needs at least one approver/,
    ],
    [
      'an escalation without a time',
      `${SMALLEST}  escalation: { to: [a@b.example] }\n`,
      /approval\.escalation\.after: must be a number of hours/,
    ],
    [
      'working hours that end before they begin',
      `${SMALLEST}  workingHours: { from: 18:00, to: 08:00 }\n`,
      /approval\.workingHours\.to: is not after the beginning/,
    ],
    [
      'working hours of no clock',
      `${SMALLEST}  workingHours: { from: 8:00, to: 25:00 }\n`,
      /approval\.workingHours\.from: must be a time of the day.*\n.*workingHours\.to: must be a time/,
    ],
    [
      'working hours on no day',
      `${SMALLEST}  workingHours: { days: [], from: 08:00, to: 18:00 }\n`,
      /approval\.workingHours\.days: names no day/,
    ],
    [
      'working hours on a day that is none',
      `${SMALLEST}  workingHours: { days: [mo], from: 08:00, to: 18:00 }\n`,
      /approval\.workingHours\.days\.0: must be one of sun, mon/,
    ],
    [
      'working hours in no time zone',
      `${SMALLEST}  workingHours: { from: 08:00, to: 18:00, timeZone: Nowhere }\n`,
      /approval\.workingHours\.timeZone: must be a time zone/,
    ],
    [
      'an escalation that is neither on nor off',
      withStage('{ anyOf: [a@b.example], escalation: true }'),
      /approval\.stages\.0\.escalation: must be false, or say after what time to whom/,
    ],
    [
      'an escalation with something else',
      withStage('{ anyOf: [a@b.example], escalation: { after: 1h, to: [a@b.example], need: 2 } }'),
      /approval\.stages\.0\.escalation: has no setting "need"; there are after, to$/,
    ],
    ['a general escalation that is off', `${SMALLEST}  escalation: false\n`, /approval\.escalation: /],
    [
      'an escalation at once',
      `${SMALLEST}  escalation: { after: 0h, to: [a@b.example] }\n`,
      /approval\.escalation\.after: must be from 1h/,
    ],
    [
      'an escalation to a whole tenant',
      `${SMALLEST}  escalation: { after: 1h, to: [tenant ${CUSTOMER}] }\n`,
      /approval\.escalation\.to\.0: must be a user principal name/,
    ],
    ['a time zone that is none', `${SMALLEST}timeZone: Mars/Base\n`, /timeZone: must be a time zone/],
    ...(
      [
        ['to the same person', { to: 'A@b.example' }, /delegates\.0\.to: is the same person/],
        ['to a team', { to: `members of team ${TEAM}` }, /delegates\.0\.to: must be a user principal name/],
        ['from a day that is none', { from: '2026-02-30' }, /delegates\.0\.from: must be a day/],
        ['from a time of day', { from: '2026-12-01T10:00' }, /delegates\.0\.from: must be a day/],
        [
          'that ends before it begins',
          { until: '2026-11-30' },
          /delegates\.0\.until: is before the first day/,
        ],
        ['for years', { until: '2028-12-01' }, /delegates\.0\.until: is more than 366 days/],
        ['without an end', { until: undefined }, /delegates\.0\.until: must be a day/],
        ['for one customer', { customer: CUSTOMER }, /delegates\.0: .*"customer"/],
      ] as const
    ).map(
      ([what, part, place]) =>
        [
          `a delegation ${what}`,
          `${SMALLEST}delegates: [${JSON.stringify({ of: 'a@b.example', to: 'c@b.example', from: '2026-12-01', until: '2026-12-14', ...part })}]\n`,
          place,
        ] as const,
    ),
    ['reminders that are a word', `${SMALLEST}  reminders: daily\n`, /approval\.reminders: /],
    [
      'reminders without end',
      `${SMALLEST}  reminders: { atMost: 31 }\n`,
      /reminders\.atMost: must be at most 30/,
    ],
    ['no reminders', `${SMALLEST}  reminders: { atMost: 0 }\n`, /reminders\.atMost: must be at least 1/],
    [
      'reminders all the time',
      `${SMALLEST}  reminders: { every: 0h }\n`,
      /reminders\.every: must be from 1h/,
    ],
    ['more than a million characters', `${SMALLEST}#${'x'.repeat(1_000_000)}`, /the file: is longer than/],
    ['brackets without end', '['.repeat(900_000), /the file: is nested too deeply/],
    ['lists in lists without end', '- '.repeat(400_000), /the file: is nested too deeply/],
    ['an alias of nothing', 'approval: *nowhere', /nowhere/],
    ['a tag that makes objects', 'approval: !!js/function "() => 1"', /approval: /],
    ['binary rubbish', '\u0000\u0001\u0002', /./],
    ['the same key twice', `${SMALLEST}${SMALLEST}`, /unique at line \d+/],
    ['tabs', 'approval:\n\tstages: []', /at line 2/],
    ['two documents', `---${SMALLEST}---${SMALLEST}`, /multiple documents/],
    ['an open quote', 'approval: "', /at line 1/],
    ...durations.map(
      (text) =>
        [
          `a time of ${text}`,
          `${SMALLEST}  decideWithin: ${text}\n`,
          /approval\.decideWithin: must be /,
        ] as const,
    ),
  ];
  for (const [what, text, place] of cases) {
    it(`for ${what}`, () => {
      assert.throws(
        () => parsePolicy(text),
        (error) => {
          assert(error instanceof PolicyFileError);
          assert.equal(error.code, 'policy-file');
          assert.match(error.message, /^The policy file cannot be used:\n/);
          assert.match(error.message, place);
          return true;
        },
      );
    });
  }

  it('for every mistake at once', () => {
    assert.throws(
      () => parsePolicy('approval: { stages: [{ anyOf: [x], need: 0 }], validFor: soon }\noperators: [y]\n'),
      ({ message }) => {
        const places = [
          'approval.stages.0.anyOf.0',
          'approval.stages.0.need',
          'approval.validFor',
          'operators.0',
        ];
        return places.every((place) => message.includes(`\n  ${place}: `));
      },
    );
  });

  it('for a file that multiplies itself', () => {
    const laughs = Array.from({ length: 9 }, (_, n) => `l${n + 1}: &l${n + 1} [${`*l${n}, `.repeat(9)}x]`);
    const text = `l0: &l0 [x]\n${laughs.join('\n')}\n`;
    assert.throws(() => parsePolicy(text), PolicyFileError);
  });
});
