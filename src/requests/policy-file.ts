import { createHash } from 'node:crypto';
import { parse } from 'yaml';
import type { z } from 'zod';
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
  const result = policySchema.safeParse(contentOf(text));
  if (!result.success) {
    const issues = result.error.issues.flatMap((issue) => insideOf(issue));
    throw new PolicyFileError(
      issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`),
    );
  }
  return { ...result.data, digest: createHash('sha256').update(text).digest('hex') };
}

type Issue = Pick<z.core.$ZodIssue, 'path' | 'message'>;

/** What is said of something that has another form altogether. */
const OTHER_FORM: ReadonlySet<string> = new Set(['invalid_type', 'invalid_value']);

/** Where something may take several forms, what is wrong inside the one that was meant says more than that none fits. */
function insideOf(issue: z.core.$ZodIssue): readonly Issue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const meant = issue.errors.find((issues) =>
    issues.every(({ path, code }) => path.length > 0 || !OTHER_FORM.has(code)),
  );
  return meant?.map(({ path, message }) => ({ path: [...issue.path, ...path], message })) ?? [issue];
}

function contentOf(text: string): unknown {
  try {
    return parse(text, { logLevel: 'error' });
  } catch (error) {
    throw new PolicyFileError([error instanceof Error ? error.message : 'not YAML']);
  }
}
