import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { nearestLanguage, type Translator } from '../../i18n/translator.ts';
import { isSame } from '../is-same.ts';
import { readBody } from '../loopback-server.ts';
import type { SandboxPerson } from '../world.ts';
import {
  type AuthorizationRequest,
  codeAddress,
  readAuthorizationRequest,
  refusalAddress,
} from './authorization-request.ts';
import { type EntraDesk, signInOf } from './entra-desk.ts';
import { type PageWords, writeConsent, writePicker, writeProblem } from './sign-in-page.ts';

/** What somebody did on the page. */
type Press = {
  readonly person: SandboxPerson | null;
  readonly withMfa: boolean;
  readonly hasConsented: boolean;
  readonly hasCancelled: boolean;
};

/** Where the sign-in goes next: back to the app, or to another page. */
type Step = { readonly to: string } | { readonly page: (words: PageWords) => string };

/** Answers `GET` and `POST /{tenant}/oauth2/v2.0/authorize`: the sign-in page and what was pressed on it. */
export async function answerAuthorize(
  desk: EntraDesk,
  translator: Translator,
  tenantSegment: string,
  exchange: { readonly request: IncomingMessage; readonly response: ServerResponse },
): Promise<void> {
  const { request, response } = exchange;
  const query = new URL(request.url ?? '/', 'http://localhost').searchParams;
  const words = wordsFor(translator, query.get('ui_locales') ?? request.headers['accept-language']);
  const read = readAuthorizationRequest(query, tenantSegment, desk.books);
  if (read.kind === 'page') {
    sendPage(response, 400, writeProblem(read.problem, read.detail, words), null);
    return;
  }
  if (read.kind === 'redirect') return redirect(response, read.to);
  const press =
    request.method === 'POST'
      ? readPress(desk.books.peopleOf(read.request.tenantId), await readBody(request))
      : null;
  const step = press ? afterPress(desk, read.request, press) : atFirst(desk, read.request);
  if ('to' in step) return redirect(response, step.to);
  sendPage(response, 200, step.page(words), new URL(read.request.redirectUri).origin);
}

function atFirst(desk: EntraDesk, request: AuthorizationRequest): Step {
  const { next } = desk.automatic;
  if (next) {
    const person = desk.books.peopleOf(request.tenantId).find(({ key }) => key === next.person) ?? null;
    const press = { person, withMfa: next.withMfa, hasConsented: true, hasCancelled: person === null };
    return afterPress(desk, request, press);
  }
  if (request.isSilent) {
    const text = 'AADSTS50058: A silent sign-in request was sent but no user is signed in.';
    return { to: refusalAddress(request, 'login_required', text) };
  }
  return { page: (words) => picker(desk, request, null, words) };
}

function afterPress(desk: EntraDesk, request: AuthorizationRequest, press: Press): Step {
  const { books } = desk;
  const { person } = press;
  if (press.hasCancelled) {
    const text = 'AADSTS65004: The user declined to sign in or to consent.';
    return { to: refusalAddress(request, 'access_denied', text) };
  }
  if (!person) return { page: (words) => picker(desk, request, null, words) };
  const mustConfirm = isMfaRequired(desk, request);
  const signIn = signInOf(desk, person, {
    withMfa: press.withMfa || mustConfirm,
    contexts: request.wish.contexts,
  });
  if (mustConfirm && !signIn.hasMfa) {
    if (desk.automatic.next) {
      const text = 'AADSTS50079: The user must enroll in multi-factor authentication.';
      return { to: refusalAddress(request, 'interaction_required', text) };
    }
    return { page: (words) => picker(desk, request, person, words) };
  }
  if (books.lacksConsent(person)) {
    if (!press.hasConsented) return { page: (words) => writeConsent(person, signIn.hasMfa, words) };
    books.change(({ consents }) => ({ consents: [...consents, person.key] }));
  }
  const code = `1.AS${randomBytes(48).toString('base64url')}`;
  books.keepCode(code, {
    signIn,
    redirectUri: request.redirectUri,
    scope: request.scope,
    nonce: request.nonce,
    challenge: request.challenge,
    issuedAt: desk.clock().getTime(),
    isRedeemed: false,
  });
  return { to: codeAddress(request, code, desk.newId()) };
}

function picker(
  desk: EntraDesk,
  request: AuthorizationRequest,
  refused: SandboxPerson | null,
  words: PageWords,
): string {
  const { books } = desk;
  const people = books.peopleOf(request.tenantId);
  const isHinted = ({ upn }: SandboxPerson) => request.loginHint !== null && isSame(upn, request.loginHint);
  return writePicker(
    {
      tenantName: books.world.tenants.find(({ id }) => id === request.tenantId)?.name ?? '',
      people: [...people.filter(isHinted), ...people.filter((person) => !isHinted(person))],
      canDoMfa: (person) => books.canDoMfa(person),
      isMfaRequired: isMfaRequired(desk, request),
      refused,
    },
    words,
  );
}

function isMfaRequired({ books }: EntraDesk, { wish }: AuthorizationRequest): boolean {
  return wish.asksForMfa || books.kept.isMfaRequired;
}

function readPress(people: readonly SandboxPerson[], body: string): Press {
  const form = new URLSearchParams(body);
  return {
    person: people.find(({ key }) => key === form.get('account')) ?? null,
    withMfa: form.get('mfa') === 'yes',
    hasConsented: form.get('consent') === 'yes',
    hasCancelled: form.has('cancel'),
  };
}

function wordsFor(translator: Translator, locales: string | undefined): PageWords {
  const first = (locales ?? '').split(/[\s,;]/)[0] ?? '';
  return { language: nearestLanguage(first), t: translator.for(first) };
}

function redirect(response: ServerResponse, to: string): void {
  response.writeHead(303, { Location: to, 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' });
  response.end();
}

/** The form may end at the app's address: browsers apply `form-action` to the redirect too. */
function sendPage(response: ServerResponse, status: number, html: string, appOrigin: string | null): void {
  const formTargets = appOrigin === null ? "'none'" : `'self' ${appOrigin}`;
  response.writeHead(status, {
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': 'no-store',
    'Content-Security-Policy': `default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action ${formTargets}; frame-ancestors 'none'; base-uri 'none'`,
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
  });
  response.end(html);
}
