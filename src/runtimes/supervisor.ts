import { quote } from '#base/quote.ts';
import { stepHelperPath } from '#base/sudoers.ts';
import type { Service } from '#catalog/catalog.ts';
import { runName } from '#catalog/names.ts';
import { runsAs } from '#catalog/run-kind.ts';
import type { Verb } from '#catalog/verb.ts';
import type { Evidence } from '#catalog/observation.ts';
import { known, needsSudo, notSeen, noTool, quoted } from '#probes/make-observation.ts';
import { tailOf } from '#probes/read-as.ts';
import { elevate, lines, printed, shell, sudoRefused } from '#probes/shell.ts';
import { type RunFacts, type RunState, statusOf } from './run-reader.ts';
import { defineRuntime, type Words } from './runtime.ts';
import { saysState } from './says-state.ts';
import { readSupervisorLog, type SupervisorLog } from './supervisor-log.ts';

const nameOf = (service: Service): string => runsAs(service).name;
const sudoPath = '/usr/bin/supervisorctl';
const mainLog =
  'f=; for l in /var/log/supervisor/supervisord.log /var/log/supervisord.log /var/log/supervisor.log; do [ ! -r "$l" ] || { f=$l; break; }; done;';

export const supervisor = defineRuntime({
  id: 'supervisor',
  schema: runName,
  examples: ['payments-worker', 'payments:web'],
  capabilities: ['host', 'manager', 'program', 'code', 'python', 'resume', 'settings', 'versions'],
  verb: (verb, service) => programVerb(verb, nameOf(service)),
  bootUnit: () => 'supervisor',
  helperSettings: (service) => [['program', nameOf(service)]],
  // Its own log tells what supervisorctl does not: exit codes, and how often it was started again.
  ask: (service) =>
    shell(`${elevate} $s supervisorctl status ${quote(nameOf(service))} 2>&1
date '+resus-now %s %Y-%m-%d %H:%M:%S'
${mainLog} [ -z "$f" ] || tail -n 400 "$f" | grep -F -e ${quote(`'${bareName(service)}'`)} -e ${quote(` ${bareName(service)} `)} | tail -n 40`),
  read: (answer, target) => {
    const name = nameOf(target.service);
    const text = printed(answer) ?? '';
    const source = `supervisorctl status ${name}`;
    if (sudoRefused(text) || /PermissionError|\[Errno 13\]/.test(text))
      return notSeen('process', needsSudo(`${sudoPath} status ${name}`));
    if (/supervisorctl: (?:command )?not found/.test(text))
      return notSeen('process', noTool('supervisorctl'));
    const rows = statusRows(text);
    const down = /(?:no such file|refused connection)/.test(lines(text)[0] ?? '');
    const missing = /no such (?:process|group)/.test(text);
    const row = worst(rows);
    if (row === undefined && !down && !missing)
      return notSeen('process', { en: 'supervisor did not answer', fr: 'supervisor n’a pas répondu' }, [
        quoted(source, text),
      ]);
    const log = readSupervisorLog(text, bareName(target.service));
    // A program that ended by itself when nobody expected it has failed, whatever supervisor's word for it.
    const crashed = row?.state === 'EXITED' && log.expected === false;
    const state: RunState =
      row === undefined ? (missing ? 'not_found' : 'stopped') : crashed ? 'failed' : states[row.state];
    const crashLoop = row?.state === 'BACKOFF' || log.exitsLately >= 3;
    const facts: RunFacts = {
      kind: 'supervisor',
      name,
      state,
      substate: row?.state,
      failure: down ? 'manager_down' : crashed || log.exitsLately >= 3 ? endOf(log) : failureOf(row, log),
      startedAt:
        row?.uptimeS === undefined || log.nowMs === undefined ? undefined : log.nowMs - row.uptimeS * 1000,
      uptimeS: row?.uptimeS,
      restarts: log.exitsLately > 0 ? log.exitsLately : undefined,
      crashLoop,
      exitCode: state === 'running' && !crashLoop ? undefined : log.exitCode,
      signal: state === 'running' && !crashLoop ? undefined : log.signal,
      pid: row?.pid,
      result: row?.description,
      error: row === undefined ? lines(text)[0] : undefined,
    };
    const evidence: Evidence[] = [
      quoted(
        source,
        row?.line ?? lines(text)[0] ?? '',
        'state',
        'substate',
        'failure',
        'pid',
        'uptimeS',
        'startedAt',
        'result',
        'error',
        ...(log.quote === undefined ? ['crashLoop'] : []),
      ),
    ];
    if (log.quote !== undefined)
      evidence.push(quoted('supervisord.log', log.quote, 'exitCode', 'signal', 'restarts', 'crashLoop'));
    return {
      probe: 'process',
      status: statusOf(state),
      facts: known(facts),
      evidence,
      says: saysState(facts),
    };
  },
  logs: (service) =>
    ['stderr', 'stdout'].map((stream) => ({
      name: stream,
      source: `supervisorctl tail ${nameOf(service)} ${stream}`,
      command: tailCommand(service, stream),
    })),
  mainPid: (service) =>
    `${mainLog} p=$([ -z "$f" ] || sed -n ${quote(`s/.*spawned: '${bareName(service)}' with pid \\([0-9]*\\).*/\\1/p`)} "$f" | tail -n 1); [ -n "$p" ] && [ -d "/proc/$p" ] && echo "$p"`,
  sudo: (service) => [
    `${sudoPath} status ${nameOf(service)}`,
    ...['stderr', 'stdout'].map((stream) => `${stepHelperPath} ${service.name} read-log ${stream}`),
  ],
});

