import { z } from 'zod';
import { type AuditKeys, parseHead } from './audit-chain.ts';
import { AuditCheck, type AuditCheckOptions, type AuditReport } from './audit-check.ts';
import { type ExportEnd, ExportSeal } from './audit-export.ts';

const fieldShape = z.object({ field: z.string(), value: z.string(), salt: z.string(), about: z.string() });

const eventShape = z.object({
  seq: z.number(),
  at: z.string(),
  requestId: z.string().nullable(),
  customerId: z.string().nullable(),
  kind: z.string(),
  actor: z.string().nullable(),
  facts: z.string(),
  digests: z.string(),
  keyId: z.string(),
  previous: z.string(),
  mac: z.string(),
  personal: z.array(fieldShape),
});

const endShape = z.object({
  export: z.literal('license-desk-audit'),
  customerId: z.string().nullable(),
  from: z.string().nullable(),
  until: z.string().nullable(),
  events: z.number(),
  head: z.string(),
  keyId: z.string(),
  mac: z.string(),
});

/** The text is no export of ours, or its end is missing: it may have been cut off. */
export class ExportUnreadable extends Error {
  readonly code: 'not-an-export' | 'no-end';

  constructor(code: ExportUnreadable['code'], line: number) {
    super(`${code} (line ${line})`);
    this.name = 'ExportUnreadable';
    this.code = code;
  }
}

/** What came of checking an export; `isWhole` is false when lines were changed, added or left out since it was written. */
export type ExportReport = AuditReport & { readonly isWhole: boolean; readonly customerId: string | null };

/** Checks an export in JSON lines with nothing but the keys. Throws `ExportUnreadable`. */
export async function checkExport(
  lines: AsyncIterable<string>,
  keys: AuditKeys,
  options: AuditCheckOptions,
): Promise<ExportReport> {
  const texts: string[] = [];
  for await (const line of lines) if (line.trim() !== '') texts.push(line);
  const end = readEnd(texts.pop() ?? '', texts.length + 1);
  const isPartial = end.customerId !== null || end.from !== null || end.until !== null;
  const expectedEnd = isPartial ? undefined : parseHead(end.head);
  const check = new AuditCheck(keys, { ...options, isPartial, expectedEnd });
  const seal = new ExportSeal();
  texts.forEach((text, index) => {
    seal.add(text);
    const { personal, ...event } = readLine(eventShape, text, index + 1);
    check.add(
      event,
      personal.map((field) => ({ ...field, seq: event.seq })),
    );
  });
  const key = keys.find((one) => one.id === end.keyId);
  const isWhole = key !== undefined && seal.fits(end, key);
  return { ...check.finish(), isWhole, customerId: end.customerId };
}

function readEnd(text: string, line: number): ExportEnd {
  const end = endShape.safeParse(tryJson(text));
  if (end.success) return end.data;
  throw new ExportUnreadable(eventShape.safeParse(tryJson(text)).success ? 'no-end' : 'not-an-export', line);
}

function readLine<Shape extends z.ZodType>(shape: Shape, text: string, line: number): z.infer<Shape> {
  const read = shape.safeParse(tryJson(text));
  if (!read.success) throw new ExportUnreadable('not-an-export', line);
  return read.data;
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
