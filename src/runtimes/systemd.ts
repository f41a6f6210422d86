import type { Service } from '#catalog/catalog.ts';
import { quote } from '#base/quote.ts';
import { runName } from '#catalog/names.ts';
import { runsAs } from '#catalog/run-kind.ts';
import type { Verb } from '#catalog/verb.ts';
import { known, notSeen, noTool, quoted } from '#probes/make-observation.ts';
import { elevate, printed, shell } from '#probes/shell.ts';
import { type RunFacts, type RunState, statusOf } from './run-reader.ts';
import { defineRuntime, type Words } from './runtime.ts';
import { saysState } from './says-state.ts';

const properties = [
  'Id,LoadState,LoadError,ActiveState,SubState,Result,ExecMainCode,ExecMainStatus,NRestarts,MainPID,UnitFileState',
  'NeedDaemonReload,StateChangeTimestamp,ExecMainStartTimestamp,FragmentPath,User,WorkingDirectory,MemoryCurrent,MemoryMax',
].join(',');

const unitOf = (service: Service): string => runsAs(service).name;

export const systemd = defineRuntime({
  id: 'systemd',
  schema: runName,
  examples: ['payments-backend'],
  capabilities: [
    'host',
    'manager',
    'unit',
    'code',
    'python',
    'resume',
    'memory-limit',
    'settings',
    'versions',
  ],
  verb: (verb, service) => [unitVerb(verb, unitOf(service))],
  unit: unitOf,
  bootUnit: unitOf,
  helperSettings: (service) => [['unit', unitOf(service)]],
  ask: (service) => {
    const unit = quote(unitOf(service));
    const show = `systemctl show --no-pager -p ${properties}`;
    // Only newer systemd prints times as @seconds; the exit code is 0 even for units that do not exist.
    return shell(`${show} --timestamp=unix ${unit} 2>/dev/null || ${show} ${unit}; date +Now=%s`);
  },
  read: (answer, target) => {
    const name = unitOf(target.service);
    const text = printed(answer) ?? '';
    const values = keyValues(text);
    const source = `systemctl show ${name}`;
    if (!values.has('ActiveState')) {
      const missing = /not found/.test(text);
      return notSeen('process', missing ? noTool('systemctl') : silent, [quoted(source, text)]);
    }
    const state = stateOf(values);
    const facts = systemdFacts(values, name, state, target.now);
    return {
      probe: 'process',
      status: statusOf(state),
      facts: known(facts),
      evidence: [
        quoted(
          source,
          pick(values, [
            'LoadState',
            'LoadError',
            'ActiveState',
            'SubState',
            'Result',
            'NRestarts',
            'StateChangeTimestamp',
          ]),
          'state',
          'substate',
          'result',
          'restarts',
          'since',
          'crashLoop',
        ),
        quoted(
          source,
          pick(values, ['ExecMainCode', 'ExecMainStatus', 'Result', 'MainPID', 'ExecMainStartTimestamp']),
          'exitCode',
          'signal',
          'failure',
          'pid',
          'startedAt',
          'uptimeS',
          'oomKilled',
        ),
        quoted(
          source,
          pick(values, [
            'FragmentPath',
            'UnitFileState',
            'NeedDaemonReload',
            'User',
            'WorkingDirectory',
            'MemoryCurrent',
            'MemoryMax',
          ]),
          'unitFile',
          'enabled',
          'needReload',
          'user',
          'dir',
          'memoryBytes',
          'memoryLimitBytes',
        ),
      ],
      says: saysState(facts),
    };
  },
  logs: (service) => {
    const unit = quote(unitOf(service));
    return [{ name: 'journal', source: `journalctl -u ${unitOf(service)}`, command: journalCommand(unit) }];
  },
  mainPid: (service) => `systemctl show -p MainPID --value ${quote(unitOf(service))}`,
  sudo: (service) => [
    `/usr/bin/journalctl -u ${unitOf(service)} -n 200 -a -o short-unix --no-hostname --no-pager`,
  ],
});

export function unitVerb(verb: Verb, unit: string): Words {
  return { words: ['systemctl', verb === 'reset' ? 'reset-failed' : verb, unit], as: 'root' };
}

/** Readable journal files mean no sudo is needed; else the one command of the rules is tried. */
export function journalCommand(unit: string): string {
  const readable =
    'for j in /var/log/journal/*/system.journal /run/log/journal/*/system.journal; do [ ! -r "$j" ] || s=; done;';
  return `${elevate} ${readable} $s journalctl -u ${unit} -n 200 -a -o short-unix --no-hostname --no-pager | tail -c 65536`;
}

const silent = { en: 'systemd did not answer', fr: 'systemd n’a pas répondu' };

export function keyValues(text: string): Map<string, string> {
  const values = new Map<string, string>();
  for (const line of text.split('\n')) {
    const at = line.indexOf('=');
    if (at > 0) values.set(line.slice(0, at), line.slice(at + 1));
  }
  return values;
}

function pick(values: ReadonlyMap<string, string>, names: readonly string[]): string {
  return names.flatMap((name) => (values.get(name) ? [`${name}=${values.get(name)}`] : [])).join('\n');
}

