/** There is nowhere to deliver to: the app is not installed there, or the conversation is gone. */
export class NowhereToDeliver extends Error {
  readonly code = 'nowhere-to-deliver';
}
