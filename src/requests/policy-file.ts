import { createHash } from 'node:crypto';
import { parse } from 'yaml';
import { z } from 'zod';

const LONGEST_HOURS = 366 * 24;
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const USER_PRINCIPAL_NAME = /^[^\s@]+@[^\s@]+$/;

const duration = z
  .string('must be a number of hours or days, such as 12h or 14d')
  .regex(/^\d+ ?[hd]$/, 'must be a number of hours or days, such as 12h or 14d')
  .transform((text) => Number.parseInt(text, 10) * (text.endsWith('d') ? 24 : 1))
  .refine((hours) => hours >= 1 && hours <= LONGEST_HOURS, 'must be from 1h to 366d');

const guid = z.string('must be a GUID').regex(GUID, 'must be a GUID').toLowerCase();

/** A person by Entra object id or user principal name. */
const personReference = z
  .string('must be a user principal name or an object id')
  .trim()
  .refine(
    (text) => GUID.test(text) || USER_PRINCIPAL_NAME.test(text),
    'must be a user principal name or an object id',
  )
  .toLowerCase();

const stage = z
  .strictObject({
    anyOf: z
      .array(personReference, 'must be a list of approvers')
      .min(1, 'needs at least one approver')
      .refine((people) => new Set(people).size === people.length, 'names somebody twice'),
    need: z.number('must be a number').int('must be a whole number').min(1, 'must be at least 1').default(1),
  })
  .refine(({ anyOf, need }) => need <= anyOf.length, {
    path: ['need'],
    error: 'asks for more approvers than the stage names',
  });

const stages = z.array(stage, 'must be a list of stages').min(1, 'needs at least one stage');

const customers = z
  .array(z.strictObject({ id: guid, stages }), 'must be a list of customers')
  .refine((all) => new Set(all.map(({ id }) => id)).size === all.length, 'names a customer twice');

const policyFile = z.strictObject({
  operators: z.array(personReference, 'must be a list of people').default([]),
  helpdesk: z.strictObject({ channel: z.string('is missing').trim().min(1, 'is missing') }).optional(),
  approval: z.strictObject({
    stages,
    decideWithin: duration.default(14 * 24),
    validFor: duration.default(3 * 24),
    allowSelfApproval: z.boolean().default(false),
    rejectionNeedsReason: z.boolean().default(true),
    freshToken: z.boolean().default(false),
  }),
  customers: customers.default([]),
});

/** The policy file after parsing; hours are numbers, references are in lower case. */
export type PolicyRules = z.infer<typeof policyFile> & {
  /** SHA-256 of the text, kept with each decision. */
  readonly digest: string;
};

/** Something in the policy file is wrong; the message names each place. */
export class PolicyFileError extends Error {
  readonly code = 'policy-file';

  constructor(problems: readonly string[]) {
    super(`The policy file cannot be used:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.name = 'PolicyFileError';
  }
}

/** Reads the text of a policy file (YAML). Throws `PolicyFileError` with every problem by its place. */
export function parsePolicy(text: string): PolicyRules {
  let content: unknown;
  try {
    content = parse(text);
  } catch (error) {
    throw new PolicyFileError([error instanceof Error ? error.message : 'not YAML']);
  }
  const result = policyFile.safeParse(content);
  if (!result.success) {
    throw new PolicyFileError(
      result.error.issues.map((issue) => `${issue.path.join('.') || 'the file'}: ${issue.message}`),
    );
  }
  return { ...result.data, digest: createHash('sha256').update(text).digest('hex') };
}
