import { type Logger, pino } from 'pino';
import type { Redact } from '#redaction/redact.ts';

export type Log = Logger;

/** JSON lines on standard error, every one of them through the redactor: log once, at the edge. */
export function createLog(level: string, redact: Redact): Log {
  const out = { write: (line: string): void => void process.stderr.write(redact(line)) };
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, out);
}
