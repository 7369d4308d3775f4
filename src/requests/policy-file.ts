import { createHash } from 'node:crypto';
import { parse } from 'yaml';
import { z } from 'zod';

const duration = z
  .string()
  .regex(/^\d+ ?[hd]$/, 'must be a number of hours or days, such as 12h or 14d')
  .transform((text) => Number.parseInt(text, 10) * (text.endsWith('d') ? 24 : 1));

const guid = z
  .string()
  .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, 'must be a GUID')
  .toLowerCase();

/** A person by Entra object id or user principal name. */
const personReference = z.string().trim().min(3).toLowerCase();

const stage = z.strictObject({
  anyOf: z.array(personReference).min(1, 'needs at least one approver'),
  need: z.number().int().min(1).default(1),
});

const stages = z.array(stage).min(1, 'needs at least one stage');

const policyFile = z.strictObject({
  operators: z.array(personReference).default([]),
  helpdesk: z.strictObject({ channel: z.string().min(1) }).optional(),
  approval: z.strictObject({
    stages,
    decideWithin: duration.default(14 * 24),
    validFor: duration.default(3 * 24),
    allowSelfApproval: z.boolean().default(false),
    rejectionNeedsReason: z.boolean().default(true),
  }),
  customers: z.array(z.strictObject({ id: guid, stages })).default([]),
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
