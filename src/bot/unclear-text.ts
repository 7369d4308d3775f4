import type { UnclearIntent } from '../dialogs/about-request.ts';
import { commandFor } from '../dialogs/said-command.ts';
import { listText } from '../i18n/list-text.ts';
import { plainText } from '../i18n/plain-text.ts';
import type { Translate } from '../i18n/translator.ts';

/** Why nothing was done, and what to type for it. */
export function unclearText({ about, requestIds, why, said }: UnclearIntent, text: Translate): string {
  const id = listText(requestIds, text);
  const command = commandFor(about, requestIds, text.language);
  switch (why) {
    case 'negated':
      return text('unclear.negated', { id, command: commandFor('status', requestIds, text.language) });
    case 'two-commands':
      return text('unclear.twoCommands', { command });
    case 'unmarked':
      return text('unclear.unmarked', { id, said: plainText(said), command });
  }
}
