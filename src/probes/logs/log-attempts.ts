/** One line of a log: its text without what the log writer put in front, and when, if that is known. */
export type LogLine = { readonly text: string; readonly raw: string; readonly atMs?: number };

/** The output from one start of the service to the next. */
export type Attempt = { readonly lines: readonly LogLine[]; readonly startedAt?: number };

/**
 * `1795211233.123456 tag[pid]: message` (journal), or a line of a file, dated when it begins with a usual date. A date
 * without a zone is the host's local time, which is `localMs` ahead of UTC.
 */
function logLine(raw: string, localMs = 0): LogLine {
  const journal = /^(\d{10})\.(\d{3})\d* (\S+?(?:\[\d+\])?): (.*)$/.exec(raw);
  if (journal !== null) {
    const [, seconds, millis, tag = '', text = ''] = journal;
    const atMs = Number(seconds) * 1000 + Number(millis);
    return { text: /^systemd\b/.test(tag) ? `systemd: ${text}` : text, raw, atMs };
  }
  const docker = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?Z (.*)$/.exec(raw);
  if (docker?.[1] !== undefined) return { text: docker[2] ?? '', raw, atMs: Date.parse(`${docker[1]}Z`) };
  const [, year, month, day, time, zone] =
    /^\[?(\d{4})[-/](\d\d)[-/](\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,]\d+)? ?(Z|[+-]\d\d:?\d\d)?/.exec(raw) ?? [];
  if (time === undefined) return { text: raw, raw };
  const utcMs = Date.parse(`${year}-${month}-${day}T${time}Z`);
  return { text: raw, raw, atMs: utcMs - (zone === undefined ? localMs : zoneMs(zone)) };
}

function zoneMs(zone: string): number {
  const [, sign, hours, minutes] = /^([+-])(\d\d):?(\d\d)$/.exec(zone) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60_000;
}

/** A line without a date was printed with the one above it. */
export function datedLines(raws: readonly string[], localMs: number): LogLine[] {
  let atMs: number | undefined;
  return raws.map((raw) => {
    const line = logLine(raw, localMs);
    atMs = line.atMs ?? atMs;
    return atMs === undefined ? line : { ...line, atMs };
  });
}

/** How a manager or the program itself says that it begins. */
const begins =
  /^systemd: (?:Starting|Started) |\bStarting gunicorn \d|^INFO:\s+Started (?:parent|server) process|^> \S+@\S+ (?:start|serve)|Starting development server at|^INFO (?:spawned|supervisord started)/;
/** … and that it is over: what follows belongs to the next start, which may fail before it says anything. */
const ends = /Finished server process|Shutting down: Master|Stopping parent process/;
const systemdEnds = /^systemd: Stopped /;
/** Somebody stops it on purpose: whatever it said before is not why it is down. */
const stops = /^systemd: Stopping /;
/** systemd gave up: no start at all, what the last real one said still counts. */
const refuses = /^systemd: .*(?:Start request repeated too quickly|Failed to start )/;
const chained = /^(?:During handling of the above exception|The above exception was the direct cause)/;

/** Did this part of the log begin with a start, of which more may still come? */
export function isStart(attempt: Attempt): boolean {
  return attempt.lines.some(({ text }) => begins.test(text));
}

export function isRefusedStart(attempt: Attempt): boolean {
  return !isStart(attempt) && attempt.lines.some(({ text }) => refuses.test(text));
}

/**
 * Cuts a log into starts, oldest first. A log without any sign of a start is cut at its tracebacks, because each of
 * those is a start that failed, or a request that did.
 */
export function attemptsIn(all: readonly LogLine[]): Attempt[] {
  const marked = all.some(
    ({ text }) => begins.test(text) || ends.test(text) || stops.test(text) || systemdEnds.test(text),
  );
  const cuts = marked ? startCuts(all) : tracebackCuts(all);
  return [0, ...cuts].flatMap((from, index, starts) => {
    const lines = all.slice(from, starts[index + 1]);
    const startedAt = lines.find(({ atMs }) => atMs !== undefined)?.atMs;
    return lines.length === 0 ? [] : [{ lines, ...(startedAt === undefined ? {} : { startedAt }) }];
  });
}

function startCuts(all: readonly LogLine[]): number[] {
  const cuts: number[] = [];
  // systemd tells every start itself: there the program's own farewell only parts a failure from its reason.
  const managed = all.some(({ text }) => text.startsWith('systemd: '));
  let said = false; // something other than a start line came since the last cut
  for (const [at, { text }] of all.entries()) {
    if (stops.test(text) || (begins.test(text) && said)) {
      cuts.push(at);
      said = false;
    } else if (managed ? systemdEnds.test(text) : ends.test(text)) {
      // gunicorn names its reason after it said good-bye.
      cuts.push(/ Reason: /.test(all[at + 1]?.text ?? '') ? at + 2 : at + 1);
      said = false;
    } else if (!begins.test(text)) {
      said = true;
    }
  }
  return cuts.filter((cut) => cut > 0 && cut < all.length);
}

function tracebackCuts(all: readonly LogLine[]): number[] {
  return all.flatMap(({ text }, at) => {
    if (at === 0 || !text.startsWith('Traceback (most recent call last)')) return [];
    return all.slice(Math.max(0, at - 3), at).some((before) => chained.test(before.text)) ? [] : [at];
  });
}
