const MOST_REDIRECTS = 10;

/** A page that a browser ended on. */
export type VisitedPage = { readonly url: string; readonly status: number; readonly text: string };

/** A browser without a screen: it keeps cookies, follows redirects, and stays on this machine. */
export class LoopbackBrowser {
  /** Cookies by host and port, then by name. */
  readonly #jar = new Map<string, Map<string, string>>();

  /** Opens an address and follows where it leads. Throws when it leads off this machine or in a circle. */
  async open(address: string): Promise<VisitedPage> {
    let url = new URL(address);
    for (let hops = 0; hops < MOST_REDIRECTS; hops += 1) {
      if (url.hostname !== '127.0.0.1') throw new Error(`The way led off this machine: ${url.origin}`);
      const response = await fetch(url, {
        redirect: 'manual',
        headers: { cookie: this.#cookies(url) },
        signal: AbortSignal.timeout(10_000),
      });
      this.#keep(url, response.headers.getSetCookie());
      const location = response.headers.get('location');
      if (!location) return { url: url.href, status: response.status, text: await response.text() };
      url = new URL(location, url);
    }
    throw new Error('The way went in circles.');
  }

  /** Forgets all cookies, as a window of somebody else would not have them. */
  forget(): void {
    this.#jar.clear();
  }

  #cookies(url: URL): string {
    return [...(this.#jar.get(url.host) ?? [])].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  #keep(url: URL, headers: readonly string[]): void {
    const jar = this.#jar.get(url.host) ?? new Map<string, string>();
    this.#jar.set(url.host, jar);
    for (const header of headers) {
      const [pair = '', ...attributes] = header.split(';');
      const at = pair.indexOf('=');
      const name = pair.slice(0, at).trim();
      const isOver = attributes.some((attribute) => /^\s*max-age=0\s*$/i.test(attribute));
      if (isOver) jar.delete(name);
      else jar.set(name, pair.slice(at + 1).trim());
    }
  }
}