export function programVerb(verb: Verb, program: string): readonly Words[] | undefined {
  if (verb === 'reload' || verb === 'reset') return undefined;
  return [{ words: ['supervisorctl', verb, program], as: 'root' }];
}

/** `group:program` is called `program` in supervisor's own log; `group:*` names them all. */
function bareName(service: Service): string {
  return nameOf(service)
    .replace(/^.*:(?!\*)/, '')
    .replace(/:\*$/, '');
}

/**
 * The program's own log file, as its configuration names it. `supervisorctl tail` is not asked: supervisor reads as root
 * whatever the service's user has put in the file's place.
 */
function tailCommand(service: Service, stream: string): string {
  const program = bareName(service).replaceAll(/[^\w.-]/g, '.');
  return `c=$(cat /etc/supervisor/supervisord.conf /etc/supervisor/conf.d/*.conf /etc/supervisord.conf /etc/supervisord.d/*.ini 2>/dev/null | sed -n '/^\\[program:${program}\\]/,/^\\[[^p]/p')
f=$(printf '%s\\n' "$c" | sed -n 's/^${stream}_logfile *= *//p' | head -n 1 | sed 's/%(program_name)s/${program}/'); case $f in ''|AUTO) f=$(ls -t /var/log/supervisor/${program}-${stream}---*.log 2>/dev/null | head -n 1);; esac
[ "$f" = NONE ] || { ${tailOf(service.name, '"$f"', stream)}; }`;
}

const states: Readonly<Record<string, RunState>> & Readonly<Record<SupervisorState, RunState>> = {
  STOPPED: 'stopped',
  STARTING: 'starting',
  RUNNING: 'running',
  BACKOFF: 'restarting',
  STOPPING: 'stopping',
  EXITED: 'exited',
  FATAL: 'failed',
  UNKNOWN: 'failed',
};
type SupervisorState =
  | 'STOPPED'
  | 'STARTING'
  | 'RUNNING'
  | 'BACKOFF'
  | 'STOPPING'
  | 'EXITED'
  | 'FATAL'
  | 'UNKNOWN';
type Row = {
  readonly state: SupervisorState;
  readonly description: string;
  readonly pid?: number;
  readonly uptimeS?: number;
  readonly line: string;
};

/** `name  STATE  description`; the exit code says nothing, it is 0 for BACKOFF as well. */
function statusRows(text: string): Row[] {
  return lines(text).flatMap((line) => {
    const [, state, description = ''] =
      /^\S+\s+(STOPPED|STARTING|RUNNING|BACKOFF|STOPPING|EXITED|FATAL|UNKNOWN)\s*(.*)$/.exec(line) ?? [];
    if (state === undefined) return [];
    const [, pid, days, clock] = /^pid (\d+), uptime (?:(\d+) days?, )?([\d:]+)/.exec(description) ?? [];
    const [hours = 0, minutes = 0, seconds = 0] = (clock ?? '').split(':').map(Number);
    return [
      {
        state: state as SupervisorState,
        description: description.trim(),
        line,
        ...(pid === undefined
          ? {}
          : {
              pid: Number(pid),
              uptimeS: Number(days ?? 0) * 86_400 + hours * 3_600 + minutes * 60 + seconds,
            }),
      },
    ];
  });
}

/** Of a group's programs, the one that is worst off speaks for all. */
function worst(rows: readonly Row[]): Row | undefined {
  const order = ['FATAL', 'UNKNOWN', 'BACKOFF', 'EXITED', 'STOPPED', 'STOPPING', 'STARTING', 'RUNNING'];
  return rows.toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state))[0];
}

function failureOf(row: Row | undefined, log: SupervisorLog): string | undefined {
  if (row?.state !== 'FATAL' && row?.state !== 'BACKOFF') return undefined;
  if (/can't find command/.test(row.description)) return 'command_missing';
  if (/not executable|couldn't exec/.test(row.description)) return 'exec';
  if (/chdir/.test(row.description)) return 'chdir';
  return /setuid|user/.test(row.description) ? 'user' : endOf(log);
}

/** gunicorn ends with 3 when its workers cannot boot, and with 4 when the application cannot be loaded. */
function endOf({ exitCode, signal }: SupervisorLog): string {
  if (signal !== undefined) return signal === 'KILL' ? 'killed' : signal === 'SEGV' ? 'segfault' : 'signal';
  return exitCode === 3 ? 'worker_boot' : exitCode === 4 ? 'app_load' : 'exit_code';
}
