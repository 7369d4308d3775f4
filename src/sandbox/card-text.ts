import { isObject } from './teams/card.ts';

/** A card as lines of text, for people who read a transcript: texts, facts, inputs and buttons in reading order. */
export function cardText(card: unknown): readonly string[] {
  return isObject(card) ? elementLines(card) : [];
}

function elementLines(element: Readonly<Record<string, unknown>>): readonly string[] {
  switch (element['type']) {
    case 'TextBlock':
      return [plain(element['text'])];
    case 'RichTextBlock':
      return [
        childrenOf(element, 'inlines')
          .map((run) => plain(run['text']))
          .join(''),
      ];
    case 'FactSet':
      return childrenOf(element, 'facts').map((fact) => `${plain(fact['title'])}: ${plain(fact['value'])}`);
    case 'Input.Text':
    case 'Input.ChoiceSet':
      return [`[ ${plain(element['label'])} ]`];
    case 'ColumnSet':
      return [childrenOf(element, 'columns').flatMap(elementLines).join('   ')];
    case 'ActionSet':
      return [
        childrenOf(element, 'actions')
          .map((action) => `( ${plain(action['title'])} )`)
          .join(' '),
      ];
    default:
      return [...childrenOf(element, 'body'), ...childrenOf(element, 'items')].flatMap(elementLines);
  }
}

function childrenOf(element: Readonly<Record<string, unknown>>, member: string) {
  const children = element[member];
  return Array.isArray(children) ? children.filter(isObject) : [];
}

/** Text without Markdown marks, and times as a client would show them. */
function plain(value: unknown): string {
  if (typeof value !== 'string') return '';
  return value
    .replace(/\{\{DATE\(([^,)]+)[^)]*\)\}\}\s*\{\{TIME\([^)]*\)\}\}/g, (_, at: string) => at.slice(11, 16))
    .replace(/\*\*/g, '')
    .replace(/\\([\\`*_[\]<>~|#+.)-])/g, '$1')
    .replace(/\u200B/g, '');
}
