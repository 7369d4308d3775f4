import { mkdirSync } from 'node:fs';

/** Where the pictures of all cards are put, for somebody to look at. */
export const SHEETS = new URL('../../contact-sheets/', import.meta.url).pathname;

/** So many cards are on one picture. */
export const ON_A_SHEET = 12;

mkdirSync(SHEETS, { recursive: true });
