import { createTranslator } from '../../src/i18n/translator.ts';

/** The English sentences by their keys: a story tests which sentence is said, not how it is worded. */
export const text = createTranslator().for('en');
