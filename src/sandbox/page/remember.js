const PREFIX = 'license-desk:';

/** What the page kept in this browser, or the fallback when there is nothing (or no storage at all). */
export function remembered(name, fallback) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + name)) ?? fallback;
  } catch {
    return fallback;
  }
}

/** Keeps a value in this browser until it is changed. */
export function remember(name, value) {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // Nothing depends on it.
  }
}
