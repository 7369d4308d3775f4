import { createHash, createHmac } from 'node:crypto';
import { type AuditKey, type ChainHead, headText, isSameMac, type KeptField } from './audit-chain.ts';
import type { AuditQuery, KeptEvent } from './audit-store.ts';

/** How a trail is written for others. */
export type AuditExportFormat = 'jsonl' | 'csv';

/** The last line of an export: which events it is of, and a MAC over all lines, so that none can be left out of it. */
export type ExportEnd = {
  readonly export: 'license-desk-audit';
  readonly customerId: string | null;
  readonly from: string | null;
  readonly until: string | null;
  readonly events: number;
  /** Where the trail ended when it was exported. */
  readonly head: string;
  readonly keyId: string;
  readonly mac: string;
};

/** Writes an export line by line, each with its line feed. */
export async function* exportLines(
  events: AsyncIterable<KeptEvent>,
  options: {
    readonly format: AuditExportFormat;
    readonly query: AuditQuery;
    readonly head: ChainHead;
    readonly key: AuditKey;
  },
): AsyncGenerator<string> {
  const seal = new ExportSeal();
  if (options.format === 'csv') yield CSV_HEADER;
  for await (const kept of events) {
    if (options.format === 'csv') {
      yield csvLine(kept);
      continue;
    }
    const line = JSON.stringify({ ...kept.event, personal: kept.fields.map(withoutSeq) });
    seal.add(line);
    yield `${line}\n`;
  }
  if (options.format === 'csv') return;
  const { customerId = null, from = null, until = null } = options.query;
  const end = { customerId, from, until, head: headText(options.head) };
  yield `${JSON.stringify(seal.close(end, options.key))}\n`;
}

/** Collects the lines of an export and seals them, or checks the seal. */
export class ExportSeal {
  readonly #hash = createHash('sha256');
  #events = 0;

  add(line: string): void {
    this.#hash.update(line).update('\n');
    this.#events += 1;
  }

  close(end: Pick<ExportEnd, 'customerId' | 'from' | 'until' | 'head'>, key: AuditKey): ExportEnd {
    const content = { export: 'license-desk-audit', ...end, events: this.#events, keyId: key.id } as const;
    return { ...content, mac: macOfEnd(content, this.#hash.copy().digest('hex'), key) };
  }

  /** Whether an end is that of these lines. */
  fits(end: ExportEnd, key: AuditKey): boolean {
    const { customerId, from, until, head } = end;
    const own = this.close({ customerId, from, until, head }, key);
    return own.events === end.events && isSameMac(own.mac, end.mac);
  }
}

function macOfEnd(end: Omit<ExportEnd, 'mac'>, lines: string, key: AuditKey): string {
  const { customerId, from, until, events, head, keyId } = end;
  const content = JSON.stringify(['export', 1, customerId, from, until, events, head, keyId, lines]);
  return createHmac('sha256', key.bytes).update(content).digest('hex');
}

function withoutSeq({ seq: _, ...kept }: KeptField) {
  return kept;
}

const CSV_COLUMNS = ['seq', 'at', 'requestId', 'customerId', 'kind', 'actor', 'facts', 'personal', 'mac'];
const CSV_HEADER = `\u{feff}${CSV_COLUMNS.join(',')}\r\n`;

function csvLine({ event, fields }: KeptEvent): string {
  const personal = Object.fromEntries(fields.map(({ field, value }) => [field, value]));
  const { seq, at, requestId, customerId, kind, actor, facts, mac } = event;
  const cells = [String(seq), at, requestId, customerId, kind, actor, facts, JSON.stringify(personal), mac];
  return `${cells.map(csvCell).join(',')}\r\n`;
}

/** A cell that a spreadsheet would take for a formula begins with an apostrophe. */
function csvCell(value: string | null): string {
  const text = value ?? '';
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
