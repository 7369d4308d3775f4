import type { Intent } from '../../src/dialogs/intent.ts';
import { NO_WISH, type Wish } from '../../src/dialogs/wish.ts';
import type { AboutRequest } from '../../src/dialogs/words/language-words.ts';

/** What a sentence should be read as; absent parts of a wish are empty. */
export function aWish(parts: Partial<Wish>): Intent {
  return { kind: 'request', wish: { ...NO_WISH, ...parts } };
}

/** Something said about request K7M2QX. */
export function aboutK7M2QX(kind: AboutRequest, reason: string | null = null): Intent {
  return { kind, requestIds: ['K7M2QX'], reason };
}
