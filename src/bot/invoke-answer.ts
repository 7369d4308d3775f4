import type { InvokeResponse } from 'botbuilder';
import type { Card } from '../dialogs/card-renderer.ts';
import type { LicenseRequest } from '../requests/license-request.ts';

/** The answer of an `adaptiveCard/action`: a card for the presser's client, or a short notice. */
export type ActionAnswer =
  | {
      readonly kind: 'card';
      readonly card: Card;
      /** The request as the card shows it. */
      readonly of?: LicenseRequest;
    }
  | { readonly kind: 'notice'; readonly text: string };

/** Wraps an answer as Teams wants it: HTTP 200, the real status in the body. */
export function actionResponse(answer: ActionAnswer): InvokeResponse {
  const body =
    answer.kind === 'card'
      ? { statusCode: 200, type: 'application/vnd.microsoft.card.adaptive', value: answer.card }
      : {
          statusCode: 200,
          type: 'application/vnd.microsoft.activity.message',
          value: withoutMarks(answer.text),
        };
  return { status: 200, body };
}

/** A notice is shown letter for letter: marks for bold would be read as asterisks. */
function withoutMarks(text: string): string {
  return text.replaceAll('**', '');
}

/** The answer of a typeahead query. */
export function searchResponse(
  results: readonly { readonly title: string; readonly value: string }[],
): InvokeResponse {
  const body = {
    statusCode: 200,
    type: 'application/vnd.microsoft.search.searchResponse',
    value: { results },
  };
  return { status: 200, body };
}
