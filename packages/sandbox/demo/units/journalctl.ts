import { printed, refused, type Answer } from './answer.ts';
import { nowUs, type JournalEntry } from './journal.ts';
import { formatEntry, styles, type JournalStyle } from './journal-format.ts';
import { parseTime } from './journal-time.ts';
import { readKernelLog } from './kernel-log.ts';
import { fullName, type Units } from './units.ts';

interface Query {
  units: string[];
  matches: [field: string, value: string][];
  lines: number;
  sinceUs: number;
  untilUs: number;
  maxPriority: number;
  style: JournalStyle;
  fields?: string[];
  grep?: RegExp;
  hasHostname: boolean;
  isAll: boolean;
  isQuiet: boolean;
  isReversed: boolean;
  isKernel: boolean;
}

const priorities = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug'];
const accepted = [
  '--no-pager',
  '--utc',
  '-b',
  '--boot',
  '-e',
  '-x',
  '-l',
  '--full',
  '--no-full',
  '-m',
  '--merge',
  '--system',
];

/** Answers one `journalctl` command line from the demo's journal; `-k` is the machine's own kernel log. */
export async function journalctl(units: Units, args: readonly string[]): Promise<Answer> {
  if (args.includes('--version')) return printed('systemd 252 (demo)\n');
  const query = parse(args);
  if ('err' in query) return query;
  if (query.isKernel) return readKernelLog(args);
  const known = units.journal.entries().filter((entry) => isWanted(entry, query));
  const entries = query.lines < known.length ? known.slice(known.length - query.lines) : known;
  if (query.isReversed) entries.reverse();
  if (entries.length === 0)
    return printed(query.isQuiet || query.style === 'json' ? '' : '-- No entries --\n');
  return printed(entries.map((entry) => `${formatEntry(entry, query)}\n`).join(''));
}

function parse(args: readonly string[]): Query | Answer {
  const query: Query = {
    units: [],
    matches: [],
    lines: Number.POSITIVE_INFINITY,
    sinceUs: 0,
    untilUs: Number.POSITIVE_INFINITY,
    maxPriority: 7,
    style: 'short',
    hasHostname: true,
    isAll: false,
    isQuiet: false,
    isReversed: false,
    isKernel: false,
  };
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    const match = /^(--[a-z-]+)(?:=(.*))?$/s.exec(arg) ?? /^(-[a-z])(.+)?$/s.exec(arg);
    const name = match?.[1] ?? '';
    const value = () => match?.[2] ?? rest.shift() ?? '';
    if (/^[A-Z_]+=/.test(arg))
      query.matches.push([arg.slice(0, arg.indexOf('=')), arg.slice(arg.indexOf('=') + 1)]);
    else if (name === '-u' || name === '--unit') query.units.push(fullName(value()));
    else if (name === '-n' || name === '--lines')
      query.lines = Number(/^\d+$/.test(match?.[2] ?? rest[0] ?? '') ? value() : 10);
    else if (name === '-S' || name === '--since' || name === '--until') {
      const text = value();
      const atUs = parseTime(text, nowUs());
      if (atUs === undefined) return refused(`Failed to parse timestamp: ${text}`);
      if (name === '--until') query.untilUs = atUs;
      else query.sinceUs = atUs;
    } else if (name === '-o' || name === '--output') {
      const wanted = value();
      const style = styles.find((known) => known === wanted);
      if (!style) return refused(`Unknown output '${wanted}'.`);
      query.style = style;
    } else if (name === '-p' || name === '--priority') {
      const level = value();
      query.maxPriority = /^\d$/.test(level) ? Number(level) : priorities.indexOf(level);
      if (query.maxPriority < 0) return refused(`Unknown log level ${level}`);
    } else if (name === '--output-fields') query.fields = value().split(',');
    else if (name === '-g' || name === '--grep') query.grep = new RegExp(value());
    else if (name === '--no-hostname') query.hasHostname = false;
    else if (name === '-a' || name === '--all') query.isAll = true;
    else if (name === '-q' || name === '--quiet') query.isQuiet = true;
    else if (name === '-r' || name === '--reverse') query.isReversed = true;
    else if (name === '-k' || name === '--dmesg') query.isKernel = true;
    else if (!accepted.includes(name)) return refused(`journalctl: unrecognized option '${arg}'`);
  }
  return query;
}

function isWanted(entry: JournalEntry, query: Query): boolean {
  if (query.units.length > 0 && !query.units.includes(entry.unit)) return false;
  if (entry.atUs < query.sinceUs || entry.atUs > query.untilUs || entry.priority > query.maxPriority)
    return false;
  if (query.grep && !query.grep.test(entry.message)) return false;
  return query.matches.every(([field, value]) => fieldOf(entry, field) === value);
}

/** The fields a match may name. systemd's own lines about a unit carry UNIT= and not _SYSTEMD_UNIT=. */
function fieldOf(entry: JournalEntry, field: string): string | undefined {
  const isOurs = entry.from === 'process';
  switch (field) {
    case '_SYSTEMD_INVOCATION_ID':
      return isOurs ? entry.invocationId : undefined;
    case 'INVOCATION_ID':
      return isOurs ? undefined : entry.invocationId;
    case '_SYSTEMD_UNIT':
      return isOurs ? entry.unit : undefined;
    case 'UNIT':
      return isOurs ? undefined : entry.unit;
    case '_PID':
      return String(entry.pid);
    case 'SYSLOG_IDENTIFIER':
    case '_COMM':
      return entry.identifier;
    default:
      return undefined;
  }
}
