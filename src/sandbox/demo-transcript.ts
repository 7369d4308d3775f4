import { cardText } from './card-text.ts';
import type { Exchange } from './partner-center/exchange-log.ts';
import type { ChatMessage } from './teams/teams-client.ts';

/** Writes the demo down while it is played, and remembers whether every step was as expected. */
export class DemoTranscript {
  readonly #write: (text: string) => void;
  #passed = 0;
  readonly #failures: string[] = [];

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  title(text: string): void {
    this.#write(`\n━━ ${text} ${'━'.repeat(Math.max(3, 74 - text.length))}\n`);
  }

  note(text: string): void {
    this.#write(`${text}\n`);
  }

  /** What somebody types or presses. */
  does(name: string, what: string): void {
    this.#write(`\n${name} ▸ ${what}\n`);
  }

  /** A message as it stands in a chat: a line, or a card drawn with text. */
  shows(place: string, message: ChatMessage): void {
    const lines =
      message.cards.length > 0 ? message.cards.flatMap(cardText) : [message.text.replace(/\*\*/g, '')];
    this.#write(`\n  ${place}\n`);
    for (const line of lines.filter((text) => text !== '')) this.#write(`  │ ${line}\n`);
  }

  /** One call to Partner Center and its answer, the token left out. */
  exchange({
    method,
    path,
    requestHeaders,
    requestBody,
    status,
    responseHeaders,
    responseBody,
    actor,
  }: Exchange): void {
    this.#write(`\n  Partner Center, called as ${actor?.name ?? 'nobody'}\n`);
    this.#write(`  │ ${method} ${path}\n`);
    this.#headers(requestHeaders, /^(authorization|ms-|x-locale|content-type)/i);
    this.#json(requestBody);
    this.#write(`  │\n  │ HTTP ${status}\n`);
    this.#headers(responseHeaders, /^(ms-|content-type)/i);
    this.#json(responseBody);
  }

  /** Checks a step; the demo fails when one is not as expected. */
  expect(what: string, isAsExpected: boolean): void {
    if (isAsExpected) this.#passed += 1;
    else this.#failures.push(what);
    this.#write(`  ${isAsExpected ? '✓' : '✗ NOT AS EXPECTED:'} ${what}\n`);
  }

  failed(what: string, error: unknown): void {
    this.#failures.push(what);
    this.#write(`\n✗ ${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  }

  /** Writes the last line and says whether all was well. */
  conclude(): boolean {
    const isWell = this.#failures.length === 0;
    this.title(isWell ? 'All as expected' : 'Not as expected');
    this.#write(`${this.#passed} steps as expected, ${this.#failures.length} not.\n`);
    if (isWell) this.#write('Press it yourself: npm run sandbox\n');
    return isWell;
  }

  #headers(headers: Readonly<Record<string, string>>, wanted: RegExp): void {
    for (const [name, value] of Object.entries(headers)) {
      if (wanted.test(name)) this.#write(`  │ ${name}: ${value}\n`);
    }
  }

  #json(body: string): void {
    if (body === '') return;
    for (const line of JSON.stringify(JSON.parse(body), null, 2).split('\n')) this.#write(`  │ ${line}\n`);
  }
}
