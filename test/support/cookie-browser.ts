import type { EntraUser } from './entra-double.ts';

/** What a browser saw. */
export type Visit = {
  readonly status: number;
  readonly body: string;
  readonly headers: Headers;
  readonly url: string;
};

/** A browser with cookies and an Entra session, which follows redirects itself. */
export class CookieBrowser {
  readonly #user: EntraUser | null;
  readonly #language: string;
  readonly cookies = new Map<string, string>();

  constructor(user: EntraUser | null = null, language = 'en') {
    this.#user = user;
    this.#language = language;
  }

  /** One request, no redirects followed. */
  async get(url: string, method = 'GET'): Promise<Visit> {
    const response = await fetch(url, {
      method,
      redirect: 'manual',
      headers: {
        cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        'accept-language': this.#language,
        'x-signed-in-as': JSON.stringify(this.#user),
      },
    });
    for (const line of response.headers.getSetCookie()) this.#take(line);
    return { status: response.status, body: await response.text(), headers: response.headers, url };
  }

  /** Follows redirects to the end. */
  async open(url: string): Promise<Visit> {
    const visit = await this.get(url);
    const next = visit.headers.get('location');
    return next ? this.open(new URL(next, url).href) : visit;
  }

  /** Follows redirects up to the address that starts with `prefix`, which is returned and not visited. */
  async openUpTo(url: string, prefix: string): Promise<string> {
    if (url.startsWith(prefix)) return url;
    const next = (await this.get(url)).headers.get('location');
    if (!next) throw new Error(`no redirect from ${url}`);
    return this.openUpTo(new URL(next, url).href, prefix);
  }

  #take(line: string): void {
    const [pair = '', ...rules] = line.split('; ');
    const [name = '', value = ''] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)];
    if (rules.includes('Max-Age=0')) this.cookies.delete(name);
    else this.cookies.set(name, value);
  }
}
