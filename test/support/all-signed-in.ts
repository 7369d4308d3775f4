import type { ExecutorHealth } from '../../src/bot/executor-health.ts';

/** Everybody's account is ready. */
export const ALL_SIGNED_IN: ExecutorHealth = { of: async () => 'signed-in' };
