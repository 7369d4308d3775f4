import type { Card } from './card.ts';
import { findInputs } from './card-walk.ts';
import { type InputValues, TeamsClientError } from './teams-client.ts';

/** Values of typeahead choices that this client has been offered, by input id. */
export type OfferedChoices = (inputId: string) => ReadonlySet<string>;

/**
 * What the client merges into an action's data: each input that has a value, as text. Empty inputs are left out,
 * as `adaptivecards` 3 does (`SubmitActionBase.internalPrepareForExecution`).
 * @throws TeamsClientError `unknown-input`, `input-not-valid`, `choice-not-offered`
 */
export function fillInputs(
  cards: readonly Card[],
  typed: InputValues,
  offered: OfferedChoices,
): Record<string, string> {
  const inputs = cards.flatMap(findInputs);
  const known = new Set(inputs.map(idOf));
  const unknown = Object.keys(typed).find((id) => !known.has(id));
  if (unknown !== undefined) {
    throw new TeamsClientError('unknown-input', `The card has no input '${unknown}', only ${[...known]}.`);
  }
  const filled = inputs.map((input) => [idOf(input), shownValue(input, typed[idOf(input)])] as const);
  inputs.forEach((input, index) => {
    check(input, filled[index]?.[1] ?? '', offered);
  });
  return Object.fromEntries(filled.filter(([, value]) => value !== ''));
}

function idOf(input: Card): string {
  return String(input['id']);
}

function shownValue(input: Card, typed: InputValues[string] | undefined): string {
  if (input['type'] === 'Input.Toggle') return toggleValue(input, typed);
  const value = typed ?? input['value'] ?? '';
  return String(value);
}

function toggleValue(input: Card, typed: InputValues[string] | undefined): string {
  const on = String(input['valueOn'] ?? 'true');
  const off = String(input['valueOff'] ?? 'false');
  if (typed === undefined) return input['value'] === on ? on : off;
  if (typeof typed === 'boolean') return typed ? on : off;
  if (typed === on || typed === off) return typed;
  throw notValid(input, `'${typed}' is neither on nor off`);
}

function check(input: Card, value: string, offered: OfferedChoices): void {
  const isMissing =
    input['type'] === 'Input.Toggle' ? value !== String(input['valueOn'] ?? 'true') : value === '';
  if (input['isRequired'] === true && isMissing) throw notValid(input, 'it is required');
  if (value === '') return;
  switch (input['type']) {
    case 'Input.Text':
      checkText(input, value);
      break;
    case 'Input.Number':
      checkRange(input, value, Number);
      break;
    case 'Input.Date':
      checkRange(input, value, (text) => Date.parse(text));
      break;
    case 'Input.Time':
      checkRange(input, value, (text) => Date.parse(`1970-01-01T${text}Z`));
      break;
    case 'Input.ChoiceSet':
      checkChoice(input, value, offered);
      break;
  }
}

function checkText(input: Card, value: string): void {
  const { regex, maxLength } = input;
  if (typeof regex === 'string' && !new RegExp(regex).test(value))
    throw notValid(input, `it must match ${regex}`);
  if (typeof maxLength === 'number' && maxLength > 0 && value.length > maxLength) {
    throw notValid(input, `it is longer than ${maxLength}`);
  }
}

function checkRange(input: Card, value: string, toNumber: (text: string) => number): void {
  const number = toNumber(value);
  if (Number.isNaN(number)) throw notValid(input, `'${value}' is not of its kind`);
  const { min, max } = input;
  if (min !== undefined && number < toNumber(String(min))) throw notValid(input, `it is below ${min}`);
  if (max !== undefined && number > toNumber(String(max))) throw notValid(input, `it is above ${max}`);
}

function checkChoice(input: Card, value: string, offered: OfferedChoices): void {
  const fixed = Array.isArray(input['choices'])
    ? input['choices'].map((choice: Card) => choice['value'])
    : [];
  const values = input['isMultiSelect'] === true ? value.split(',') : [value];
  for (const chosen of values) {
    if (fixed.includes(chosen) || offered(idOf(input)).has(chosen) || input['value'] === value) continue;
    throw new TeamsClientError('choice-not-offered', `'${chosen}' is not a choice of '${idOf(input)}'.`);
  }
}

function notValid(input: Card, why: string): TeamsClientError {
  const told = typeof input['errorMessage'] === 'string' ? ` The card says: ${input['errorMessage']}` : '';
  return new TeamsClientError('input-not-valid', `Input '${idOf(input)}' is not valid: ${why}.${told}`);
}
