import { type Attempt, attemptsIn, isRefusedStart, isStart, type LogLine, logLine } from './log-attempts.ts';
import { lines } from './shell.ts';
import { goodSignOf, type Matched, signatureOf } from './signatures/match.ts';

export type FoundLine = Matched & { readonly line: LogLine };

/** What one log says about the newest start of the service. */
export type LogReading = {
  readonly found: readonly FoundLine[];
  /** The earliest cause of the newest start: what comes later follows from it. */
  readonly root?: FoundLine;
  readonly goodSigns: readonly { id: string; serving: boolean; line: LogLine; subject?: string }[];
  readonly errorCount: number;
  readonly starts: number;
  readonly newest?: LogLine;
};

/** A start this young may not have reached its error yet: then the one before it still counts. */
const youngMs = 10_000;

/** Lines dated before the service's own start speak about an earlier life. Clocks of file and host agree to a second. */
const slackMs = 2_000;

export type LogClock = { readonly nowMs: number; readonly startedAtMs?: number };

export function readLog(text: string, clock: LogClock): LogReading {
  const all = lines(text)
    .map(logLine)
    .filter(({ text: said }) => !/^(?:-- |Hint: )/.test(said));
  const begun = attemptsIn(all).map((attempt) => since(attempt, clock.startedAtMs));
  const attempts = begun.filter((attempt) => !isRefusedStart(attempt));
  const newest = attempts.at(-1) ?? { lines: [] };
  const before = attempts.at(-2);
  const reading = readAttempt(newest);
  const young =
    isStart(newest) && (newest.startedAt === undefined || clock.nowMs - newest.startedAt < youngMs);
  const serves = reading.goodSigns.some(({ serving }) => serving);
  const earlier =
    reading.root === undefined && young && !serves && before !== undefined ? readAttempt(before) : undefined;
  const telling = earlier?.root === undefined ? reading : { ...earlier, goodSigns: reading.goodSigns };
  const last = all.at(-1);
  return { ...telling, starts: begun.length, ...(last === undefined ? {} : { newest: last }) };
}

/** In a log whose lines are dated, everything before the start of the process is left out; undated lines follow the one above. */
function since(attempt: Attempt, startedAtMs: number | undefined): Attempt {
  if (startedAtMs === undefined) return attempt;
  let current: number | undefined;
  const kept = attempt.lines.filter((line) => {
    current = line.atMs ?? current;
    // A cause is often printed by the start that failed just before the one that runs now.
    return current === undefined || current >= startedAtMs - slackMs - youngMs;
  });
  return { ...attempt, lines: kept };
}

function readAttempt(attempt: Attempt): Omit<LogReading, 'starts'> {
  const found: FoundLine[] = [];
  const goodSigns: { id: string; serving: boolean; line: LogLine; subject?: string }[] = [];
  let errorCount = 0;
  for (const line of attempt.lines) {
    const matched = signatureOf(line.text);
    if (matched !== undefined) found.push({ ...matched, line });
    const good = goodSignOf(line.text);
    if (good !== undefined) goodSigns.push({ ...good, line });
    if (matched?.level === 'root' || matched?.level === 'marker' || errorLine.test(line.text))
      errorCount += 1;
  }
  const root = rootOf(found);
  return { found, goodSigns, errorCount, ...(root === undefined ? {} : { root }) };
}

const errorLine = /\b(?:ERROR|CRITICAL|FATAL|emerg|alert|crit)\b|^Traceback /;

/** General crash texts give way to a telling one of the same start: a driver's error is wrapped in a framework's. */
const general = new Set([
  'py-exception',
  'node-exception',
  'connection-refused',
  'file-missing',
  'py-import-failed',
]);

function rootOf(found: readonly FoundLine[]): FoundLine | undefined {
  const roots = found.filter(({ level }) => level === 'root');
  return roots.find(({ id }) => !general.has(id)) ?? roots[0];
}
