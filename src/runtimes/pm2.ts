import { z } from 'zod';
import { quote } from '#base/quote.ts';
import type { Service } from '#catalog/catalog.ts';
import { runName } from '#catalog/names.ts';
import { runsAs } from '#catalog/run-kind.ts';
import type { Verb } from '#catalog/verb.ts';
import { known, needsSudo, notSeen, noTool, quoted } from '#probes/make-observation.ts';
import { tailOf } from '#probes/read-as.ts';
import { printed, shell, sudoRefused } from '#probes/shell.ts';
import { type RunFacts, type RunState, statusOf } from './run-reader.ts';
import { defineRuntime, runValue, type VerbStep } from './runtime.ts';
import { saysState } from './says-state.ts';

const nameOf = (service: Service): string => runsAs(service).name;

const schema = z.union([runName, z.strictObject({ name: runName, user: runName.optional() })]);

function userOf(service: Service): string | undefined {
  const value = runValue('pm2', schema, service);
  return typeof value === 'string' ? undefined : value.user;
}

/** `$h`: where pm2 keeps its files for the user who runs it. */
function home(service: Service): string {
  const user = userOf(service);
  return user === undefined
    ? 'h=${PM2_HOME:-$HOME/.pm2};'
    : `h=$(getent passwd ${quote(user)} | cut -d: -f6)/.pm2;`;
}

/** Of all that pm2 prints about a process, only this leaves the host: the rest holds its whole environment. */
const choose =
  "let t='';process.stdin.on('data',d=>t+=d).on('end',()=>{const i=t.indexOf('[{');const a=i<0?[]:JSON.parse(t.slice(i));console.log('resus-pm2 '+JSON.stringify(a.filter(p=>p.name===process.argv[1]).map(p=>({pid:p.pid,memory:(p.monit||{}).memory,status:p.pm2_env.status,restarts:p.pm2_env.restart_time,unstable:p.pm2_env.unstable_restarts,exit:p.pm2_env.exit_code,up:p.pm2_env.pm_uptime,cwd:p.pm2_env.pm_cwd,script:p.pm2_env.pm_exec_path,mode:p.pm2_env.exec_mode}))))})";

export const pm2 = defineRuntime({
  id: 'pm2',
  schema,
  examples: ['api', { name: 'api', user: 'payments' }],
  capabilities: ['host', 'manager', 'code', 'settings', 'versions'],
  verb: pm2Verb,
  ask: (service) => {
    const user = userOf(service);
    const list = 'pm2 jlist --silent';
    const run =
      user === undefined
        ? list
        : `if [ -O / ]; then runuser -u ${quote(user)} -- ${list}; else sudo -n -u ${quote(user)} ${list}; fi`;
    // Without its daemon, the command would start one: then nothing runs, and nothing may be started by looking.
    return shell(`${home(service)} command -v pm2 >/dev/null || { echo resus-no-pm2; exit; }
p=$(cat "$h/pm2.pid" 2>&1); case $p in *ermission*) echo resus-no-right;; esac; [ -d "/proc/\${p:-none}" ] || { echo resus-no-daemon; exit; }
date +Now=%s; { ${run}; } 2>&1 | { node -e ${quote(choose)} ${quote(nameOf(service))} 2>&1; }`);
  },
  read: (answer, target) => {
    const text = printed(answer) ?? '';
    const name = nameOf(target.service);
    const source = 'pm2 jlist';
    if (/^resus-no-pm2$/m.test(text)) return notSeen('process', noTool('pm2'));
    if (/^resus-no-right$/m.test(text) || sudoRefused(text))
      return notSeen('process', needsSudo(`-u ${userOf(target.service) ?? 'USER'} pm2 jlist`));
    const json = /^resus-pm2 (.*)$/m.exec(text)?.[1];
    if (/^resus-no-daemon$/m.test(text)) {
      const facts: RunFacts = { kind: 'pm2', name, state: 'stopped', failure: 'manager_down' };
      return {
        probe: 'process',
        status: 'bad',
        facts: known(facts),
        evidence: [quoted('~/.pm2/pm2.pid', 'the pm2 daemon does not run', 'state', 'failure')],
        says: { en: 'the pm2 daemon does not run', fr: 'le démon pm2 ne tourne pas' },
      };
    }
    if (json === undefined)
      return notSeen('process', { en: 'pm2 did not answer', fr: 'pm2 n’a pas répondu' }, [
        quoted(source, text),
      ]);
    const all = JSON.parse(json) as Listed[];
    const now = Number(/^Now=(\d+)/m.exec(text)?.[1] ?? target.now / 1000);
    const facts = pm2Facts(name, all, now);
    return {
      probe: 'process',
      status: statusOf(facts.state),
      facts: known(facts),
      evidence: [
        quoted(
          source,
          json,
          'state',
          'substate',
          'pid',
          'restarts',
          'crashLoop',
          'exitCode',
          'uptimeS',
          'startedAt',
          'dir',
          'command',
          'memoryBytes',
          'failure',
        ),
      ],
      says: saysState(facts),
    };
  },
  logs: (service) =>
    ['error', 'out'].map((stream) => ({
      name: stream,
      source: `~/.pm2/logs/${nameOf(service)}-${stream}.log`,
      command: `${home(service)} f="$h/logs/"${quote(nameOf(service))}-${stream}.log; [ -e "$f" ] || f=$(ls -t "$h/logs/"${quote(nameOf(service))}-${stream}*.log 2>/dev/null | head -n 1); [ -z "$f" ] || { ${tailOf(service.name, '"$f"')}; }`,
    })),
  mainPid: (service) =>
    `${home(service)} cat "$h/pids/"${quote(nameOf(service))}-*.pid 2>/dev/null | head -n 1`,
  // pm2 is asked as the user who runs it: log in as that user.
  sudo: () => [],
});

