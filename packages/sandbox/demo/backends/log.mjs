import { appendFileSync } from 'node:fs';
import { env } from 'node:process';

/**
 * Writes one line (an error brings its stack) to the journal, and to LOG_FILE when that is set.
 * @param {'INFO' | 'ERROR'} level
 * @param {string} message
 * @param {unknown} [error]
 */
export function log(level, message, error) {
  const line = `${new Date().toISOString()} ${level} ${message}${error instanceof Error ? `\n${error.stack}` : ''}\n`;
  (level === 'ERROR' ? process.stderr : process.stdout).write(line);
  if (env.LOG_FILE) appendFileSync(env.LOG_FILE, line);
}
