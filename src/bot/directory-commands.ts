import type { Card, CardRenderer } from '../dialogs/card-renderer.ts';
import type { DirectoryIntent } from '../dialogs/directory-command.ts';
import { whyRefused } from '../dialogs/why-refused.ts';
import type { Directory } from '../directory/directory.ts';
import type { DirectoryCustomer, DirectoryFreshness } from '../directory/directory-entries.ts';
import type { DirectorySync } from '../directory/directory-sync.ts';
import { DirectoryUnavailable } from '../directory/directory-unavailable.ts';
import { clientTime } from '../i18n/client-time.ts';
import { plainName, plainText } from '../i18n/plain-text.ts';
import { dateLanguage, type Translate } from '../i18n/translator.ts';
import type { ApprovalPolicy } from '../requests/approval-policy.ts';
import type { PersonId } from '../requests/person.ts';
import type { PersonLimits } from './person-limits.ts';

export type DirectoryCommandsDependencies = {
  readonly directory: Pick<Directory, 'searchCustomers' | 'refresh'>;
  readonly sync: Pick<DirectorySync, 'overview' | 'readNow'>;
  readonly policy: Pick<ApprovalPolicy, 'customersOf' | 'isOperator'>;
  readonly limits: Pick<PersonLimits, 'allows'>;
  readonly cards: CardRenderer;
};

/** Who asks, in which language. */
export type DirectoryQuestion = { readonly person: PersonId; readonly text: Translate };

/** Shows how new the directory is, and has it read anew. */
export class DirectoryCommands {
  readonly #deps: DirectoryCommandsDependencies;

  constructor(dependencies: DirectoryCommandsDependencies) {
    this.#deps = dependencies;
  }

  /** Answers with a card: everything is for operators, one customer for whoever may ask for it. */
  async run(intent: DirectoryIntent, asked: DirectoryQuestion): Promise<Card> {
    if (intent.kind === 'refresh' && intent.customer !== null) return this.#refresh(intent.customer, asked);
    const { person, text } = asked;
    if (!(await this.#deps.policy.isOperator(person)))
      return this.#sentence(text('directory.forOperators'), text);
    if (intent.kind === 'directory') return this.#overview(text);
    await this.#deps.sync.readNow();
    return this.#sentence(text('directory.readingAll'), text);
  }

  async #refresh(name: string, { person, text }: DirectoryQuestion): Promise<Card> {
    if (!this.#deps.limits.allows(person, 'refresh')) return this.#sentence(text('error.too-often'), text);
    const customer = await this.#find(name, person);
    if (customer === 'unavailable') return this.#sentence(text('error.directory-down'), text);
    if (!customer) return this.#sentence(text('directory.noSuchCustomer', { text: plainText(name) }), text);
    const freshness = await this.#deps.directory.refresh(customer.id);
    const isNew = freshness.state === 'fresh';
    const title = text(isNew ? 'directory.customerTitle' : 'directory.customerTitleOld', {
      customer: plainName(customer.name),
    });
    return this.#card(text, { title, lines: freshnessLines(customer, freshness, text) });
  }

  async #find(name: string, person: PersonId): Promise<DirectoryCustomer | undefined | 'unavailable'> {
    const { directory, policy } = this.#deps;
    try {
      const found = await directory.searchCustomers(name, {
        allowedIds: await policy.customersOf(person),
        limit: 1,
      });
      return found[0];
    } catch (error) {
      if (error instanceof DirectoryUnavailable) return 'unavailable';
      throw error;
    }
  }

  async #overview(text: Translate): Promise<Card> {
    const { customers, customersInUse, refused, asOf } = await this.#deps.sync.overview();
    const lines = [
      asOf === null
        ? text('directory.neverRead')
        : text('directory.customers', { count: customers, at: clientTime(asOf) }),
      text('directory.inUse', { count: customersInUse }),
      ...refused.map((customer) => refusedLine(customer, text)),
      text('directory.howToRefresh'),
    ];
    return this.#card(text, { title: text('directory.title'), lines });
  }

  #sentence(title: string, text: Translate): Card {
    return this.#card(text, { title: '', lines: [title] });
  }

  #card(
    text: Translate,
    { title, lines }: { readonly title: string; readonly lines: readonly string[] },
  ): Card {
    return this.#deps.cards.render('directory', {
      lang: dateLanguage(text),
      speak: title || lines[0] || '',
      hasTitle: title !== '',
      title,
      lines: lines.map((line) => ({ text: line })),
    });
  }
}

function freshnessLines(
  customer: DirectoryCustomer,
  { usersAsOf, skusAsOf, state, refusal }: DirectoryFreshness,
  text: Translate,
): readonly string[] {
  const lines = [
    usersAsOf === null
      ? text('directory.usersNever')
      : text('directory.usersAsOf', { at: clientTime(usersAsOf) }),
    skusAsOf === null
      ? text('directory.skusNever')
      : text('directory.skusAsOf', { at: clientTime(skusAsOf) }),
  ];
  if (refusal) return [refusedLine({ ...customer, refusal }, text), ...lines];
  return state === 'fresh' ? lines : [text('directory.notReadNow'), ...lines];
}

function refusedLine({ name, refusal }: DirectoryCustomer, text: Translate): string {
  const names = { customer: plainName(name), user: '', sku: '', approver: '' };
  const why = whyRefused(refusal?.meaning ?? 'refused', names, text);
  return text('directory.refuses', { customer: names.customer, why });
}
