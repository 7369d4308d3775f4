import { z } from 'zod';
import type { Card } from './card.ts';
import { ConnectorError } from './connector-error.ts';

const exchangeSchema = z.object({ id: z.string(), uri: z.string().optional() });

const signInSchema = z.object({
  connectionName: z.string(),
  /** Where silent sign-in would get its token; null means that the button is all there is. */
  exchange: exchangeSchema.nullable(),
  url: z.string().nullable(),
});

const cardSchema = z.record(z.string(), z.unknown());

/** A card of a message: an Adaptive Card, or one drawn for a card of an older kind. */
export const messageCardSchema = z.object({ card: cardSchema, signIn: signInSchema.nullable() });

/** A card as the service keeps it. */
export type MessageCard = Readonly<z.infer<typeof messageCardSchema>>;

/** What a sign-in card offers. */
export type SignInOffer = z.infer<typeof signInSchema>;

const buttonSchema = z.looseObject({
  type: z.string(),
  title: z.string().default(''),
  value: z.unknown().optional(),
});
const olderCardSchema = z.looseObject({
  title: z.string().nullish(),
  subtitle: z.string().nullish(),
  text: z.string().nullish(),
  buttons: z.array(buttonSchema).nullish(),
});

/** An OAuth card's content: teams-platform "B, card content"; also the `value` of a login request. */
export const oauthCardSchema = olderCardSchema.extend({
  connectionName: z.string().optional(),
  tokenExchangeResource: exchangeSchema.optional(),
});

const adaptiveCardSchema = cardSchema.refine((card) => card['type'] === 'AdaptiveCard');

/** Attachment of an activity; only the parts that Teams reads. */
export const attachmentSchema = z.looseObject({ contentType: z.string(), content: z.unknown().optional() });

/**
 * Turns an attachment into a card; null for content without a drawing.
 * @throws ConnectorError 400 `BadSyntax` for unknown kinds, cards that are not objects, and a sign-in resource of null.
 */
export function readAttachment(attachment: z.infer<typeof attachmentSchema>): MessageCard | null {
  const { contentType, content } = attachment;
  switch (contentType) {
    case 'application/vnd.microsoft.card.adaptive':
      return { card: parse(adaptiveCardSchema, content), signIn: null };
    case 'application/vnd.microsoft.card.oauth': {
      const oauth = parse(oauthCardSchema, content);
      return { card: drawOlderCard(oauth), signIn: readOffer(oauth) };
    }
    case 'application/vnd.microsoft.card.signin':
    case 'application/vnd.microsoft.card.hero':
    case 'application/vnd.microsoft.card.thumbnail': {
      const older = parse(olderCardSchema, content);
      const offer = contentType.endsWith('.signin') ? readOffer(older) : null;
      return { card: drawOlderCard(older), signIn: offer };
    }
    case 'text/html':
      return null;
    default:
      throw new ConnectorError(400, 'BadSyntax', `Unknown attachment type '${contentType}'.`);
  }
}

/** What a sign-in card's content offers. */
export function readOffer(content: z.infer<typeof oauthCardSchema>): SignInOffer {
  const button = content.buttons?.find(({ type }) => type === 'signin');
  return {
    connectionName: content.connectionName ?? '',
    exchange: content.tokenExchangeResource ?? null,
    url: typeof button?.value === 'string' ? button.value : null,
  };
}

function parse<T>(schema: z.ZodType<T>, content: unknown): T {
  const result = schema.safeParse(content);
  if (result.success) return result.data;
  const where = result.error.issues[0]?.path.join('.') ?? '';
  throw new ConnectorError(400, 'BadSyntax', `Bad format of attachment content: '${where}'.`);
}

function drawOlderCard(content: z.infer<typeof olderCardSchema>): Card {
  const lines = [content.title, content.subtitle, content.text].filter((line) => line);
  return {
    type: 'AdaptiveCard',
    version: '1.5',
    body: lines.map((text) => ({ type: 'TextBlock', text, wrap: true })),
    actions: (content.buttons ?? []).map(drawButton),
  };
}

function drawButton({ type, title, value }: z.infer<typeof buttonSchema>): Card {
  if (type === 'openUrl') return { type: 'Action.OpenUrl', title, url: value };
  return { type: 'Action.Submit', title, data: { msteams: { type, value } } };
}
