import type { Activity } from 'botbuilder';
import type { Card } from '../dialogs/card-renderer.ts';

/** A message with nothing but a card: Teams splits text and card in two and returns no id. */
export function cardMessage(card: Card): Partial<Activity> {
  const { speak } = card;
  return {
    type: 'message',
    summary: typeof speak === 'string' ? speak : undefined,
    attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: card }],
  };
}

/** A message of sentences. */
export function sentenceMessage(text: string): Partial<Activity> {
  return { type: 'message', textFormat: 'markdown', text };
}
