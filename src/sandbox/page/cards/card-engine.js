import { asSafeMarkdown } from './markdown.js';

/** The card engine; its bundle is a classic script that leaves one global. */
export const engine = globalThis.AdaptiveCards;

/** Sets the engine up once, as Teams behaves. */
export function prepareEngine() {
  const { AdaptiveCard, CardElement, GlobalSettings, LogLevel, RefreshMode } = engine;
  // The engine's own pattern remembers where it ended, and so refuses the language of every second card.
  CardElement.langProperty.regEx = /^[a-z]{2,3}$/i;
  AdaptiveCard.onProcessMarkdown = (words, result) => {
    result.outputHtml = asSafeMarkdown(words);
    result.didProcess = true;
  };
  GlobalSettings.setTabIndexAtCardRoot = false;
  GlobalSettings.applets.logLevel = LogLevel.Warning;
  GlobalSettings.applets.logEnabled = false;
  // A decision is never sent a second time without the person.
  GlobalSettings.applets.defaultTimeBetweenRetryAttempts = -1;
  GlobalSettings.applets.refresh.mode = RefreshMode.Automatic;
  GlobalSettings.applets.refresh.timeBetweenAutomaticRefreshes = 0;
  GlobalSettings.applets.refresh.maximumConsecutiveAutomaticRefreshes = 1;
  GlobalSettings.applets.refresh.allowManualRefreshesAfterAutomaticRefreshes = false;
}
