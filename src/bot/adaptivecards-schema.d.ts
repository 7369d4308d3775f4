/**
 * Stands in for `adaptivecards/src/schema`, which the types of adaptivecards-templating import: that file is TypeScript
 * source that this project's compiler options do not accept. See `paths` in tsconfig.json.
 */
export type IAdaptiveCard = Readonly<Record<string, unknown>>;
