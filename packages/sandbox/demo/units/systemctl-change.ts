import { printed, refused, type Answer } from './answer.ts';
import type { StartAnswer, Unit } from './unit.ts';
import { fullName, type Units } from './units.ts';

const changes = [
  'start',
  'stop',
  'restart',
  'try-restart',
  'reload',
  'reload-or-restart',
  'reset-failed',
  'daemon-reload',
  'kill',
] as const;
type Change = (typeof changes)[number];

export function isChange(verb: string): verb is Change {
  return (changes as readonly string[]).includes(verb);
}

/** `systemctl start|stop|…`; like a real host it wants root, which the demo's `sudo` stands for. */
export async function changeUnits(
  units: Units,
  verb: Change,
  names: string[],
  isRoot: boolean,
): Promise<Answer> {
  if (!isRoot) return refused(denied(verb, names));
  if (verb === 'daemon-reload') {
    units.daemonReload();
    return printed('');
  }
  if (verb === 'reset-failed' && names.length === 0) {
    for (const unit of units.all()) unit.resetFailed();
    return printed('');
  }
  if (names.length === 0) return refused('Too few arguments.');
  const answers: Answer[] = [];
  for (const name of names) {
    const unit = units.find(name);
    answers.push(unit ? await changeUnit(units, verb, unit) : notFound(verb, name));
  }
  const worst = answers.find((answer) => answer.code !== 0);
  return { code: worst?.code ?? 0, out: '', err: answers.map((answer) => answer.err).join('') };
}

async function changeUnit(units: Units, verb: Change, unit: Unit): Promise<Answer> {
  if (verb === 'start') return explain(unit, unit.start());
  if (verb === 'restart') return explain(unit, await unit.restart());
  if (verb === 'try-restart') return unit.mainPid ? explain(unit, await unit.restart()) : printed('');
  if (verb === 'stop') await unit.stop();
  else if (verb === 'reset-failed') unit.resetFailed();
  else if (verb === 'kill') unit.signal('SIGTERM');
  else return reload(units, verb, unit);
  return printed('');
}

async function reload(
  units: Units,
  verb: 'reload' | 'reload-or-restart' | 'daemon-reload',
  unit: Unit,
): Promise<Answer> {
  const canReload = unit.file.execReload.length > 0;
  if (verb === 'reload-or-restart' && (!canReload || !unit.mainPid))
    return explain(unit, await unit.restart());
  if (!canReload)
    return refused(`Failed to reload ${unit.name}: Job type reload is not applicable for unit ${unit.name}.`);
  if (!unit.mainPid) return refused(`${unit.name} is not active, cannot reload.`);
  const failure = await units.reload(unit);
  if (failure === undefined) return printed('');
  return refused(`Job for ${unit.name} failed.\n${hint(unit.name)}`);
}

function explain(unit: Unit, answer: StartAnswer): Answer {
  if (answer === 'started') return printed('');
  if (answer === 'failed')
    return refused(
      `Job for ${unit.name} failed because of unavailable resources or another system error.\n${hint(unit.name)}`,
    );
  return refused(
    `Job for ${unit.name} failed because start of the service was attempted too often.\n${hint(unit.name)}\n` +
      `To force a start use "systemctl reset-failed ${unit.name}"\nfollowed by "systemctl start ${unit.name}" again.`,
  );
}

function hint(name: string): string {
  return `See "systemctl status ${name}" and "journalctl -xeu ${name}" for details.`;
}

function notFound(verb: Change, name: string): Answer {
  const unit = fullName(name);
  if (verb === 'reset-failed')
    return refused(`Failed to reset failed state of unit ${unit}: Unit ${unit} not loaded.`);
  if (verb === 'stop') return refused(`Failed to stop ${unit}: Unit ${unit} not loaded.`, 5);
  return refused(`Failed to ${verb} ${unit}: Unit ${unit} not found.`, 5);
}

function denied(verb: Change, names: string[]): string {
  if (verb === 'daemon-reload') return 'Failed to reload daemon: Interactive authentication required.';
  const unit = fullName(names[0] ?? '');
  return `Failed to ${verb} ${unit}: Interactive authentication required.\nSee system logs and 'systemctl status ${unit}' for details.`;
}
