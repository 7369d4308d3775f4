import type { Activity } from 'botbuilder';
import { z } from 'zod';

/** A pressed button: a verb with data that a stranger may have written. */
export type Press = { readonly verb: string; readonly data: Readonly<Record<string, unknown>> };

const looseRecord = z.record(z.string(), z.unknown());

/** Clients send `data` as an object, or as JSON text. */
const actionData = z.preprocess((value) => {
  if (typeof value !== 'string') return value ?? {};
  try {
    return JSON.parse(value);
  } catch {
    return {};
  }
}, looseRecord);

const executeValue = z.looseObject({
  action: z.looseObject({ verb: z.string().max(100).optional(), data: actionData.optional() }),
});

/** Reads an `adaptiveCard/action` invoke; undefined when it is not one that a card of ours can have sent. */
export function readExecute(activity: Activity): Press | undefined {
  const parsed = executeValue.safeParse(activity.value);
  if (!parsed.success) return undefined;
  const { action } = parsed.data;
  const data = action.data ?? {};
  const verb = action.verb ?? (typeof data['verb'] === 'string' ? data['verb'] : undefined);
  return verb === undefined ? undefined : { verb, data };
}

/** Reads an `Action.Submit` that arrives as a message without text: the fallback of clients without Universal Actions. */
export function readSubmit(activity: Activity): Press | undefined {
  const parsed = looseRecord.safeParse(activity.value);
  if (!parsed.success || typeof parsed.data['verb'] !== 'string') return undefined;
  return { verb: parsed.data['verb'], data: parsed.data };
}

/** A text member of a press, trimmed; empty when it is absent or something else. */
export function textOf(press: Press, member: string): string {
  const value = press.data[member];
  return typeof value === 'string' ? value.trim() : '';
}

/** Why somebody decides as they do, as they typed it: the remark of an approval, or the reason of another press. */
export function reasonOf(press: Press): string | null {
  return textOf(press, press.verb.endsWith('.approve') ? 'in_remark' : 'in_reason') || null;
}

/** The revision that a card showed; null when there is none that can be read. */
export function revisionOf(press: Press): number | null {
  const value = Number(press.data['revision']);
  return Number.isSafeInteger(value) ? value : null;
}
