/** A test of the slow remainder: run with `TEST_ALL`, else counted among the pending ones. */
export const slowIt = process.env['TEST_ALL'] ? it : it.skip;
