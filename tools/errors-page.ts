import { createTranslator, type Translate } from '../src/i18n/translator.ts';
import {
  ERROR_MEANINGS,
  type ErrorAction,
  type ErrorFixer,
  KNOWN_ANSWERS,
} from '../src/partner-center/error-meanings.ts';

/** What License Desk does about it by itself. */
const ACTIONS: Readonly<Record<ErrorAction, string>> = {
  retry: 'tries again by itself, with the same request id',
  'sign-in': 'asks the approver to sign in, then goes on',
  'sign-in-mfa': 'asks the approver once for a sign-in with a second factor, then goes on',
  'other-approver': 'keeps the approval and lets another approver run it with their account',
  'wait-for-seats': 'waits, and goes on when a license is free',
  final: 'stops; an approver can press *Try again* while the approval holds',
};

const FIXERS: Readonly<Record<ErrorFixer, string>> = {
  requester: 'the requester',
  approver: 'an approver',
  helpdesk: 'the helpdesk',
  operator: 'an operator',
  'customer-admin': "the customer's administrator",
  microsoft: 'Microsoft',
};

/** Names stand in for what a card would say. */
const NAMES = {
  approver: 'the approver',
  customer: 'the customer',
  user: 'the user',
  sku: 'Microsoft 365 E5',
} as const;

/** Reasons of our own, with what they come from. */
const OWN_REASONS: readonly (readonly [meaning: string, from: string])[] = [
  ['policy-changed', 'the policy file was changed after the approval'],
  ['first-not-made', 'a linked request whose first one ended without effect'],
  ['mfa-not-enforced', '`mfa-required` came again after a stepped-up sign-in'],
  ['our-registration', 'Entra ID refuses our own credential or registration'],
  ['token-of-another-person', 'the token that came belongs to somebody else'],
  ['wrong-tenant', "the approver is not of the partner's tenant"],
  ['vault-unreadable', '`TOKEN_KEYS` lacks the key that a sign-in was sealed with'],
  ['retries-over', 'what was tried again by itself did not get through in time'],
];

/** The meanings that the page explains. */
export const EXPLAINED: readonly string[] = [
  ...ERROR_MEANINGS.map(({ meaning }) => meaning),
  ...OWN_REASONS.map(([meaning]) => meaning),
];

/** Writes `docs/errors.md`: every answer of Partner Center whose meaning is known, and what people see. */
export function errorsPage(): string {
  const text = createTranslator().for('en');
  return `# Errors and what to do about them

<!-- Written by: npm run pages, from src/partner-center/error-meanings.ts and the English catalog -->

What people read on a card stands here in the words of the card. Each card also shows Partner Center's own code and words as a
detail, and the correlation id by which Microsoft's support finds the call.

## From the answer to its meaning

| status | code | meaning |
| --- | --- | --- |
${KNOWN_ANSWERS.map(answerRow).join('\n')}

A code that is not listed means what its status means; other statuses from 500 mean \`service-unavailable\`, others from 400
\`refused\`, and anything else \`unexpected-answer\`. No answer at all means \`unreachable\`. Microsoft's own tables of codes are
incomplete: the detail on the card is the first thing to read.

## What each meaning says

${ERROR_MEANINGS.map((one) => section(one.meaning, text, { ...one })).join('\n')}
## Reasons of our own

${OWN_REASONS.map(([meaning, from]) => section(meaning, text, { from })).join('\n')}`;
}

function answerRow([answer, meaning]: readonly [string, string]): string {
  const [status, code] = answer.split('/');
  return `| ${status === '*' ? 'any' : status} | ${code === '*' ? 'any other' : code} | [\`${meaning}\`](#${meaning}) |`;
}

function section(
  meaning: string,
  text: Translate,
  about: { readonly action?: ErrorAction; readonly fixer?: ErrorFixer; readonly from?: string },
): string {
  const say = (part: string) => upperFirst(text(`problem.${meaning}.${part}`, NAMES));
  const lines = [
    `### ${meaning}`,
    '',
    `**${say('title')}.** ${say('text')}`,
    '',
    `- To do: ${say('todo')}`,
    ...(about.from ? [`- Comes from: ${about.from}`] : []),
    ...(about.fixer ? [`- Who can help: ${FIXERS[about.fixer]}`] : []),
    ...(about.action ? [`- License Desk ${ACTIONS[about.action]}.`] : []),
  ];
  return `${lines.join('\n')}\n`;
}

function upperFirst(sentence: string): string {
  return sentence.slice(0, 1).toUpperCase() + sentence.slice(1);
}
