import { type RequestIntent, readAboutRequest, type UnclearIntent } from './about-request.ts';
import { readChannelCommand, type UseChannelIntent } from './channel-command.ts';
import { type DelegateIntent, readDelegateCommand } from './delegation-command.ts';
import { type DirectoryIntent, readDirectoryCommand } from './directory-command.ts';
import { type LanguageIntent, readLanguageCommand } from './language-command.ts';
import { type LinkIntent, readLinkCommand } from './link-command.ts';
import { type ListIntent, readListCommand } from './list-command.ts';
import { readListWish } from './list-wish.ts';
import { foldedWords, NO_WISH, readWish, type Wish } from './wish.ts';
import { anyOf, anyWholeOf } from './word-pattern.ts';
import { ALL_WORDS } from './words/all-words.ts';
import type { LanguageWords, PhraseKind } from './words/language-words.ts';

/** Something said in a fixed phrase. */
export type PhraseIntent = { readonly [Kind in SaidPhrase]: { readonly kind: Kind } }[SaidPhrase];

type SaidPhrase = Exclude<PhraseKind, 'send' | 'me' | 'nothing' | 'no-reason' | 'back' | 'next'>;

/** What a message wants. */
export type Intent =
  | PhraseIntent
  | LinkIntent
  | ListIntent
  | RequestIntent
  | UnclearIntent
  | LanguageIntent
  | DirectoryIntent
  | DelegateIntent
  | UseChannelIntent
  | { readonly kind: 'request'; readonly wish: Wish | null }
  | { readonly kind: 'other'; readonly text: string };

const COMMANDS = [
  'help',
  'thanks',
  'sign-out',
  'connect-directory',
  'stop-delegating',
  'who-decides',
  'leave-channel',
  'discard',
] as const;
const ENDING = '[\\s.!?。…]*$';
/** How a wish names the speaker. */
const SELF = 'me';

const PHRASES: Readonly<Record<PhraseKind, RegExp>> = {
  help: phrase('help'),
  thanks: phrase('thanks'),
  'sign-out': phrase('sign-out'),
  'connect-directory': phrase('connect-directory'),
  'stop-delegating': phrase('stop-delegating'),
  'who-decides': phrase('who-decides'),
  'leave-channel': phrase('leave-channel'),
  discard: phrase('discard'),
  send: phrase('send'),
  me: phrase('me'),
  nothing: phrase('nothing'),
  'no-reason': phrase('no-reason'),
  back: phrase('back'),
  next: phrase('next'),
};

const REQUESTS = ALL_WORDS.map(({ hasSpaces, request: { names, fillers, forSelf } }) => ({
  forSelf: new RegExp(hasSpaces ? anyWholeOf(forSelf) : anyOf(forSelf), 'iu'),
  fillers: new RegExp(`${hasSpaces ? anyWholeOf(fillers) : anyOf(fillers)}|[,!.?、。]`, 'giu'),
  name: new RegExp(`^${anyOf(names)}(?: ${anyOf(names)})?$`, 'iu'),
}));

/** Reads a typed message, in any language. Pure: no names are looked up here. Mentions of the bot are to be stripped before. */
export function readIntent(message: string): Intent {
  const list = readListWish(message);
  if (list) return { kind: 'request', wish: list };
  const text = foldedWords(message);
  if (text === '?') return { kind: 'help' };
  // Most name a request: what else there could be need not be tried then.
  const about = readAboutRequest(text);
  if (about) return about;
  const command = COMMANDS.find((kind) => PHRASES[kind].test(text));
  if (command) return { kind: command };
  const said = readDelegateCommand(text) ?? readChannelCommand(text) ?? readListCommand(text);
  if (said) return said;
  const other = readLanguageCommand(text) ?? readDirectoryCommand(text);
  if (other) return other;
  const link = readLinkCommand(text);
  if (link) return link;
  const plain = readPlainRequest(text);
  if (plain) return plain;
  const wish = readWish(text);
  return wish ? { kind: 'request', wish } : { kind: 'other', text };
}

/** Whether an answer to the review says that the request may be sent. */
export function isSend(answer: string): boolean {
  return PHRASES.send.test(foldedWords(answer));
}

/** Whether an answer asks for the step before. */
export function isBack(answer: string): boolean {
  return PHRASES.back.test(foldedWords(answer));
}

/** Whether an answer goes on from a step as its card shows it. */
export function isNext(answer: string): boolean {
  return PHRASES.next.test(foldedWords(answer));
}

/** Whether an answer says that no service plan is left out. */
export function isNothing(answer: string): boolean {
  return PHRASES.nothing.test(foldedWords(answer));
}

/** Whether an answer says that there is no reason to give. */
export function isNoReason(answer: string): boolean {
  return PHRASES['no-reason'].test(foldedWords(answer));
}

/** Whether somebody means themselves. */
export function isSelf(name: string): boolean {
  return PHRASES.me.test(name);
}

/** A plain wish for a license, such as "could I have a new license, please", perhaps for the speaker. */
function readPlainRequest(text: string): Intent | undefined {
  const words = REQUESTS.find(({ fillers, name }) =>
    name.test(text.replace(fillers, ' ').replace(/\s+/g, ' ').trim()),
  );
  if (!words) return undefined;
  return { kind: 'request', wish: words.forSelf.test(text) ? { ...NO_WISH, users: [SELF] } : null };
}

function phrase(kind: PhraseKind): RegExp {
  const forms = ALL_WORDS.map((words) => phraseForm(words, kind));
  return new RegExp(`^(?:${forms.join('|')})${ENDING}`, 'iu');
}

function phraseForm({ phrases, please }: LanguageWords, kind: PhraseKind): string {
  const polite = anyOf(please);
  return `(?:${polite}[ ,、]*)?${anyOf(phrases[kind])}(?:[ ,、]*${polite})*`;
}
