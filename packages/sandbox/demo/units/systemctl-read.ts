import { readFileSync } from 'node:fs';
import { matchesGlob } from 'node:path';
import { printed, refused, type Answer } from './answer.ts';
import { nowUs } from './journal.ts';
import { formatEntry } from './journal-format.ts';
import type { SystemctlOptions } from './systemctl.ts';
import { formatAge, formatTimestamp } from './timestamp.ts';
import { missingUnitProperties, unitProperties } from './unit-properties.ts';
import type { Unit } from './unit.ts';
import { fullName, type Units } from './units.ts';

export function showUnits(units: Units, names: string[], options: SystemctlOptions): Answer {
  const blocks = names.map((name) => {
    const unit = units.find(name);
    const all = unit ? unitProperties(unit, options.timestamp) : missingUnitProperties(fullName(name));
    const wanted = Object.entries(all).filter(
      ([key]) => options.properties.length === 0 || options.properties.includes(key),
    );
    return wanted.map(([key, value]) => (options.isValueOnly ? `${value}\n` : `${key}=${value}\n`)).join('');
  });
  return printed(blocks.join('\n'));
}

export function catUnits(units: Units, names: string[]): Answer {
  const answers = names.map((name) => {
    const unit = units.find(name);
    return unit
      ? printed(`# ${unit.path}\n${readFileSync(unit.path, 'utf8')}`)
      : refused(`No files found for ${fullName(name)}.`);
  });
  return {
    code: Math.max(0, ...answers.map(({ code }) => code)),
    out: answers
      .map(({ out }) => out)
      .filter(Boolean)
      .join('\n'),
    err: answers.map(({ err }) => err).join(''),
  };
}

/** Exit 0 when one of the units is in one of the wanted states, 3 otherwise, as `is-active` does. */
export function activeStates(
  units: Units,
  names: string[],
  options: SystemctlOptions,
  wanted: string[],
): Answer {
  const states = names.map((name) => units.find(name)?.active ?? 'inactive');
  const isWanted = states.some((state) => wanted.includes(state));
  const code = isWanted ? 0 : wanted.includes('failed') ? 1 : 3;
  return printed(options.isQuiet ? '' : states.map((state) => `${state}\n`).join(''), code);
}

export function enabledStates(units: Units, names: string[], options: SystemctlOptions): Answer {
  const missing = names.find((name) => !units.find(name));
  if (missing)
    return refused(`Failed to get unit file state for ${fullName(missing)}: No such file or directory`);
  const states = names.map((name) => (units.get(name).file.isInstallable ? 'enabled' : 'static'));
  return printed(options.isQuiet ? '' : states.map((state) => `${state}\n`).join(''));
}

export function listUnits(units: Units, patterns: string[], options: SystemctlOptions): Answer {
  const listed = units.all().filter((unit) => {
    if (patterns.length > 0 && !patterns.some((pattern) => matchesGlob(unit.name, fullName(pattern))))
      return false;
    if (options.states.length > 0)
      return options.states.includes(unit.active) || options.states.includes(unit.sub);
    return options.isAll || patterns.length > 0 || unit.active !== 'inactive';
  });
  const rows = listed.map(
    (unit) =>
      `${bullet(unit, options)}${unit.name} loaded ${unit.active} ${unit.sub} ${unit.file.description}\n`,
  );
  const head = '  UNIT LOAD ACTIVE SUB DESCRIPTION\n';
  const foot = `\nLOAD   = Reflects whether the unit definition was properly loaded.\n${listed.length} loaded units listed.\n`;
  return printed(options.hasLegend ? `${head}${rows.join('')}${foot}` : rows.join(''));
}

export function showStatus(units: Units, names: string[], options: SystemctlOptions): Answer {
  const answers = names.map((name) => {
    const unit = units.find(name);
    return unit ? statusOf(units, unit, options) : refused(`Unit ${fullName(name)} could not be found.`, 4);
  });
  return {
    code: Math.max(0, ...answers.map(({ code }) => code)),
    out: answers
      .map(({ out }) => out)
      .filter(Boolean)
      .join('\n'),
    err: answers.map(({ err }) => err).join(''),
  };
}

function statusOf(units: Units, unit: Unit, options: SystemctlOptions): Answer {
  const since = `since ${formatTimestamp(unit.changedAtUs, 'pretty')}; ${formatAge(unit.changedAtUs, nowUs())}`;
  const result = unit.result === 'success' ? '' : ` (Result: ${unit.result})`;
  const entries = units.journal.entries().filter((entry) => entry.unit === unit.name);
  const lines = options.lines > 0 ? entries.slice(-options.lines) : [];
  const text = [
    `${unit.active === 'failed' ? '×' : unit.active === 'active' ? '●' : '○'} ${unit.title}`,
    `     Loaded: loaded (${unit.path}; ${unit.file.isInstallable ? 'enabled' : 'static'}; preset: enabled)`,
    `     Active: ${unit.active} (${unit.sub === 'failed' ? `Result: ${unit.result}` : unit.sub})${unit.sub === 'auto-restart' ? result : ''} ${since}`,
    ...(unit.mainPid ? [`   Main PID: ${unit.mainPid}`] : []),
    '',
    ...lines.map((entry) => formatEntry(entry, { style: 'short', hasHostname: true })),
  ];
  return printed(`${text.join('\n')}\n`, unit.active === 'active' ? 0 : 3);
}

function bullet(unit: Unit, options: SystemctlOptions): string {
  if (options.isPlain) return '';
  return unit.active === 'failed' ? '● ' : '  ';
}
