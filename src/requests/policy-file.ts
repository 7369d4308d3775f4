import { createHash } from 'node:crypto';
import { parse } from 'yaml';
import type { z } from 'zod';
import { problemsOf } from './policy-problems.ts';
import { policySchema } from './policy-schema.ts';

/** Characters of a policy file at most; some ten thousand customers fit in. */
const LONGEST_FILE = 1_000_000;

/** No policy nests like this; the parser would take minutes over it. */
const ENDLESS_NESTING = /(?:[[{]\s*|[-?:]\s+){50}/;

/** The policy file after parsing; hours are numbers, references are in lower case. */
export type PolicyRules = z.infer<typeof policySchema> & {
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
  if (text.length > LONGEST_FILE) {
    throw new PolicyFileError([`the file: is longer than ${LONGEST_FILE} characters`]);
  }
  if (ENDLESS_NESTING.test(text)) throw new PolicyFileError(['the file: is nested too deeply']);
  const content = contentOf(text);
  if (content === null) {
    throw new PolicyFileError(['the file: is empty; policy.example.yaml shows what belongs into it']);
  }
  const result = policySchema.safeParse(content);
  if (!result.success) {
    throw new PolicyFileError(problemsOf(result.error, policySchema));
  }
  return { ...result.data, digest: createHash('sha256').update(text).digest('hex') };
}

function contentOf(text: string): unknown {
  try {
    return parse(text, { logLevel: 'error' });
  } catch (error) {
    throw new PolicyFileError([error instanceof Error ? error.message : 'not YAML']);
  }
}
