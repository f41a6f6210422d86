import { quote } from '#base/quote.ts';
import type { ShellAnswer, ShellAsk } from '#catalog/ask.ts';
import type { Service } from '#catalog/catalog.ts';
import type { Evidence } from '#catalog/observation.ts';
import { runsAs } from '#catalog/run-kind.ts';
import { defineProbe } from '../probe.ts';
import { type FoundLine, type LogClock, type LogReading, readLog } from './read-log.ts';
import type { LogSource } from '#runtimes/run-reader.ts';
import { runtimeOf } from '#runtimes/runtimes.ts';
import { journalCommand } from '#runtimes/systemd.ts';
import { known, listed, needsSudo, notSeen, quoted } from '../make-observation.ts';
import { tailOf } from '../read-as.ts';
import { printed, shell, sudoRefused } from '../shell.ts';

/** Reads the service's output since its last start, from every place that may hold it. */
export const logs = defineProbe({
  id: 'logs',
  title: { en: 'Logs', fr: 'Journaux' },
  scope: 'host',
  usualMs: 80,
  windows: true,
  facts: {
    signatures: 'list',
    rootSignature: 'string',
    rootLayer: 'string',
    rootSubject: 'string',
    rootLine: 'string',
    rootAgeS: 'number',
    rootSignatures: 'list',
    deniedPaths: 'list',
    goodSigns: 'list',
    serving: 'boolean',
    boundTo: 'string',
    boundPort: 'number',
    boundLoopback: 'boolean',
    errorCount: 'number',
    starts: 'number',
    workerBoots: 'number',
    newestAgeS: 'number',
    sources: 'list',
    unreadable: 'list',
  },
  asks: ({ service, host }) => {
    const sources = logSources(service);
    if (sources.length === 0) return undefined;
    const asks: Record<string, ShellAsk> = {};
    for (const { name, command } of sources)
      asks[name] = shell(host?.os === 'windows' ? command : `${preludeOf(service)}\n${command}`);
    return asks;
  },
  read: (answers, { service, now, signatures }) => {
    const own = signatures.requiring(service.env?.required ?? []);
    const looked = logSources(service).map((source) => ({ source, text: textOf(answers[source.name]) }));
    const unreadable = looked.flatMap(({ source, text }) => (text === undefined ? [source.name] : []));
    const readings = looked.flatMap(({ source, text }) =>
      text === undefined ? [] : [{ source, reading: readLog(bodyOf(text), clockOf(text, now), own) }],
    );
    if (readings.length === 0) {
      const refused = Object.values(answers).some((answer) => sudoRefused(printed(answer) ?? ''));
      const first = looked[0]?.source;
      const why =
        refused && first !== undefined
          ? needsSudo(first.source)
          : { en: 'no log could be read', fr: 'aucun journal n’a pu être lu' };
      return notSeen('logs', why);
    }
    return seeLogs(readings, unreadable, now);
  },
});

/** The journal or the manager's own log, then the files of the catalog. */
export function logSources(service: Service): LogSource[] {
  const own = runtimeOf(service).logs(service);
  const journal = service.logs.includes('journal') && !own.some(({ name }) => name === 'journal');
  const unit = runsAs(service).name;
  return [
    ...own,
    ...(journal
      ? [{ name: 'journal', source: `journalctl -u ${unit}`, command: journalCommand(quote(unit)) }]
      : []),
    ...service.logs
      .filter((each) => each !== 'journal')
      .map((path) => ({ name: path, source: path, command: tailOf(service.name, quote(path)) })),
  ];
}

/** The host's clock and the start of the service, so that ages need no agreement between our clock and its. */
function preludeOf(service: Service): string {
  const runtime = runtimeOf(service);
  const unit = runtime.unit(service);
  // `$w` lets the commands of files say when those were written last: only for reading, not where people read along.
  const now = "w=1; date '+resus-now=%s %Y-%m-%dT%H:%M:%SZ'";
  if (unit !== undefined)
    return `${now}; systemctl show -p ExecMainStartTimestamp,ActiveState --timestamp=unix ${quote(unit)} 2>/dev/null`;
  // Containers date every line themselves, and asking Docker once more costs more than it tells.
  if (runtime.datesItsLog) return now;
  return `${now}; m=$(${runtime.mainPid(service)}); [ -z "$m" ] || echo "resus-runs=$(ps -o etimes= -p "$m" 2>/dev/null)"`;
}

const preludeLine = /^(?:resus-(?:now|runs|written)=.*|ExecMainStartTimestamp=.*|ActiveState=.*)\n/gm;

function bodyOf(text: string): string {
  return text.replace(preludeLine, '');
}

function clockOf(text: string, now: number): LogClock {
  const [, seconds, local] = /^resus-now=(\d+)(?: (\S+))?$/m.exec(text) ?? [];
  const nowMs = seconds === undefined ? now : Number(seconds) * 1000;
  const runs = /^resus-runs= *(\d+)$/m.exec(text)?.[1];
  const started = /^ExecMainStartTimestamp=@(\d+)/m.exec(text)?.[1];
  const written = /^resus-written=(\d+)$/m.exec(text)?.[1];
  const startedAtMs =
    started !== undefined
      ? Number(started) * 1000
      : runs !== undefined
        ? nowMs - Number(runs) * 1000
        : undefined;
  return {
    nowMs,
    isRunning: runs !== undefined || /^ActiveState=active$/m.test(text),
    ...(startedAtMs === undefined ? {} : { startedAtMs }),
    ...(local === undefined ? {} : { localMs: Date.parse(local) - nowMs }),
    ...(written === undefined ? {} : { writtenAtMs: Number(written) * 1000 }),
  };
}

