import type { DraftDirectory } from '../dialogs/draft-directory.ts';
import type { LinkIntent } from '../dialogs/link-command.ts';
import { readWish } from '../dialogs/wish.ts';
import { plainText } from '../i18n/plain-text.ts';
import type { Translate } from '../i18n/translator.ts';
import type { ApprovalPolicy } from '../requests/approval-policy.ts';
import { RequestError } from '../requests/errors.ts';
import type { Person } from '../requests/person.ts';
import { refusalText } from './refusal-text.ts';

export type LinkCommandDependencies = {
  readonly botAppId: string;
  readonly directory: Pick<DraftDirectory, 'customers'>;
  readonly policy: Pick<ApprovalPolicy, 'isOperator'>;
};

/**
 * The address that opens a chat with the bot in Teams, a message already written; whoever opens it sends it themselves.
 * https://learn.microsoft.com/microsoftteams/platform/concepts/build-and-test/deep-link-teams
 */
export function chatLink(botAppId: string, message: string): string {
  const written = encodeURIComponent(message).replace(
    /[!'()*~]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `https://teams.microsoft.com/l/chat/0/0?users=28:${botAppId}&message=${written}`;
}

/** Makes links that open a prefilled request, for pages on which people look for licenses. */
export class LinkCommand {
  readonly #deps: LinkCommandDependencies;

  constructor(dependencies: LinkCommandDependencies) {
    this.#deps = dependencies;
  }

  /** The link and the text around it; a sentence where there is none. */
  async run({ sentence }: LinkIntent, person: Person, text: Translate): Promise<string> {
    if (!(await this.#deps.policy.isOperator(person))) return text('link.forOperators');
    if (sentence === '') return text('link.howTo');
    const wish = readWish(sentence);
    if (!wish) return text('link.unclear', { text: plainText(sentence) });
    const problem = wish.customer === null ? null : await this.#customerProblem(wish.customer, person, text);
    if (problem) return problem;
    const url = chatLink(this.#deps.botAppId, sentence);
    return text('link.answer', { text: plainText(sentence), url });
  }

  async #customerProblem(name: string, person: Person, text: Translate): Promise<string | null> {
    try {
      const [first] = await this.#deps.directory.customers(name, person);
      return first ? null : text('draft.customer.none', { text: plainText(name) });
    } catch (error) {
      if (error instanceof RequestError) return refusalText(error, text);
      throw error;
    }
  }
}
