import { z } from 'zod';
import { daysBetween, isDay, isTimeZone } from './calendar-day.ts';
import { CHANNEL_ID, PEOPLE_OF_TEAM, PEOPLE_OF_TENANT } from './policy-people.ts';
import { WEEKDAYS } from './working-hours.ts';

const LONGEST_HOURS = 366 * 24;
const HIGHEST_PRICE = 1_000_000;
const MOST_REMINDERS = 30;
const LONGEST_DELEGATION = 366;
const GUID = /^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/;
const USER_PRINCIPAL_NAME = /^[^\s@]+@[^\s@]+$/;

const duration = z
  .string('must be a number of hours or days, such as 12h or 14d')
  .regex(/^\d+ ?[hd]$/, 'must be a number of hours or days, such as 12h or 14d')
  .transform((text) => Number.parseInt(text, 10) * (text.endsWith('d') ? 24 : 1))
  .refine((hours) => hours >= 1 && hours <= LONGEST_HOURS, 'must be from 1h to 366d');

const TIME_ZONE_WANTED = 'must be a time zone, such as Europe/Berlin';
const timeZone = z.string(TIME_ZONE_WANTED).refine(isTimeZone, TIME_ZONE_WANTED);

const guid = z.string('must be a GUID').regex(GUID, 'must be a GUID').toLowerCase();

/** What was compared without regard to case, in lower case; ids of teams are told apart by it. */
function folded(reference: string): string {
  return PEOPLE_OF_TEAM.test(reference) ? reference : reference.toLowerCase();
}

const isPerson = (text: string) => GUID.test(text) || USER_PRINCIPAL_NAME.test(text);

const person = z
  .string('must be a user principal name or an object id')
  .trim()
  .refine(isPerson, 'must be a user principal name or an object id')
  .toLowerCase();

const PEOPLE_WANTED = 'must be a user principal name, an object id, or "members of team <team id>"';
const people = z
  .string(PEOPLE_WANTED)
  .trim()
  .refine((text) => isPerson(text) || PEOPLE_OF_TEAM.test(text), PEOPLE_WANTED)
  .transform(folded);

const REQUESTERS_WANTED =
  'must be a user principal name, an object id, "members of team <team id>", or "tenant <tenant id>"';
const requesters = z
  .string(REQUESTERS_WANTED)
  .trim()
  .refine(
    (text) => isPerson(text) || PEOPLE_OF_TEAM.test(text) || PEOPLE_OF_TENANT.test(text),
    REQUESTERS_WANTED,
  )
  .transform(folded);

const sku = z
  .string('must be a SKU by its part number, such as SPE_E5, or its id')
  .trim()
  .regex(/^[\w-]{1,100}$/, 'must be a SKU by its part number, such as SPE_E5, or its id')
  .toLowerCase();

const money = z
  .number('must be a number')
  .min(0, 'must not be negative')
  .max(HIGHEST_PRICE, `must be at most ${HIGHEST_PRICE}`)
  .refine((amount) => Number.isInteger(Number((amount * 100).toFixed(6))), 'has more than two decimals');

const isWithoutDouble = (all: readonly string[]) => new Set(all).size === all.length;

const approvers = z
  .array(people, 'must be a list of approvers')
  .min(1, 'needs at least one approver')
  .refine(isWithoutDouble, 'names somebody twice');

const escalation = z.strictObject({
  after: duration.describe('How long the stage waits before.'),
  to: approvers.describe('Who may decide then, beside the approvers of the stage; named as they are.'),
});

const CLOCK_WANTED = 'must be a time of the day, such as 08:00';
const clockTime = z
  .string(CLOCK_WANTED)
  .regex(/^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/, CLOCK_WANTED)
  .transform((text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3)));

const workingHours = z
  .strictObject({
    days: z
      .array(z.enum(WEEKDAYS, `must be one of ${WEEKDAYS.join(', ')}`), 'must be a list of days')
      .min(1, 'names no day')
      .default(['mon', 'tue', 'wed', 'thu', 'fri'])
      .describe('The working days of the week.'),
    from: clockTime.describe('When a working day begins.'),
    to: clockTime.describe('When it ends.'),
    timeZone: timeZone.optional().describe('Where these times hold; absent: the time zone of this file.'),
  })
  .refine(({ from, to }) => from < to, { path: ['to'], error: 'is not after the beginning' });

