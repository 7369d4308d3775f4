import type { Translate } from '../i18n/translator.ts';
import type { Speaker } from './speaker.ts';

/** The part of a turn that a command needs. */
export type CommandTurn = { readonly speaker: Speaker; readonly locale: string; readonly text: Translate };
