/** The JSON of an Adaptive Card or of a part of it. */
export type Card = Readonly<Record<string, unknown>>;

/** Whether a value from outside is a JSON object. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