const reminders = z.strictObject({
  after: duration.default(24).describe('How long somebody is waited for before the first reminder.'),
  every: duration.default(24).describe('The time between two reminders.'),
  atMost: z
    .number('must be a number')
    .int('must be a whole number')
    .min(1, 'must be at least 1')
    .max(MOST_REMINDERS, `must be at most ${MOST_REMINDERS}`)
    .default(3)
    .describe('How often the same people are reminded of the same request.'),
});

const stage = z
  .strictObject({
    anyOf: approvers.describe(
      'Who may decide: user principal names, Entra object ids, or "members of team <team id>" (read again at each decision).',
    ),
    need: z
      .number('must be a number')
      .int('must be a whole number')
      .min(1, 'must be at least 1')
      .default(1)
      .describe('How many of them must approve.'),
    escalation: z
      .union([z.literal(false), escalation], 'must be false, or say after what time to whom')
      .optional()
      .describe(
        'Who may decide as well when this stage waits for long, instead of `approval.escalation`; false: nobody.',
      ),
  })
  .refine(({ anyOf, need }) => need <= anyOf.length || anyOf.some((one) => PEOPLE_OF_TEAM.test(one)), {
    path: ['need'],
    error: 'asks for more approvers than the stage names',
  });

const DAY_WANTED = 'must be a day, such as 2026-12-14';
const day = z.string(DAY_WANTED).trim().refine(isDay, DAY_WANTED);

const delegate = z
  .strictObject({
    of: person.describe('The approver who is away.'),
    to: person.describe('Who decides in their place; nobody hands on what was delegated to them.'),
    from: day.describe('The first day.'),
    until: day.describe('The last day.'),
  })
  .refine(({ of, to }) => of !== to, { path: ['to'], error: 'is the same person' })
  .refine(({ from, until }) => from <= until, { path: ['until'], error: 'is before the first day' })
  .refine(({ from, until }) => daysBetween(from, until) < LONGEST_DELEGATION, {
    path: ['until'],
    error: `is more than ${LONGEST_DELEGATION} days after the first day`,
  });

const stages = z.array(stage, 'must be a list of stages').min(1, 'needs at least one stage');
const channel = z
  .string('is missing')
  .trim()
  .min(1, { error: 'is missing', abort: true })
  .regex(
    CHANNEL_ID,
    'must be the id of a channel, such as 19:…@thread.tacv2; in a link to the channel it follows /channel/, with %3a for : and %40 for @',
  );

const customer = z
  .strictObject({
    id: guid.describe("The customer's tenant id."),
    stages: stages.optional().describe('Stages of sign-off for this customer instead of the general ones.'),
    channel: channel
      .optional()
      .describe('The channel in which the helpdesk follows requests for this customer.'),
  })
  .refine((one) => one.stages !== undefined || one.channel !== undefined, {
    path: ['stages'],
    error: 'is missing, and there is no channel either',
  });

const customers = z
  .array(customer, 'must be a list of customers')
  .refine((all) => isWithoutDouble(all.map(({ id }) => id)), 'names a customer twice');

const when = z
  .strictObject({
    customers: z.array(guid, 'must be a list of tenant ids').min(1, 'names no customer').optional(),
    skus: z.array(sku, 'must be a list of SKUs').min(1, 'names no SKU').optional(),
    amountOver: money.optional().describe('A SKU without a price counts as over every amount.'),
  })
  .refine((one) => Object.keys(one).length > 0, 'needs at least one condition');

const requestNeedsReason = z
  .union(
    [z.boolean(), z.array(when).min(1, 'needs at least one condition')],
    'must be true, false, or a list of conditions',
  )
  .default(false)
  .describe('Whether a request must say why: always, never, or where one of these conditions holds.');

