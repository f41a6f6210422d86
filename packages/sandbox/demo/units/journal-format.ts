import type { JournalEntry } from './journal.ts';

export const styles = [
  'short',
  'short-iso',
  'short-iso-precise',
  'short-precise',
  'short-unix',
  'cat',
  'json',
] as const;
export type JournalStyle = (typeof styles)[number];

export interface JournalFormat {
  style: JournalStyle;
  hasHostname: boolean;
  /** json: only these fields, beside the address fields that journalctl always prints */
  fields?: readonly string[];
  /** json: print unprintable messages as text too (`-a`) */
  isAll?: boolean;
}

const demoHostname = 'demo-1';

export function formatEntry(entry: JournalEntry, format: JournalFormat): string {
  if (format.style === 'json') return JSON.stringify(jsonOf(entry, format));
  if (format.style === 'cat') return entry.message;
  const host = format.hasHostname ? `${demoHostname} ` : '';
  return `${formatTime(entry.atUs, format.style)} ${host}${entry.identifier}[${entry.pid}]: ${entry.message}`;
}

function formatTime(atUs: number, style: Exclude<JournalStyle, 'json' | 'cat'>): string {
  const at = new Date(Math.floor(atUs / 1_000));
  const iso = at.toISOString().slice(0, 19);
  const fraction = String(atUs % 1e6).padStart(6, '0');
  const month = at.toLocaleDateString('en-US', { month: 'short', timeZone: 'UTC' });
  const short = `${month} ${iso.slice(8, 10)} ${iso.slice(11)}`;
  switch (style) {
    case 'short':
      return short;
    case 'short-precise':
      return `${short}.${fraction}`;
    case 'short-iso':
      return `${iso}+0000`;
    case 'short-iso-precise':
      return `${iso}.${fraction}+0000`;
    case 'short-unix':
      return `${Math.floor(atUs / 1e6)}.${fraction}`;
  }
}

function jsonOf(entry: JournalEntry, { fields, isAll }: JournalFormat): Record<string, unknown> {
  const always = {
    __CURSOR: `i=${entry.invocationId};t=${entry.atUs}`,
    __REALTIME_TIMESTAMP: String(entry.atUs),
  };
  const isOurs = entry.from === 'process';
  const all: Record<string, unknown> = {
    // journalctl gives a message with control characters as an array of bytes
    MESSAGE: isAll || isPrintable(entry.message) ? entry.message : [...Buffer.from(entry.message)],
    PRIORITY: String(entry.priority),
    SYSLOG_IDENTIFIER: entry.identifier,
    _PID: String(entry.pid),
    _COMM: entry.identifier,
    _HOSTNAME: demoHostname,
    ...(isOurs
      ? { _SYSTEMD_UNIT: entry.unit, _SYSTEMD_INVOCATION_ID: entry.invocationId }
      : { UNIT: entry.unit, INVOCATION_ID: entry.invocationId }),
  };
  const wanted = Object.entries(all).filter(([key]) => !fields || fields.includes(key));
  return { ...always, ...Object.fromEntries(wanted) };
}

function isPrintable(message: string): boolean {
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  return !/[\u0000-\u0008\u000b-\u001f\u007f]/.test(message);
}