/** Undefined for a log that could not be read: a hint about missing rights is not an empty log. */
function textOf(answer: ShellAnswer | undefined): string | undefined {
  const text = printed(answer);
  // The clock is always told first: where it is not, nothing ran at all.
  if (text === undefined || text === '' || sudoRefused(text)) return undefined;
  if (/insufficient permissions|currently not seeing messages from other users/.test(text)) return undefined;
  return /^Refused: |resus-led-by-many|^tail: cannot open|^tail: impossible d'ouvrir|: not found$/m.test(
    bodyOf(text).slice(0, 300),
  )
    ? undefined
    : text;
}

type SourceReading = { readonly source: LogSource; readonly reading: LogReading };

/** Joins the readings of several logs of one service. */
export function seeLogs(readings: readonly SourceReading[], unreadable: readonly string[], now: number) {
  const rooted = readings.find(({ reading }) => reading.root !== undefined);
  const root = rooted?.reading.root;
  const found = readings.flatMap(({ reading }) => reading.found);
  const good = readings.flatMap(({ reading }) => reading.goodSigns);
  const bound = good.findLast(
    ({ id, subject }) =>
      (id === 'g-uvicorn' || id === 'g-gunicorn' || id === 'g-listen') && subject !== undefined,
  );
  const newest = Math.max(0, ...readings.map(({ reading }) => reading.newest?.atMs ?? 0));
  const evidence: Evidence[] = [];
  if (root !== undefined && rooted !== undefined)
    evidence.push(
      quoted(
        rooted.source.source,
        root.line.raw,
        'rootSignature',
        'rootLayer',
        'rootSubject',
        'rootLine',
        'rootAgeS',
      ),
    );
  for (const { source, reading } of readings) {
    const telling = unique(reading.found.map(({ line }) => line.raw)).slice(-6);
    if (telling.length > 0)
      evidence.push(
        quoted(
          source.source,
          telling.join('\n'),
          'signatures',
          'rootSignatures',
          'deniedPaths',
          'errorCount',
        ),
      );
    const signs = reading.goodSigns.slice(-4).map(({ line }) => line.raw);
    if (signs.length > 0)
      evidence.push(
        quoted(
          source.source,
          signs.join('\n'),
          'goodSigns',
          'serving',
          'boundTo',
          'boundPort',
          'boundLoopback',
          'workerBoots',
          'starts',
        ),
      );
  }
  return {
    probe: 'logs',
    status: root === undefined ? ('ok' as const) : ('bad' as const),
    facts: known({
      signatures: unique(found.map(({ id }) => id)),
      // "none" is said only when nothing was left unread: silence is no proof.
      rootSignature: root?.id ?? (unreadable.length === 0 ? 'none' : undefined),
      rootLayer: root?.level === 'root' ? root.layer : undefined,
      rootSubject: root?.subject,
      rootLine: root?.line.text.trim().slice(0, 300),
      rootAgeS:
        root?.line.atMs === undefined ? undefined : Math.max(0, Math.round((now - root.line.atMs) / 1000)),
      rootSignatures: unique(found.filter(isRoot).map(({ id }) => id)),
      deniedPaths:
        unreadable.length === 0 ? unique(found.flatMap(deniedBy)) : listed(unique(found.flatMap(deniedBy))),
      goodSigns: unique(good.map(({ id }) => id)),
      serving: good.some(({ serving }) => serving),
      boundTo: bound?.subject,
      boundPort: portIn(bound?.subject),
      boundLoopback: loopbackIn(bound?.subject),
      errorCount: readings.reduce((sum, { reading }) => sum + reading.errorCount, 0),
      starts: Math.max(0, ...readings.map(({ reading }) => reading.starts)),
      workerBoots: good.filter(({ id }) => id === 'g-worker').length,
      newestAgeS: newest === 0 ? undefined : Math.max(0, Math.round((now - newest) / 1000)),
      sources: readings.map(({ source }) => source.name),
      unreadable: unreadable.length > 0 ? unreadable : undefined,
    }),
    evidence,
    says:
      root === undefined
        ? {
            en: 'no known error since the last start',
            fr: 'aucune erreur connue depuis le dernier démarrage',
          }
        : {
            en: 'the log says: {line}',
            fr: 'le journal dit : {line}',
            with: { line: root.line.text.trim().slice(0, 160) },
          },
  };
}

/** The path that a line says may not be used, and the directories above it: one of those may be what is closed. */
function deniedBy({ id, subject }: FoundLine): string[] {
  if (id !== 'permission' || subject === undefined) return [];
  const parts = subject.split('/');
  return subject.startsWith('/')
    ? parts
        .slice(2)
        .map((_, at) => parts.slice(0, at + 3).join('/'))
        .concat(subject)
    : [subject];
}

function isRoot({ level }: FoundLine): boolean {
  return level === 'root' || level === 'general';
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}

/** Inside a container nobody else can reach what listens there. A line that names only a port says nothing. */
function loopbackIn(subject: string | undefined): boolean | undefined {
  if (subject === undefined || /^\d+$/.test(subject)) return undefined;
  return /(?:^|\/\/)(?:127\.|localhost|\[?::1\b)/.test(subject);
}

function portIn(subject: string | undefined): number | undefined {
  const port = /(?:^|:)(\d{2,5})(?:\/|$)/.exec(subject ?? '')?.[1];
  return port === undefined ? undefined : Number(port);
}
