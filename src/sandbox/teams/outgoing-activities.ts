import type { OutgoingActivity } from './bot-link.ts';
import { conversationIdOf, type Place } from './places.ts';
import type { TeamsPerson } from './teams-person.ts';

/** Who does something, where, and on which client. */
export type Origin = {
  readonly person: TeamsPerson;
  readonly clientName: string;
  readonly place: Place;
  readonly threadRootId: string | null;
};

/** What the maker of activities is made of. */
export type ActivityMakerOptions = {
  readonly botAppId: string;
  readonly botName: string;
  readonly clock: () => Date;
  readonly newId: () => string;
  readonly serviceUrlOf: (tenantId: string) => string;
};

/** Fields that differ between kinds of activities. */
export type ActivityFields = Readonly<Record<string, unknown>> & { readonly type: string };

/** Makes activities as Teams does; the shape is measured in wire traces (envelope, entities, channel data). */
export class ActivityMaker {
  readonly #options: ActivityMakerOptions;

  constructor(options: ActivityMakerOptions) {
    this.#options = options;
  }

  get botId(): string {
    return `28:${this.#options.botAppId}`;
  }

  /** A typed message: `id` is that of the message; with a mention the bot's name stands in front. */
  message(origin: Origin, id: string, typed: { text: string; hasMention: boolean }): OutgoingActivity {
    const { text, hasMention } = typed;
    const tag = `<at>${this.#options.botName}</at>`;
    const gap = isPhone(origin.clientName) ? ' ' : '&nbsp;';
    const mention = {
      type: 'mention',
      text: tag,
      mentioned: { id: this.botId, name: this.#options.botName },
    };
    return this.activity(origin, {
      type: 'message',
      id,
      text: hasMention ? `${tag}${gap}${text}` : text,
      textFormat: 'plain',
      attachments: [{ contentType: 'text/html', content: this.#html(text, hasMention) }],
      entities: [...(hasMention ? [mention] : []), clientInfo(origin)],
    });
  }

  /** An invoke or event has an id of its own, unlike a message. */
  invoke(origin: Origin, name: string, fields: Readonly<Record<string, unknown>>): OutgoingActivity {
    return this.activity(origin, { type: 'invoke', name, id: `f:${this.#options.newId()}`, ...fields });
  }

  /** An event about a place: members, installations, reactions. */
  event(origin: Origin, fields: ActivityFields): OutgoingActivity {
    return this.activity(origin, { id: `f:${this.#options.newId()}`, ...fields });
  }

  /** The envelope that all activities share, with these fields; channel data is merged. */
  activity(origin: Origin, fields: ActivityFields): OutgoingActivity {
    const { person, place } = origin;
    const now = this.#options.clock();
    const { channelData, ...rest } = fields;
    return {
      timestamp: now.toISOString(),
      localTimestamp: localTimestamp(now, person.timeZone),
      localTimezone: person.timeZone,
      channelId: 'msteams',
      serviceUrl: this.#options.serviceUrlOf(place.tenantId),
      from: { id: person.teamsId, name: person.name, aadObjectId: person.objectId },
      recipient: { id: this.botId, name: this.#options.botName },
      conversation: conversationOf(origin),
      entities: [clientInfo(origin)],
      locale: person.locale,
      ...rest,
      channelData: { ...channelDataOf(place), ...(typeof channelData === 'object' ? channelData : {}) },
    };
  }

  #html(text: string, hasMention: boolean): string {
    const name = escapeHtml(this.#options.botName);
    const itemtype = 'http://schema.skype.com/Mention';
    const mention = `<span itemscope="" itemtype="${itemtype}" itemid="0">${name}</span>&nbsp;`;
    return `<p>${hasMention ? mention : ''}${escapeHtml(text)}</p>`;
  }
}

/** Phones send some fields that desktops do not. */
export function isPhone(clientName: string): boolean {
  return clientName.startsWith('phone');
}

function conversationOf({ place, threadRootId }: Origin): OutgoingActivity['conversation'] {
  const { kind, tenantId } = place;
  const id = conversationIdOf(place.id, threadRootId);
  return { ...(kind === 'personal' ? {} : { isGroup: true }), conversationType: kind, id, tenantId };
}

function channelDataOf({ id, team, tenantId }: Place): Record<string, unknown> {
  const tenant = { id: tenantId };
  if (!team) return { tenant };
  return {
    teamsChannelId: id,
    teamsTeamId: team.id,
    channel: { id },
    team: { id: team.id, aadGroupId: team.groupId },
    tenant,
  };
}

function clientInfo({ person, clientName }: Origin): Record<string, unknown> {
  return {
    type: 'clientInfo',
    locale: person.locale,
    country: new Intl.Locale(person.locale).region,
    platform: isPhone(clientName) ? 'iOS' : 'Windows',
    timezone: person.timeZone,
  };
}

/** The same moment on the person's wall clock, with its offset: `2026-11-20T12:00:00.000+03:00`. */
function localTimestamp(moment: Date, timeZone: string): string {
  const name = new Intl.DateTimeFormat('en-GB', { timeZone, timeZoneName: 'longOffset' })
    .formatToParts(moment)
    .find(({ type }) => type === 'timeZoneName')?.value;
  const offset = name?.replace('GMT', '') || '+00:00';
  const [hours = 0, minutes = 0] = offset.slice(1).split(':').map(Number);
  const minutesAhead = (hours * 60 + minutes) * (offset.startsWith('-') ? -1 : 1);
  return new Date(moment.getTime() + minutesAhead * 60_000).toISOString().replace('Z', offset);
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
