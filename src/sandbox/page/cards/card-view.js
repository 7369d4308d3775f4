import { element } from '../element.js';
import { createCardChannel, withoutRefresh } from './card-channel.js';
import { withDates } from './card-dates.js';
import { engine } from './card-engine.js';
import { CardStatus } from './card-status.js';
import { createChoiceInput } from './choice-input.js';

/** A card that changes after each refresh would be refreshed for ever: after so many in a minute the client stops. */
const REFRESH_LIMIT = 8;

/**
 * One card of a message on this screen: draws it, sends its actions, shows what comes back.
 * @param hooks what happens outside the card: `execute`, `submit`, `search`, `openLink`, `signIn`, `announce`
 */
export class CardView {
  element;
  #applet = new engine.AdaptiveApplet();
  #status;
  #hooks;
  #viewerId;
  #shown = '';
  #waiting = null;
  #isBusy = false;
  #refreshTimes = [];

  constructor({ hostConfig, viewerId, hooks }) {
    this.#hooks = hooks;
    this.#viewerId = viewerId;
    this.#status = new CardStatus();
    this.#setUp(hostConfig);
    this.element = element(
      'div',
      { class: 'card', tabIndex: -1 },
      this.#applet.renderedElement,
      this.#status.element,
    );
  }

  /** Shows a card of the message; the same card again changes nothing, one that comes during an action waits. */
  show(card) {
    const json = JSON.stringify(withoutRefresh(card));
    if (json === this.#shown) return;
    if (this.#isBusy) {
      this.#waiting = card;
      return;
    }
    this.#shown = json;
    this.#status.clear();
    this.#applet.setCard(withDates(this.#isToRefresh(card) ? card : withoutRefresh(card)));
  }

  #setUp(hostConfig) {
    const applet = this.#applet;
    const registry = new engine.CardObjectRegistry();
    engine.GlobalRegistry.populateWithDefaultElements(registry);
    registry.register(
      'Input.ChoiceSet',
      createChoiceInput((query, signal) => this.#hooks.search(query, signal)),
    );
    applet.hostConfig = hostConfig;
    applet.channelAdapter = createCardChannel((press) => this.#execute(press));
    applet.onCreateSerializationContext = () => {
      const context = new engine.SerializationContext();
      context.setElementRegistry(registry);
      return context;
    };
    applet.onPrepareActivityRequest = (_applet, request) => this.#begin(request);
    applet.onCreateProgressOverlay = () => undefined;
    applet.onRemoveProgressOverlay = () => this.#end();
    applet.onCardChanging = () => this.#rememberFocus();
    applet.onCardChanged = () => this.#changed();
    applet.onActivityRequestSucceeded = (_applet, response, content) => this.#succeeded(response, content);
    applet.onActivityRequestFailed = (_applet, response) => this.#failed(response);
    applet.onShowSigninPrompt = (_applet, request, button) => this.#askToSignIn(request, button);
    applet.onAction = (_applet, action) => this.#act(action);
  }

  /** The engine refreshes for everybody; Teams does so only for those who are listed. */
  #isToRefresh({ refresh }) {
    const isListed = Array.isArray(refresh?.userIds) && refresh.userIds.includes(this.#viewerId);
    if (!isListed) return false;
    this.#refreshTimes = this.#refreshTimes.filter((time) => time > Date.now() - 60_000);
    this.#refreshTimes.push(Date.now());
    return this.#refreshTimes.length <= REFRESH_LIMIT;
  }

  #begin({ trigger }) {
    if (this.#isBusy) return false;
    this.#isBusy = true;
    this.#status.clear();
    if (trigger === engine.ActivityRequestTrigger.Manual) this.#showBusy(true);
    return true;
  }

  #end() {
    if (!this.#isBusy) return;
    this.#isBusy = false;
    this.#showBusy(false);
    const next = this.#waiting;
    this.#waiting = null;
    // After the engine has drawn the answer.
    if (next) queueMicrotask(() => this.show(next));
  }

  #showBusy(isBusy) {
    this.element.setAttribute('aria-busy', String(isBusy));
    this.element.classList.toggle('busy', isBusy);
  }

  async #execute(press) {
    const answer = await this.#hooks.execute(press);
    if (answer.value?.type === 'AdaptiveCard') this.#shown = JSON.stringify(withoutRefresh(answer.value));
    return answer;
  }

  #succeeded({ request }, content) {
    if (typeof content === 'string') {
      if (content) this.#status.notice(content);
    } else if (request.trigger === engine.ActivityRequestTrigger.Manual && content?.speak) {
      this.#hooks.announce(content.speak);
    }
  }

  #failed({ error }) {
    this.#status.error(error.message);
    return -1;
  }

  /** Teams repeats the press by itself when the window comes back; its answer is shown like any other. */
  #askToSignIn(request, button) {
    this.#status.signIn(button.title, () =>
      this.#hooks.signIn(button.value, async (repeat) => {
        if (!this.#begin(request)) return;
        try {
          this.#showAnswer(await repeat());
        } catch (error) {
          this.#status.error(error.message);
        } finally {
          this.#end();
        }
      }),
    );
  }

  #showAnswer({ statusCode, value }) {
    if (value?.type === 'AdaptiveCard') this.#waiting = value;
    else if (statusCode === 200 && typeof value === 'string') this.#status.notice(value);
    else if (statusCode >= 400) this.#status.error(value?.message);
  }

  #act(action) {
    if (action instanceof engine.OpenUrlAction) {
      if (!this.#hooks.openLink(action.url)) this.#status.linkRefused();
    } else if (action instanceof engine.SubmitAction) {
      void this.#submit(action.data ?? {});
    }
  }

  async #submit(data) {
    if (data.msteams?.type === 'signin') {
      this.#status.clear();
      if (!this.#hooks.signIn(data.msteams.value)) this.#status.popUpBlocked();
      return;
    }
    if (!this.#begin({ trigger: engine.ActivityRequestTrigger.Manual })) return;
    try {
      await this.#hooks.submit(data);
    } catch (error) {
      this.#status.error(error.message);
    } finally {
      this.#end();
    }
  }

  #hadFocus = false;

  #rememberFocus() {
    this.#hadFocus = this.#applet.renderedElement.contains(document.activeElement);
    return true;
  }

  #changed() {
    const { card } = this.#applet;
    // A name needs a role to be read.
    card.renderedElement.setAttribute('role', 'group');
    card.onInlineCardExpanded = (action, isExpanded) => {
      if (isExpanded) action.card.renderedElement?.scrollIntoView({ block: 'nearest' });
    };
    if (this.#hadFocus) this.#restoreFocus();
  }

  /** Whoever works with the keyboard goes on where the new card asks for something, never on a button. */
  #restoreFocus() {
    const next = this.#applet.renderedElement.querySelector('input, select, textarea');
    (next ?? this.element).focus({ preventScroll: true });
  }
}
