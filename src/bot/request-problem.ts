import { listText } from '../i18n/list-text.ts';
import { plainName, plainText, shortPlain } from '../i18n/plain-text.ts';
import { sentencesText } from '../i18n/sentence-text.ts';
import type { Translate } from '../i18n/translator.ts';
import type { LicenseRequest, Problem, Result } from '../requests/license-request.ts';
import type { PreflightFinding } from '../requests/preflight-report.ts';
import { fewNames } from './finding-lines.ts';

/** Why a request does not move on, as its card says it; null where nothing keeps it. */
export function problemOf(request: LicenseRequest, text: Translate) {
  const { problem } = request;
  return problem && showsProblem(request) ? problemView(request, problem, text) : null;
}

function showsProblem({ status, problem }: LicenseRequest): boolean {
  if (status === 'cancelled') return endedWithFirst(problem);
  return ['failed', 'awaiting_seats', 'awaiting_sign_in', 'unconfirmed', 'pending'].includes(status);
}

function problemView(request: LicenseRequest, problem: Problem, text: Translate) {
  const values = problemValues(request, text);
  const details = SAYS_ALL.includes(problem.meaning) ? [] : detailLines(problem, text);
  return {
    ...problemSentences(problemWords(problem), values, text),
    details: details.map((line) => ({ text: line })),
  };
}

/** By which sentences a problem is explained: a refusal that says nothing has no detail to point to. */
export function problemWords({ meaning, detail }: Pick<Problem, 'meaning' | 'detail'>): string {
  return meaning === 'refused' && !detail ? UNEXPLAINED : meaning;
}

const UNEXPLAINED = 'refused without a reason';

/** What happened, what it means, and what to do now, in the words that `problemWords` chose. */
export function problemSentences(words: string, values: Record<string, string>, text: Translate) {
  const say = (part: string) =>
    words === UNEXPLAINED
      ? text(`problem.refused.unexplained.${part}`, values)
      : text(`problem.${words}.${part}`, values);
  return { title: say('title'), text: say('text'), todo: say('todo') };
}

/** Where Partner Center's own words say no more than ours, and nobody has to look the call up. */
const SAYS_ALL: readonly string[] = ['no-seats'];

function detailLines(problem: Problem, text: Translate): readonly string[] {
  return [
    problem.detail && text('request.detail', { detail: plainText(withoutIds(problem.detail)) }),
    problem.correlationId && text('request.correlation', { id: problem.correlationId }),
  ].filter((line): line is string => Boolean(line));
}

/** Partner Center's own words, without ids that mean nothing to a reader. */
function withoutIds(words: string): string {
  return words.replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi, '…');
}

/** The names that the sentences of the error table may use. */
export function problemValues({ change, executor }: LicenseRequest, text: Translate): Record<string, string> {
  // What is taken away in the same call is never what is lacking.
  const skus =
    change.assign.length > 0
      ? change.assign.map(({ sku }) => sku.name)
      : change.remove.map(({ name }) => name);
  return {
    customer: plainName(change.customer.name),
    user: plainName(change.user.name),
    sku: listText(skus.map(plainName), text),
    approver: plainName(executor?.name ?? ''),
  };
}

type Warning = Result['warnings'][number];

/** A remark of Partner Center in people's words where it is about what was found before, else its own, shortened. */
export function remarkText(
  { message, servicePlans }: Warning,
  { preflight, change }: Pick<LicenseRequest, 'preflight' | 'change'>,
  text: Translate,
): string {
  const names = servicePlans.map((plan) => preflight.planNames?.[plan.toUpperCase()] ?? '');
  const covering = preflight.findings.find(
    ({ kind, plans, other }) =>
      COVERED.includes(kind) &&
      other &&
      message.includes(other) &&
      names.every((name) => plans.includes(name)),
  );
  if (!covering?.other || names.length === 0) return shortPlain(withoutIds(message), LONGEST_REMARK);
  return text('preflight.plans-covered', {
    user: plainName(change.user.name),
    other: plainName(covering.other),
    plans: fewNames(names, text),
  });
}

const COVERED: readonly PreflightFinding['kind'][] = ['plans-covered', 'all-plans-covered', 'suites-overlap'];
const LONGEST_REMARK = 200;

/** A remark of Partner Center in its own words, with its code and the service plans it is about. */
export function warningText(warning: Warning, text: Translate): string {
  const sentence = text('request.warning', {
    message: plainText(withoutIds(warning.message)),
    code: plainName(warning.code),
  });
  if (warning.servicePlans.length === 0) return sentence;
  const plans = listText(
    warning.servicePlans.map((plan) => plainName(withoutIds(plan))),
    text,
  );
  return sentencesText([sentence, text('request.warningPlans', { plans })]);
}

/** Whether a linked request was cancelled since the one before it was not made: nobody withdrew it. */
export function endedWithFirst(problem: Problem | null): boolean {
  return problem?.meaning === 'first-not-made';
}
