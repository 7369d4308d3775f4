const FEATURES = 'popup,width=520,height=680';

/** What our sign-in pages post to the window that opened them, in place of Teams' own bridge. */
const DONE = 'license-desk-sign-in';

/**
 * Opens sign-in pages in windows of their own and waits for what they hand back.
 * Only windows that were opened here are believed.
 */
export class SignIns {
  #windows = new Map();

  constructor() {
    addEventListener('message', ({ data, source }) => {
      const finish = this.#windows.get(source);
      if (!finish || data?.type !== DONE || typeof data.state !== 'string') return;
      this.#windows.delete(source);
      source.close();
      finish(data.state);
    });
  }

  /** Opens the page; `finish` gets the state that comes back. False when the browser allows no window. */
  open(url, finish) {
    if (!isWebAddress(url)) return false;
    const opened = window.open(url, `sign-in-${crypto.randomUUID()}`, FEATURES);
    if (!opened) return false;
    this.#windows.set(opened, finish);
    return true;
  }
}

/** Whether a link from a card may be followed: web addresses only. */
export function isWebAddress(url) {
  return URL.canParse(url) && /^https?:$/u.test(new URL(url).protocol);
}
