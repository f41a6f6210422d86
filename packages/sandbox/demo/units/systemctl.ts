import { printed, refused, type Answer } from './answer.ts';
import { changeUnits, isChange } from './systemctl-change.ts';
import { catUnits, enabledStates, activeStates, listUnits, showStatus, showUnits } from './systemctl-read.ts';
import type { TimestampStyle } from './timestamp.ts';
import type { Units } from './units.ts';

export interface SystemctlOptions {
  properties: string[];
  isValueOnly: boolean;
  timestamp: TimestampStyle;
  lines: number;
  isPlain: boolean;
  hasLegend: boolean;
  isAll: boolean;
  isQuiet: boolean;
  states: string[];
}

const timestampStyles: readonly string[] = ['pretty', 'unix', 'us', 'us+utc', 'utc'];
const accepted = [
  '--no-pager',
  '--full',
  '-l',
  '--no-block',
  '--no-ask-password',
  '--system',
  '--wait',
  '--no-wall',
];

/** Answers one `systemctl` command line about the demo's own units, in the words and exit codes of systemd 252. */
export async function systemctl(units: Units, args: readonly string[], isRoot: boolean): Promise<Answer> {
  if (args.includes('--version')) return printed('systemd 252 (demo)\n');
  const parsed = parse(args);
  if ('err' in parsed) return parsed;
  const { options, words } = parsed;
  const [verb = 'list-units', ...names] = words;
  if (isChange(verb)) return changeUnits(units, verb, names, isRoot);
  if (verb === 'show') return showUnits(units, names, options);
  if (verb === 'status') return showStatus(units, names, options);
  if (verb === 'cat') return catUnits(units, names);
  if (verb === 'is-active') return activeStates(units, names, options, ['active']);
  if (verb === 'is-failed') return activeStates(units, names, options, ['failed']);
  if (verb === 'is-enabled') return enabledStates(units, names, options);
  if (verb === 'list-units') return listUnits(units, names, options);
  return refused(`Unknown command verb ${verb}.`);
}

function parse(args: readonly string[]): { options: SystemctlOptions; words: string[] } | Answer {
  const options: SystemctlOptions = {
    properties: [],
    isValueOnly: false,
    timestamp: 'pretty',
    lines: 10,
    isPlain: false,
    hasLegend: true,
    isAll: false,
    isQuiet: false,
    states: [],
  };
  const words: string[] = [];
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    const [name, inline] = arg.startsWith('--') ? splitOption(arg) : splitShort(arg);
    const value = () => inline ?? rest.shift() ?? '';
    if (!arg.startsWith('-')) words.push(arg);
    else if (name === '-p' || name === '--property') options.properties.push(...value().split(','));
    else if (name === '-P') {
      options.properties.push(...value().split(','));
      options.isValueOnly = true;
    } else if (name === '--value') options.isValueOnly = true;
    else if (name === '--timestamp') {
      const style = value();
      if (!timestampStyles.includes(style)) return refused(`Failed to parse timestamp style: ${style}.`);
      options.timestamp = style as TimestampStyle;
    } else if (name === '-n' || name === '--lines') options.lines = Number(value());
    else if (name === '--plain') options.isPlain = true;
    else if (name === '--no-legend' || name === '--legend') options.hasLegend = inline === 'true';
    else if (name === '-a' || name === '--all') options.isAll = true;
    else if (name === '-q' || name === '--quiet') options.isQuiet = true;
    else if (name === '--state') options.states.push(...value().split(','));
    else if (name === '--failed') options.states.push('failed');
    else if (name === '-t' || name === '--type' || name === '-o' || name === '--output') value();
    else if (!accepted.includes(arg)) return refused(`systemctl: unrecognized option '${arg}'`);
  }
  return { options, words };
}

function splitOption(arg: string): [string, string | undefined] {
  const at = arg.indexOf('=');
  return at < 0 ? [arg, undefined] : [arg.slice(0, at), arg.slice(at + 1)];
}

function splitShort(arg: string): [string, string | undefined] {
  return [arg.slice(0, 2), arg.length > 2 ? arg.slice(2) : undefined];
}
