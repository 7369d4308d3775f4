import type { UnreachableCode } from './errors.ts';
import { loggableCause } from './network-failure.ts';

/** The body of an answer as text, without the byte order mark that successful answers begin with. */
export type AnswerBody =
  | { readonly state: 'complete'; readonly text: string }
  | { readonly state: 'too-large'; readonly text: string }
  | {
      readonly state: 'cut-off';
      readonly text: string;
      readonly code: UnreachableCode;
      readonly cause: Error;
    };

/** How much to read, and how to learn that the time limit or the caller ended the reading. */
export type BodyLimits = {
  readonly maxBytes: number;
  readonly whyCut: () => 'timed-out' | 'aborted' | null;
};

/** Reads a body to its end, to the cap (counted after decompression), or until it breaks off. */
export async function readAnswerBody(answer: Response, limits: BodyLimits): Promise<AnswerBody> {
  const reader = answer.body?.getReader();
  // The decoder drops the byte order mark.
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  try {
    while (reader) {
      const { done, value } = await reader.read();
      if (done) break;
      bytes += value.byteLength;
      if (bytes > limits.maxBytes) {
        await reader.cancel();
        return { state: 'too-large', text: '' };
      }
      text += decoder.decode(value, { stream: true });
    }
    return { state: 'complete', text: text + decoder.decode() };
  } catch (failure) {
    return { state: 'cut-off', text, code: limits.whyCut() ?? 'cut-off', cause: loggableCause(failure) };
  }
}