function pm2Verb(verb: Verb, service: Service): readonly VerbStep[] | undefined {
  if (verb === 'reset') return undefined;
  const user = userOf(service);
  return [{ words: ['pm2', verb, nameOf(service)], ...(user === undefined ? {} : { as: user }) }];
}

type Listed = {
  readonly pid?: number;
  readonly memory?: number;
  readonly status?: string;
  readonly restarts?: number;
  readonly unstable?: number;
  readonly exit?: number;
  readonly up?: number;
  readonly cwd?: string;
  readonly script?: string;
};

const states: Readonly<Record<string, RunState>> = {
  online: 'running',
  launching: 'starting',
  'one-launch-status': 'starting',
  stopping: 'stopping',
  stopped: 'stopped',
  errored: 'failed',
  'waiting restart': 'restarting',
};

/** In cluster mode one name has several processes: the one that is worst off speaks for all. */
function pm2Facts(name: string, all: readonly Listed[], nowS: number): RunFacts {
  const order: readonly RunState[] = ['failed', 'restarting', 'stopped', 'stopping', 'starting', 'running'];
  const stateOf = ({ status }: Listed): RunState => states[status ?? ''] ?? 'failed';
  const one = all.toSorted((a, b) => order.indexOf(stateOf(a)) - order.indexOf(stateOf(b)))[0];
  if (one === undefined) return { kind: 'pm2', name, state: 'not_found' };
  const state = stateOf(one);
  const uptimeS =
    state === 'running' && one.up !== undefined ? Math.max(0, Math.round(nowS - one.up / 1000)) : undefined;
  return {
    kind: 'pm2',
    name,
    state,
    substate: one.status,
    failure: state === 'failed' ? 'exit_code' : undefined,
    startedAt: one.up,
    uptimeS,
    restarts: one.restarts,
    crashLoop:
      state === 'restarting' ||
      ((one.unstable ?? 0) > 0 && state !== 'stopped') ||
      ((one.restarts ?? 0) >= 3 && uptimeS !== undefined && uptimeS < 10),
    exitCode: state === 'running' ? undefined : one.exit,
    pid: one.pid || undefined,
    memoryBytes: one.memory,
    dir: one.cwd,
    command: one.script,
  };
}
