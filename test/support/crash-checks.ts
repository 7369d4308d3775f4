import { readAuditKeys } from '../../src/audit-keys.ts';
import { createTranslator, type Translate } from '../../src/i18n/translator.ts';
import { AuditCheck } from '../../src/requests/audit-check.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { personOf } from '../../src/sandbox/world.ts';
import { createAuditStore } from '../../src/storage/audit-store.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { viewCard } from './card-view.ts';
import { type DeskBooks, readDeskBooks } from './desk-books.ts';
import { linesIn } from './story-readers.ts';

/** A request, and whom it gives a license. */
export type AskedFor = { readonly id: string; readonly upn: string };

type Options = {
  /** The database file. */
  readonly file: string;
  /** Whose chats show the request, beside the helpdesk's channel. */
  readonly places: { readonly requester: string; readonly approvers: readonly string[] };
};

/** What must hold of a request when a process has died over it, and when all is over. */
export class CrashChecks {
  readonly #sandbox: Sandbox;
  readonly #options: Options;
  readonly #books: DeskBooks;

  constructor(sandbox: Sandbox, options: Options) {
    this.#sandbox = sandbox;
    this.#options = options;
    this.#books = readDeskBooks(options.file);
  }

  /** What is written down at the moment of death and is not so. */
  lies({ id, upn }: AskedFor, { isAcknowledged }: { readonly isAcknowledged: boolean }): readonly string[] {
    const { status, decisions } = this.#books.request(id);
    const updates = this.#updatesFor(upn);
    const mayBeGiven = ['executing', 'unconfirmed', 'completed'].includes(status);
    return [
      ...(isAcknowledged && decisions.length === 0 ? ['an acknowledged decision is lost'] : []),
      ...(status === 'completed' && updates === 0 ? ['it is completed without an update'] : []),
      ...(updates > 0 && !mayBeGiven ? [`the license was given, and it is ${status}`] : []),
    ];
  }

  /** What is wrong when all is over. */
  faults({ id, upn }: AskedFor): readonly string[] {
    const { status, result, decisions } = this.#books.request(id);
    const updates = this.#updatesFor(upn);
    const approvals = decisions.filter(({ kind }) => kind === 'approve').length;
    const events = this.#books.events(id).map(({ kind }) => kind);
    const wrongCounts = ['submitted', 'approved', 'completed'].filter(
      (kind) => events.filter((event) => event === kind).length !== 1,
    );
    return [
      ...(updates === 1 ? [] : [`${updates} effective updates`]),
      ...(status === 'completed' ? [] : [`it ended as ${status}`]),
      ...(result?.verification === 'seen' ? [] : [`it was read back as ${result?.verification}`]),
      ...(approvals === 1 ? [] : [`${approvals} approvals`]),
      ...wrongCounts.map((kind) => `not one event '${kind}' in the audit trail: ${events}`),
      ...this.#staleCards(id),
      ...(this.timesTold({ id, upn }) > 0 ? [] : ['the requester was not told']),
    ];
  }

  /** What verifying the audit trail finds. */
  async faultsOfTrail(): Promise<readonly string[]> {
    const database = openDatabase(this.#options.file, { readOnly: true });
    try {
      const keys = readAuditKeys(this.#sandbox.variables);
      const store = createAuditStore(database, keys);
      const check = new AuditCheck(keys, { expectedEnd: await store.head() });
      for await (const { event, fields } of store.read()) check.add(event, fields);
      return check.finish().problems.map(({ kind, seq }) => `event ${seq} of the audit trail: ${kind}`);
    } finally {
      await database.destroy();
    }
  }

  /** How often the requester was told that it is done. */
  timesTold({ id, upn }: AskedFor): number {
    const { requester } = this.#options.places;
    const chat = this.#sandbox.teams.client(requester).personalChat();
    const { change } = this.#books.request(id);
    const [begin = ''] = this.#textFor(requester)('line.completed').split(':');
    const lines = linesIn(chat).filter((line) => line.startsWith(begin));
    return lines.filter((line) => line.includes(change.user.name) || line.includes(upn)).length;
  }

  /** Every card of the request has to say how it ended, and to have no button. */
  #staleCards(id: string): readonly string[] {
    const { requester, approvers } = this.#options.places;
    const { teams } = this.#sandbox;
    const chats = [requester, ...approvers].map((key) => ({
      text: this.#textFor(key),
      place: teams.client(key).personalChat(),
    }));
    const helpdesk = { text: this.#textFor(requester), place: teams.client('tom').channel() };
    return [...chats, helpdesk].flatMap(({ text, place }) => {
      const cards = place
        .messages()
        .flatMap((message) => message.cards)
        .filter((card) => String(card['speak']).includes(id))
        .map(viewCard);
      const stale = cards.filter(
        ({ lines, buttons }) =>
          buttons.length > 0 || !lines.some((line) => line.includes(text('request.status.completed'))),
      );
      if (cards.length === 0) return [`no card in ${place.id}`];
      return stale.map(({ lines, buttons }) => `a card in ${place.id}: ${lines.join(' | ')} [${buttons}]`);
    });
  }

  #updatesFor(upn: string): number {
    const { world, partnerCenter } = this.#sandbox;
    const user = world.customers.flatMap(({ users }) => users).find((one) => one.upn === upn);
    if (!user) throw new Error(`there is no ${upn}`);
    return partnerCenter.switches.effectiveUpdates({ userId: user.id }).length;
  }

  #textFor(key: string): Translate {
    return createTranslator().for(personOf(this.#sandbox.world, key).locale);
  }
}
