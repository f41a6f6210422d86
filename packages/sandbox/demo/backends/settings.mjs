import { env } from 'node:process';

/**
 * The value of a variable without which the program cannot work.
 * @param {string} name
 */
export function required(name) {
  const value = env[name];
  if (!value) throw new Error(`Required environment variable is missing: ${name}`);
  return value;
}

/** How long every answer is held back; 0 unless somebody sets RESPONSE_DELAY_MS. */
export const responseDelayMs = Number(env.RESPONSE_DELAY_MS ?? 0);
