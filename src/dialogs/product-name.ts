import { isSaidForSku } from '../directory/sku-abbreviations.ts';
import { fold } from '../directory/text-fold.ts';

/** A word of these makes a product of Microsoft's of the words around it. */
const FAMILIES = new Set(
  [
    ...['microsoft', 'office', 'm365', 'o365', 'd365', 'dynamics', 'windows', 'azure', 'entra', 'intune'],
    ...['visio', 'project', 'planner', 'teams', 'exchange', 'sharepoint', 'onedrive', 'copilot', 'viva'],
    ...['defender', 'purview', 'minecraft', 'bi', 'powerbi', 'powerapps', 'powerautomate'],
  ].map(fold),
);

/** What else the names of products are made of. */
const PARTS = new Set([
  ...[
    '365',
    'power',
    'apps',
    'app',
    'automate',
    'pages',
    'plan',
    'premium',
    'pro',
    'professional',
    'standard',
  ],
  ...[
    'basic',
    'essentials',
    'business',
    'enterprise',
    'education',
    'faculty',
    'students',
    'for',
    'per',
    'user',
  ],
  ...[
    'online',
    'desktop',
    'client',
    'kiosk',
    'id',
    'ad',
    'suite',
    'security',
    'compliance',
    'mobility',
    'no',
  ],
  ...[
    'eea',
    'without',
    'phone',
    'system',
    'rooms',
    'audio',
    'conferencing',
    'endpoint',
    'identity',
    'and',
    'with',
  ],
  ...['cloud', 'insights', 'sales', 'service', 'customer', 'finance', 'governance', 'frontline', 'trial'],
]);

/** E5, P2, Plan 1. */
const CODE = /^[a-z]{0,2}\d{1,3}$/;

/** What suites end in, which hold so much that something is left out of them. */
const SUITE = /(?:^| )(?:[aefg]\d|business (?:basic|standard|premium))$/;

/**
 * Parts "E5 Teams", as languages say it that put "without" behind, into the suite and what is left out of it; undefined where
 * it does not begin with a suite.
 */
export function leadingSuite(text: string): { readonly suite: string; readonly rest: string } | undefined {
  const words = text.split(' ');
  for (let count = words.length; count > 0; count -= 1) {
    const suite = words.slice(0, count).join(' ');
    if (SUITE.test(fold(suite)) && isProductName(suite)) return { suite, rest: words.slice(count).join(' ') };
  }
  return undefined;
}

/**
 * Whether words name one of Microsoft's products, whatever a customer has: "E5", "Power BI Pro", "Visio Plan 2". Pure, so
 * that a message can be told from small talk before anything is looked up.
 */
export function isProductName(text: string): boolean {
  const folded = fold(text);
  if (isSaidForSku(folded)) return true;
  const words = folded.split(' ');
  const isFamily = (word: string) => FAMILIES.has(word);
  return words.some(isFamily) && words.every((word) => isFamily(word) || PARTS.has(word) || CODE.test(word));
}