function stateOf(values: ReadonlyMap<string, string>): RunState {
  const active = values.get('ActiveState');
  const sub = values.get('SubState');
  // What runs is running, even when its file was masked or deleted since.
  if (active === 'active' || active === 'reloading') return sub === 'exited' ? 'exited' : 'running';
  if (active === 'activating') return sub === 'auto-restart' ? 'restarting' : 'starting';
  if (active === 'deactivating') return 'stopping';
  const load = values.get('LoadState');
  if (load === 'not-found') return 'not_found';
  if (load === 'masked') return 'masked';
  if (load === 'bad-setting' || load === 'error') return 'bad_setting';
  return active === 'failed' ? 'failed' : 'stopped';
}

/** A process that has been up for less than this after restarts has not shown yet that it stays. */
const unprovenS = 10;

function systemdFacts(
  values: ReadonlyMap<string, string>,
  name: string,
  state: RunState,
  now: number,
): RunFacts {
  const code = Number(values.get('ExecMainCode') ?? 0);
  const status = Number(values.get('ExecMainStatus') ?? 0);
  const restarts = whole(values.get('NRestarts'));
  const startedAt = timeMs(values.get('ExecMainStartTimestamp'));
  const hostNow = whole(values.get('Now'));
  const running = state === 'running';
  const uptimeS =
    running && startedAt !== undefined
      ? Math.max(0, (hostNow ?? Math.round(now / 1000)) - Math.round(startedAt / 1000))
      : undefined;
  const result = values.get('Result');
  const ended = !running && code > 0;
  return {
    kind: 'systemd',
    name,
    state,
    substate: values.get('SubState'),
    failure: state === 'failed' || state === 'restarting' ? failureOf(result, code, status) : undefined,
    since: timeMs(values.get('StateChangeTimestamp')),
    startedAt,
    uptimeS,
    restarts,
    crashLoop:
      state === 'restarting' ||
      ((restarts ?? 0) >= 2 && (state === 'starting' || (uptimeS ?? unprovenS) < unprovenS)),
    exitCode: ended && code === 1 ? status : undefined,
    signal: ended && (code === 2 || code === 3) ? (signals[status] ?? String(status)) : undefined,
    result,
    pid: whole(values.get('MainPID')) || undefined,
    enabled: enabledOf(values.get('UnitFileState')),
    needReload:
      values.get('NeedDaemonReload') === undefined ? undefined : values.get('NeedDaemonReload') === 'yes',
    memoryBytes: whole(values.get('MemoryCurrent')),
    memoryLimitBytes: whole(values.get('MemoryMax')),
    oomKilled: result === undefined ? undefined : result === 'oom-kill',
    user: values.get('User') || undefined,
    dir: values.get('WorkingDirectory') || undefined,
    unitFile: values.get('FragmentPath') || undefined,
    error: values.get('LoadError')?.replace(/^\S+ "?|"$/g, '') || undefined,
  };
}

/** systemd.exec(5), "process exit codes", and what gunicorn and uvicorn mean by 3 and 4. */
const exits: Readonly<Record<number, string>> = {
  200: 'chdir',
  203: 'exec',
  209: 'stdout',
  216: 'group',
  217: 'user',
  226: 'namespace',
  243: 'credentials',
  3: 'worker_boot',
  4: 'app_load',
  137: 'child_killed',
  143: 'child_terminated',
};
const signals: Readonly<Record<number, string>> = {
  1: 'HUP',
  2: 'INT',
  4: 'ILL',
  6: 'ABRT',
  7: 'BUS',
  8: 'FPE',
  9: 'KILL',
  11: 'SEGV',
  13: 'PIPE',
  15: 'TERM',
};

function failureOf(result: string | undefined, code: number, status: number): string {
  if (result === 'oom-kill') return 'oom';
  if (result === 'timeout') return 'start_timeout';
  if (result === 'resources' || result === 'watchdog' || result === 'protocol') return result;
  if (code === 2 || code === 3) return status === 9 ? 'killed' : status === 11 ? 'segfault' : 'signal';
  return exits[status] ?? 'exit_code';
}

function enabledOf(state: string | undefined): boolean | undefined {
  if (state === undefined || state === '') return undefined;
  // A static or generated unit has no switch of its own: it is pulled in by others.
  if (['static', 'indirect', 'generated', 'alias', 'transient'].includes(state)) return undefined;
  return state.startsWith('enabled');
}

/** "[not set]" and "infinity" are no numbers. */
function whole(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d+$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : undefined; // the largest uint64 means "no value"
}

/** `@1795211233`, or `Fri 2026-11-20 21:47:13 UTC` from a systemd that does not know --timestamp. */
function timeMs(text: string | undefined): number | undefined {
  const unix = /^@(\d+)/.exec(text ?? '');
  if (unix?.[1] !== undefined) return Number(unix[1]) * 1000;
  const utc = /(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) (?:UTC|GMT)/.exec(text ?? '');
  return utc === null ? undefined : Date.parse(`${utc[1]}T${utc[2]}Z`);
}