const rule = z.strictObject({
  when: when.describe(
    'All conditions given must hold; of a list, one entry is enough. Assigned and removed SKUs count.',
  ),
  stages: stages.describe('The stages of sign-off where the conditions hold.'),
});

const requesterRule = z.strictObject({
  who: z.array(requesters, 'must be a list of people').min(1, 'names nobody'),
  customers: z
    .array(guid, 'must be a list of tenant ids')
    .min(1, 'names no customer')
    .optional()
    .describe('The customers they may ask for; absent: all.'),
  skus: z
    .array(sku, 'must be a list of SKUs')
    .min(1, 'names no SKU')
    .optional()
    .describe('The SKUs they may ask for; absent: all.'),
});

const prices = z.strictObject({
  currency: z
    .string('must be a currency code, such as EUR')
    .regex(/^[A-Z]{3}$/, 'must be a currency code, such as EUR')
    .describe('An ISO 4217 code.'),
  limit: money
    .optional()
    .describe('What one request may cost at most. With a limit, a SKU without a price cannot be asked for.'),
  skus: z
    .array(
      z.strictObject({ sku, price: money.describe('For one license, as the cards show it.') }),
      'must be a list of prices',
    )
    .min(1, 'names no SKU')
    .refine((all) => isWithoutDouble(all.map((one) => one.sku)), 'names a SKU twice'),
});

/** The form of the policy file. Times become hours; people, SKUs and customers come out in lower case. */
export const policySchema = z.strictObject({
  operators: z
    .array(person, 'must be a list of people')
    .default([])
    .describe('Who connects the account that reads customers, users and licenses, and sees every request.'),
  timeZone: timeZone.default('UTC').describe('The time zone in which the days of this file begin and end.'),
  delegates: z
    .array(delegate, 'must be a list of delegates')
    .default([])
    .describe('Who decides in whose place for some days, beside what approvers say in a chat.'),
  requesters: z
    .array(requesterRule, 'must be a list of rules')
    .min(1, 'needs at least one rule')
    .optional()
    .describe('Who may ask for what. Absent: everybody of the partner for all customers.'),
  blockedSkus: z
    .array(sku, 'must be a list of SKUs')
    .default([])
    .describe('SKUs that nobody can be given through License Desk; they can still be removed.'),
  prices: prices.optional().describe('What SKUs cost, shown on the cards.'),
  helpdesk: z
    .strictObject({ channel: channel.describe('The id of the channel (19:…@thread.tacv2).') })
    .optional()
    .describe('Where the helpdesk follows every request.'),
  approval: z.strictObject({
    stages: stages.describe('Stages of sign-off in order, where no rule and no customer says otherwise.'),
    rules: z
      .array(rule, 'must be a list of rules')
      .default([])
      .describe(
        "Stages by customer, SKU or amount. The first rule that matches wins, over a customer's own stages too.",
      ),
    reminders: reminders.optional().describe('Reminds those for whom a request waits. Absent: nobody is.'),
    escalation: escalation
      .optional()
      .describe('Who may decide as well when a stage waits for long that says nothing else.'),
    workingHours: workingHours
      .optional()
      .describe('When reminders are sent and others may come to decide. Absent: at any time.'),
    decideWithin: duration.default(14 * 24).describe('How long a request may wait for sign-off.'),
    validFor: duration.default(3 * 24).describe('How long a sign-off may be carried out.'),
    allowSelfApproval: z
      .boolean('must be true or false')
      .default(false)
      .describe('True lets approvers decide on what they asked for themselves.'),
    requestNeedsReason,
    rejectionNeedsReason: z
      .boolean('must be true or false')
      .default(true)
      .describe('Whether a rejection must say why.'),
    freshToken: z
      .boolean('must be true or false')
      .default(false)
      .describe("True asks Microsoft Entra ID for the executor's token anew at each change."),
  }),
  customers: customers.default([]).describe('Customers with stages or a channel of their own.'),
});

/** The JSON Schema of the policy file, for editors. */
export function policyJsonSchema(): object {
  return { title: 'License Desk policy', ...z.toJSONSchema(policySchema, { io: 'input' }) };
}
