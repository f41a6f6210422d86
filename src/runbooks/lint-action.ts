import type { Action, ActionStep } from './action.ts';
import { holesOf } from './holes.ts';
import { platformOps } from './platform-ops.ts';

/** Filled in by every plan, whatever the parameters. */
const always = new Set(['service', 'need']);
const shells = new Set(['sh', 'bash', 'dash', 'zsh', 'ksh', 'eval', 'python', 'python3', 'perl', 'node']);
const tellsCode = /^-[a-z]*[ce]$/;

/** What no runbook needs: it takes more than what it is about, or cannot be undone by anyone. */
const unsafe: readonly { readonly words: RegExp; readonly why: string }[] = [
  {
    words: /(?:^|\s)rm\s(?:.*\s)?(?:-[a-z]*[rR][a-z]*|--recursive)(?:\s|$)/,
    why: 'rm -r deletes more than one can name',
  },
  {
    words: /(?:^|\s)ch(?:mod|own|grp)\s(?:.*\s)?(?:-[a-z]*R[a-z]*|--recursive)(?:\s|$)/,
    why: 'a recursive chmod or chown forgets how it was',
  },
  { words: /(?:^|\s)chmod\s(?:.*\s)?0?777(?:\s|$)/, why: 'chmod 777 lets everybody write' },
  { words: /(?:^|\s)(?:pkill|killall)(?:\s|$)/, why: 'pkill and killall end whatever has such a name' },
  { words: /(?:^|\s)(?:mkfs[.\w]*|dd|wipefs|fdisk|parted)(?:\s|$)/, why: 'it writes to disks' },
  {
    words: /(?:^|\s)docker\s(?:.*\s)?(?:system|volume|container|network)\sprune(?:\s|$)/,
    why: 'a prune takes what belongs to others',
  },
  { words: /(?:^|\s)docker\scompose\s(?:.*\s)?down(?:\s|$)/, why: 'compose down takes the whole project' },
  {
    words: /(?:^|\s)git\s(?:.*\s)?(?:reset\s--hard|clean)(?:\s|$)/,
    why: 'it throws away what was edited in place',
  },
  {
    words: /(?:^|\s)iptables\s(?:.*\s)?-F(?:\s|$)|(?:^|\s)nft\sflush(?:\s|$)|(?:^|\s)ufw\sdisable(?:\s|$)/,
    why: 'it opens the host',
  },
];
const endsHost = /(?:^|\s)(?:shutdown|reboot|halt|poweroff)(?:\s|$)|systemctl\s(?:reboot|poweroff|halt)/;

/** The faults of an action, one line each; empty when there are none. */
export function lintAction(action: Action, capabilities: ReadonlySet<string>): string[] {
  const problems: string[] = [];
  const steps = [...action.steps, ...action.otherwise];
  const say = (text: string): void => void problems.push(`action "${action.action}": ${text}`);
  const nobodyCan = (can: readonly string[] | undefined): string[] =>
    (can ?? []).flatMap((one) =>
      capabilities.has(one)
        ? []
        : [`can: no way to run has "${one}"; there are: ${[...capabilities].join(', ')}`],
    );
  for (const problem of nobodyCan(action.can)) say(problem);
  if (action.refuse === undefined && action.steps.length === 0) say('has no steps and no refuse:');
  if (action.refuse !== undefined && steps.length > 0) say('has refuse: and steps that would never run');
  if (action.refuse === undefined && action.risk !== 'low' && action.undo === undefined)
    say('undo: must say how it is undone, or that it cannot be');
  for (const [i, step] of steps.entries()) {
    const at = i < action.steps.length ? `step ${i + 1}` : `otherwise ${i - action.steps.length + 1}`;
    for (const hole of holesIn(step)) {
      if (!Object.hasOwn(action.params, hole)) say(`${at}: {${hole}} is no parameter`);
    }
    for (const hole of [...holesOf(step.says?.en ?? ''), ...holesOf(step.says?.fr ?? '')])
      if (!Object.hasOwn(action.params, hole) && !always.has(hole))
        say(`${at}: says: {${hole}} is no parameter`);
    for (const problem of [...unsafeIn(step, action), ...nobodyCan(step.can)]) say(`${at}: ${problem}`);
    if (!step.once && !('run' in step || 'helper' in step || 'catalog' in step || 'wait' in step))
      say(`${at}: it changes something, so it may not say once: false`);
  }
  return problems;
}

function holesIn(step: ActionStep): string[] {
  const words =
    'run' in step
      ? [...step.run, step.as ?? '', step.in ?? '']
      : 'helper' in step
        ? [...step.args, step.stdin ?? '']
        : 'platform' in step
          ? Object.values(step.args)
          : [];
  return words.flatMap(holesOf);
}

function unsafeIn(step: ActionStep, action: Action): string[] {
  if ('platform' in step)
    return platformOps.includes(step.platform) ? [] : [`no platform has an operation "${step.platform}"`];
  if (!('run' in step)) return [];
  const problems: string[] = [];
  const line = step.run.join(' ');
  const code = step.run.findIndex((word) => tellsCode.test(word));
  if (step.run.some((word) => shells.has(word.split('/').at(-1) ?? '')) && code >= 0)
    if (holesOf(step.run[code + 1] ?? '').length > 0)
      problems.push('a parameter inside of code would be run as code: give it as a word after it');
  if (holesOf(step.run[0] ?? '').length > 0) problems.push('the command itself must not be a parameter');
  for (const { words, why } of unsafe) if (words.test(line)) problems.push(`"${line}": ${why}`);
  if (endsHost.test(line) && action.target !== 'host')
    problems.push(`"${line}" ends the host: only an action with target: host may`);
  return problems;
}
