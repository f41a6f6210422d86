import { linesBefore, type Matched, type Signatures } from '#base/log-signatures.ts';
import {
  type Attempt,
  attemptsIn,
  isRefusedStart,
  isStart,
  type LogLine,
  datedLines,
} from './log-attempts.ts';
import { lines } from '../shell.ts';

export type FoundLine = Matched & { readonly line: LogLine };

/** The reading of one log since the newest start of the service. */
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

/** A running service has outlived what it said longer ago than this … */
const outlivedMs = 15 * 60_000;
/** … unless it was said while it started: that may hold for as long as it runs. */
const startingMs = 60_000;

export type LogClock = {
  readonly nowMs: number;
  /** When the service's main process started last. */
  readonly startedAtMs?: number;
  readonly isRunning?: boolean;
  /** How far the host's local time is ahead of UTC. */
  readonly localMs?: number;
  /** When the file was written last; the journal has none. */
  readonly writtenAtMs?: number;
};

export function readLog(text: string, clock: LogClock, signatures: Signatures): LogReading {
  const all = datedLines(lines(text), clock.localMs ?? 0).filter(
    ({ text: said }) => !/^(?:-- |Hint: )/.test(said),
  );
  const begun = attemptsIn(all).map((attempt) => stillTrue(attempt, clock, signatures));
  const attempts = begun.filter((attempt) => !isRefusedStart(attempt));
  const newest = attempts.at(-1) ?? { lines: [] };
  const before = attempts.at(-2);
  const reading = readAttempt(newest, signatures);
  const young =
    isStart(newest) && (newest.startedAt === undefined || clock.nowMs - newest.startedAt < youngMs);
  const serves = reading.goodSigns.some(({ serving }) => serving);
  const earlier =
    reading.root === undefined && young && !serves && before !== undefined
      ? readAttempt(before, signatures)
      : undefined;
  const telling = earlier?.root === undefined ? reading : { ...earlier, goodSigns: reading.goodSigns };
  const last = all.at(-1);
  return { ...telling, starts: begun.length, ...(last === undefined ? {} : { newest: last }) };
}

/** Leaves out what was said before the service started, and what it has outlived since. */
function stillTrue(attempt: Attempt, clock: LogClock, signatures: Signatures): Attempt {
  const { startedAtMs, nowMs } = clock;
  if (startedAtMs === undefined) return attempt;
  // A cause is often printed by the start that failed just before the one that runs now.
  const from = startedAtMs - slackMs - youngMs;
  if (clock.writtenAtMs !== undefined && clock.writtenAtMs < from) return { lines: [] };
  const lines = attempt.lines.filter(({ text, atMs }) => {
    if (atMs === undefined) return true;
    if (atMs < from) return false;
    const isOutlived =
      clock.isRunning === true && atMs > startedAtMs + startingMs && atMs < nowMs - outlivedMs;
    return !isOutlived || signatures.goodSign(text) !== undefined;
  });
  return { ...attempt, lines };
}

function readAttempt(attempt: Attempt, signatures: Signatures): Omit<LogReading, 'starts'> {
  const found: FoundLine[] = [];
  const goodSigns: { id: string; serving: boolean; line: LogLine; subject?: string }[] = [];
  let errorCount = 0;
  for (const [at, line] of attempt.lines.entries()) {
    const before = attempt.lines.slice(Math.max(0, at - linesBefore), at).map(({ text }) => text);
    const matched = signatures.match(line.text, before);
    if (matched !== undefined) found.push({ ...matched, line });
    const good = signatures.goodSign(line.text);
    if (good !== undefined) goodSigns.push({ ...good, serving: good.level === 'serving', line });
    if (
      matched?.level === 'root' ||
      matched?.level === 'general' ||
      matched?.level === 'marker' ||
      errorLine.test(line.text)
    )
      errorCount += 1;
  }
  const root = sharedCauseOf(found);
  return { found, goodSigns, errorCount, ...(root === undefined ? {} : { root }) };
}

const errorLine = /\b(?:ERROR|CRITICAL|FATAL|emerg|alert|crit)\b|^Traceback /;

/** General crash texts give way to a telling one of the same start: a driver's error is wrapped in a framework's. */
function sharedCauseOf(found: readonly FoundLine[]): FoundLine | undefined {
  return found.find(({ level }) => level === 'root') ?? found.find(({ level }) => level === 'general');
}
