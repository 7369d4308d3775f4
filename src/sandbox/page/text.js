import { remember, remembered } from './remember.js';

/** The page's languages, each by its own name. */
export const LANGUAGES = { en: 'English', ja: '日本語', tr: 'Türkçe' };

/** The page's language: the chosen one, else the first of the browser's that the page knows. */
export const language = languageOf([remembered('language', ''), ...navigator.languages]);

/** How dates and numbers are written: as the browser wants it for that language, such as `en-GB`. */
export const locale =
  navigator.languages.find((tag) => languageOf([tag], null) === language && isLocale(tag)) ?? language;

const sentences = new Map(flat(await load(`/texts/${language}.json`)));
const translations = language === 'en' ? {} : await load(`/texts/said/${language}.json`);
const plurals = new Intl.PluralRules(language);

document.documentElement.lang = language;
document.title = text('title');

/** A sentence of the page itself, with its values; what the bot says comes from the bot. */
export function text(key, values = {}) {
  const form = 'count' in values ? `${key}_${plurals.select(values.count)}` : key;
  const sentence = sentences.get(form) ?? sentences.get(key);
  if (sentence === undefined) throw new Error(`There is no text ${key}.`);
  return sentence.replace(/\{\{(\w+)\}\}/gu, (_, name) => String(values[name]));
}

/** What the sandbox says in English, such as what a switch does; names stay as they are. */
export function said(words) {
  return translations[words] ?? words;
}

/** Shows the page in another language, from now on. */
export function chooseLanguage(chosen) {
  remember('language', chosen);
  location.reload();
}

function languageOf(tags, fallback = 'en') {
  const known = tags.map((tag) => tag.slice(0, 2).toLowerCase()).find((tag) => tag in LANGUAGES);
  return known ?? fallback;
}

/** Some systems call theirs `en-US@posix`, which dates cannot be written in. */
function isLocale(tag) {
  return /^[\w-]+$/u.test(tag);
}

async function load(path) {
  const response = await fetch(path);
  return response.json();
}

function flat(catalog, path = '') {
  return Object.entries(catalog).flatMap(([name, value]) =>
    typeof value === 'string' ? [[path + name, value]] : flat(value, `${path}${name}.`),
  );
}
