import { CardView } from '../cards/card-view.js';
import { element } from '../element.js';
import { isWebAddress } from '../sign-in.js';
import { text } from '../text.js';

const NOTICE_LASTS = 8000;

/** What one person can do in one place: write, press, search, sign in. */
export class Desk {
  #app;
  #person;
  #place;
  #underway = 0;

  constructor(app, { person, place }) {
    this.#app = app;
    this.#person = person;
    this.#place = place;
  }

  /** Sends a message; rejects when the bot did not take it. */
  async say({ text: words, mention, threadRootId }) {
    const { delivery } = await this.#during(
      this.#app.api.say({ as: this.#person.key, place: this.#place.id, threadRootId, text: words, mention }),
    );
    if (delivery === 'refused' || delivery === 'unanswered') this.notice(text('unreachable'));
  }

  /** An empty card of a message, bound to this person. */
  createCard({ id: messageId, conversationId }, cardIndex) {
    const { api, hostConfig, announcer } = this.#app;
    const where = { as: this.#person.key, messageId, conversationId };
    return new CardView({
      hostConfig,
      viewerId: this.#person.teamsId,
      hooks: {
        execute: (press) => this.#during(api.execute({ ...where, cardIndex, ...press })),
        submit: (data) => this.#submit({ ...where, data }),
        search: async (query, signal) =>
          (await this.#during(api.search({ ...where, ...query }, signal))).results,
        signIn: (url, finish) => this.#signIn(url, { conversationId, finish }),
        openLink,
        announce: (words) => announcer.say(words),
      },
    });
  }

  /** Data that goes to the bot as a message: whether the bot took it is all that is known. */
  async #submit(press) {
    const { kind, statusCode } = await this.#during(this.#app.api.submit(press));
    if (kind === 'submitted' && (statusCode < 200 || statusCode > 299)) throw new Error(text('unreachable'));
  }

  /** A banner of Teams itself; not shown while something is under way that shows its own failure. */
  notice(words) {
    if (this.#underway > 0) return;
    const banner = element('div', { class: 'banner', role: 'alert' }, words);
    document.querySelector('.banners').append(banner);
    setTimeout(() => banner.remove(), NOTICE_LASTS);
  }

  /** Without `finish`, what comes back is told to the bot as it is (`signin/verifyState`). */
  #signIn(url, { conversationId, finish }) {
    const hand = (state) =>
      this.#during(this.#app.api.signInState({ as: this.#person.key, conversationId, state }));
    return this.#app.signIns.open(url, (state) => {
      const done = finish ? finish(() => hand(state)) : hand(state);
      done.catch((error) => this.notice(error.message));
    });
  }

  async #during(work) {
    this.#underway += 1;
    try {
      return await work;
    } finally {
      this.#underway -= 1;
    }
  }
}

function openLink(url) {
  if (!isWebAddress(url)) return false;
  window.open(url, '_blank', 'noopener,noreferrer');
  return true;
}
