import { renderRequestCard } from '../../src/bot/request-card.ts';
import type { CardRenderer } from '../../src/dialogs/card-renderer.ts';
import { createTranslator } from '../../src/i18n/translator.ts';
import type { LicenseRequest } from '../../src/requests/license-request.ts';
import { customerNumberOf, planOf, TENANT } from '../bench-world.ts';

const text = createTranslator().for('en-GB');

/** The card of a request for one person, with License Desk's own view model: all three answer the same card. */
export function cardFor(cards: CardRenderer, request: LicenseRequest, objectId: string) {
  return renderRequestCard(cards, {
    request,
    plan: planOf(customerNumberOf(request)),
    viewer: { kind: 'person', person: { tenantId: TENANT, objectId } },
    text,
    note: null,
    health: 'signed-in',
    now: new Date(),
  });
}
