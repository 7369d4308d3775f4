import type { Logger } from 'pino';
import { nearestLanguage, type Translator } from '../i18n/translator.ts';
import { preferredLanguage } from './accept-language.ts';
import { END_SCRIPT } from './end-script.ts';
import { type Ending, endWith, type FlowEnd } from './flow-ending.ts';
import { flowCookie } from './flow-proof.ts';
import { hashOpaque, isOpaque } from './opaque.ts';
import { pageHeaders } from './page-headers.ts';
import { renderPage } from './page-layout.ts';
import type { Callback } from './sign-in-finish.ts';
import { FLOW_MINUTES, type FlowStep } from './sign-in-start.ts';
import { pageUrl } from './sign-ins.ts';

/** A browser's request to `/auth/*`, free of any web framework. */
export type PageRequest = {
  readonly method: string;
  /** The path below the public URL, e.g. `/auth/start`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly cookies: Readonly<Record<string, string>>;
  readonly acceptLanguage: string | null;
};

/** What to answer; `headers` are to be sent as they are. */
export type PageResponse = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** The sign-in pages: `/auth/start`, `/auth/callback`, and the scripts `/auth/end.js` and `/auth/teams.js`. */
export interface SignInPages {
  /** Never rejects: whatever goes wrong is a page, and a line in the log. */
  handle(request: PageRequest): Promise<PageResponse>;
}

type Deps = {
  readonly start: (id: string | null) => Promise<FlowStep>;
  readonly finish: (callback: Callback) => Promise<FlowEnd>;
  readonly publicUrl: string;
  readonly translator: Translator;
  readonly log: Logger;
  readonly teamsJs?: string | undefined;
  readonly openerOrigin?: string | undefined;
};

const STATUS: Readonly<Record<Ending, number>> = {
  done: 200,
  cancelled: 200,
  failed: 400,
  otherBrowser: 403,
  otherPerson: 403,
  consent: 403,
  refused: 403,
  unknown: 404,
  used: 410,
  expired: 410,
  tooSlow: 410,
  ourFault: 500,
  busy: 503,
};

/** Turns browser requests into steps of the flow, and steps into redirects and pages. */
export function createSignInPages(deps: Deps): SignInPages {
  const { publicUrl, translator, log, teamsJs, openerOrigin } = deps;
  const isHttps = publicUrl.startsWith('https:');
  const cookies = cookieRules(isHttps);
  const endScripts = [...(teamsJs ? ['/auth/teams.js'] : []), '/auth/end.js'].map((path) =>
    pathOf(publicUrl, path),
  );

  async function start({ query, acceptLanguage }: PageRequest): Promise<PageResponse> {
    const step = await deps.start(query.get('s'));
    if (step.kind === 'end') return page(step, acceptLanguage);
    const { name, value } = step.cookie;
    const headers = { Location: step.url, 'Set-Cookie': cookies.set(name, value) };
    return { status: 302, headers: { ...pageHeaders({ isHttps }), ...headers }, body: '' };
  }

  async function finish({ query, cookies: sent, acceptLanguage }: PageRequest): Promise<PageResponse> {
    const state = query.get('state');
    const result = await deps.finish({
      state,
      code: query.get('code'),
      error: query.get('error'),
      subcode: query.get('error_subcode'),
      description: query.get('error_description'),
      cookie: (name) => sent[cookies.nameOf(name)],
    });
    const answer = page(result, acceptLanguage);
    if (!isOpaque(state)) return answer;
    const drop = { 'Set-Cookie': cookies.drop(flowCookie(hashOpaque(state))) };
    return { ...answer, headers: { ...answer.headers, ...drop } };
  }

  function page({ ending, record, account, retry }: FlowEnd, acceptLanguage: string | null): PageResponse {
    const locale = record?.locale ?? preferredLanguage(acceptLanguage);
    const isDone = ending === 'done';
    const body = renderPage({
      language: nearestLanguage(locale),
      translate: translator.for(locale),
      ending,
      purpose: record?.purpose.kind ?? 'refresh',
      account,
      retryPath: retry === null ? null : pathOf(publicUrl, `/auth/start?s=${retry}`),
      scripts: isDone ? endScripts : [],
      openerOrigin: openerOrigin ?? null,
    });
    return { status: STATUS[ending], headers: pageHeaders({ isHttps }), body };
  }

  function script(body: string): PageResponse {
    return { status: 200, headers: pageHeaders({ isHttps, type: 'text/javascript' }), body };
  }

  function route(request: PageRequest): Promise<PageResponse> | PageResponse {
    if (request.path === '/auth/start') return start(request);
    if (request.path === '/auth/callback') return finish(request);
    if (request.path === '/auth/end.js') return script(END_SCRIPT);
    if (request.path === '/auth/teams.js' && teamsJs) return script(teamsJs);
    return { ...page(endWith('unknown', null), request.acceptLanguage), status: 404 };
  }

  return {
    async handle(request) {
      if (request.method !== 'GET') {
        // Link checkers ask by HEAD: they must not begin a flow.
        return { status: 405, headers: { ...pageHeaders({ isHttps }), Allow: 'GET' }, body: '' };
      }
      try {
        return await route(request);
      } catch (error) {
        log.error({ err: error, path: request.path }, 'a sign-in page failed');
        return page(endWith('ourFault', null), request.acceptLanguage);
      }
    },
  };
}

/** Path and query of one of our pages, as a browser has to ask for it. */
function pathOf(publicUrl: string, path: string): string {
  const { pathname, search } = new URL(pageUrl(publicUrl, path));
  return pathname + search;
}

/** `__Host-` keeps neighbouring hosts from setting our cookies; browsers accept it with `Secure` only. */
function cookieRules(isHttps: boolean) {
  const nameOf = (name: string) => (isHttps ? `__Host-${name}` : name);
  const rules = `Path=/; HttpOnly; SameSite=Lax${isHttps ? '; Secure' : ''}`;
  return {
    nameOf,
    set: (name: string, value: string) => `${nameOf(name)}=${value}; Max-Age=${FLOW_MINUTES * 60}; ${rules}`,
    drop: (name: string) => `${nameOf(name)}=; Max-Age=0; ${rules}`,
  };
}
