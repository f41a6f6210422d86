import { quote } from '#base/quote.ts';
import type { Service } from '#catalog/catalog.ts';
import type { Seen, Target } from '#probes/probe.ts';
import { known, needsSudo, notSeen, noTool, quoted } from '#probes/make-observation.ts';
import { lines, printed, shell, sudoRefused } from '#probes/shell.ts';
import { type RunFacts, type RunReader, type RunState, statusOf } from './run-reader.ts';
import { saysState } from './says-state.ts';

/** Docker is asked directly by root and by members of its group, else through sudo. */
export const asDocker = "s='sudo -n'; if [ -O / ] || [ -w /var/run/docker.sock ]; then s=; fi;";

/** No `.Config.Env`, ever: it holds every secret of the container. */
const format =
  '{{json .State}}\u0001{{.RestartCount}}\u0001{{.Config.Image}}\u0001{{json .NetworkSettings.Ports}}\u0001{{.HostConfig.RestartPolicy.Name}}\u0001{{.HostConfig.Memory}}\u0001{{.Name}}';

/** Reads one container, however it is found: by name, by compose labels, by the labels of a platform. */
export function containerReader(
  kind: string,
  find: (service: Service) => string,
  nameOf: (service: Service) => string,
): RunReader {
  return {
    ask: (service) =>
      shell(`${asDocker} command -v docker >/dev/null || { echo resus-no-docker; exit; }
c=$(${find(service)}); [ -n "$c" ] || c=resus-none; $s docker inspect --type container --format ${quote(format)} $c 2>&1; date +Now=%s`),
    read: (answer, target) => readContainer(kind, nameOf(target.service), printed(answer) ?? '', target),
    logs: (service) => [
      {
        name: 'docker',
        source: `docker logs ${nameOf(service)}`,
        command: `${asDocker} c=$(${find(service)}); [ -z "$c" ] || $s docker logs --tail 200 --timestamps $c 2>&1 | tail -c 65536`,
      },
    ],
    mainPid: (service) =>
      `${asDocker} c=$(${find(service)}); [ -z "$c" ] || $s docker inspect --type container --format '{{.State.Pid}}' $c 2>/dev/null`,
    // Being allowed to talk to Docker is being root: membership in its group says so plainly, a sudo rule would hide it.
    sudo: () => [],
  };
}

type State = {
  readonly Status?: string;
  readonly OOMKilled?: boolean;
  readonly ExitCode?: number;
  readonly Error?: string;
  readonly Pid?: number;
  readonly StartedAt?: string;
  readonly FinishedAt?: string;
  readonly Health?: {
    readonly Status?: string;
    readonly Log?: readonly { readonly Output?: string }[] | null;
  };
};

const states: Readonly<Record<string, RunState>> = {
  created: 'stopped',
  running: 'running',
  paused: 'paused',
  restarting: 'restarting',
  removing: 'stopping',
  exited: 'stopped',
  dead: 'failed',
};

function readContainer(kind: string, name: string, text: string, target: Target): Seen {
  const source = `docker inspect ${name}`;
  if (/^resus-no-docker$/m.test(text)) return notSeen('process', noTool('docker'));
  if (sudoRefused(text) || /permission denied while trying to connect/i.test(text))
    return notSeen('process', needsSudo('docker inspect'));
  if (/Cannot connect to the Docker daemon|failed to connect to the docker API/.test(text)) {
    const facts: RunFacts = { kind, name, state: 'stopped', failure: 'manager_down', error: lines(text)[0] };
    return {
      probe: 'process',
      status: 'bad',
      facts: known(facts),
      evidence: [quoted(source, lines(text)[0] ?? '', 'state', 'failure', 'error')],
      says: { en: 'the Docker engine does not answer', fr: 'le moteur Docker ne répond pas' },
    };
  }
  const row = lines(text)
    .find((line) => line.includes('\u0001'))
    ?.split('\u0001');
  if (row === undefined) {
    if (!/No such (?:container|object)/i.test(text))
      return notSeen('process', { en: 'Docker did not answer', fr: 'Docker n’a pas répondu' }, [
        quoted(source, text),
      ]);
    const facts: RunFacts = { kind, name, state: 'not_found' };
    return {
      probe: 'process',
      status: 'bad',
      facts: known(facts),
      evidence: [quoted(source, lines(text)[0] ?? '', 'state')],
      says: saysState(facts),
    };
  }
  const [json = '{}', restarts = '', image = '', , policy = '', limit = ''] = row;
  const state = JSON.parse(json) as State;
  const facts = containerFacts(kind, name, state, { restarts, image, limit }, nowMs(text, target));
  const health = state.Health?.Log?.at(-1)?.Output?.trim();
  return {
    probe: 'process',
    status: state.Health?.Status === 'unhealthy' ? 'bad' : statusOf(facts.state),
    facts: known(facts),
    evidence: [
      quoted(
        source,
        `Status=${state.Status ?? '?'} ExitCode=${state.ExitCode ?? '?'} OOMKilled=${String(state.OOMKilled ?? '?')} RestartCount=${restarts} RestartPolicy=${policy}\nStartedAt=${state.StartedAt ?? ''} FinishedAt=${state.FinishedAt ?? ''}${state.Error ? `\nError=${state.Error}` : ''}`,
        'state',
        'substate',
        'failure',
        'exitCode',
        'oomKilled',
        'restarts',
        'crashLoop',
        'startedAt',
        'uptimeS',
        'since',
        'error',
        'pid',
        'signal',
      ),
      ...(state.Health?.Status === undefined
        ? []
        : [
            quoted(
              source,
              `Health=${state.Health.Status}${health === undefined || health === '' ? '' : `\n${health.slice(0, 300)}`}`,
              'health',
            ),
          ]),
    ],
    says: saysState(facts),
  };
}

/** A container up for less than this after restarts has not shown yet that it stays. */
const unprovenS = 15;

function containerFacts(
  kind: string,
  name: string,
  state: State,
  more: { restarts: string; image: string; limit: string },
  now: number,
): RunFacts {
  const running = state.Status === 'running';
  const started = time(state.StartedAt);
  const finished = time(state.FinishedAt);
  const code = state.ExitCode ?? 0;
  const stopped = states[state.Status ?? ''] ?? 'failed';
  const runState: RunState =
    stopped === 'stopped' && state.Status === 'exited' && code !== 0 ? 'failed' : stopped;
  const uptimeS =
    running && started !== undefined ? Math.max(0, Math.round((now - started) / 1000)) : undefined;
  const restarts = Number(more.restarts) || 0;
  const signal = !running && code > 128 && code < 160 ? signals[code - 128] : undefined;
  return {
    kind,
    name,
    state: runState,
    substate: state.Status,
    failure: running ? undefined : failureOf(state, code),
    since: running ? started : (finished ?? started),
    startedAt: started,
    uptimeS,
    restarts,
    crashLoop:
      state.Status === 'restarting' ||
      (restarts >= 2 && (uptimeS ?? 0) < unprovenS && state.Status !== 'exited'),
    exitCode: running ? undefined : code,
    signal,
    pid: state.Pid || undefined,
    memoryLimitBytes: Number(more.limit) || undefined,
    oomKilled: state.OOMKilled,
    health: state.Health?.Status,
    image: more.image || undefined,
    error: state.Error || undefined,
  };
}

const signals: Readonly<Record<number, string>> = { 6: 'ABRT', 9: 'KILL', 11: 'SEGV', 15: 'TERM' };

function failureOf(state: State, code: number): string | undefined {
  if (state.OOMKilled === true) return 'oom';
  if (code === 0) return undefined;
  if (code === 126 || code === 127 || /exec|no such file/i.test(state.Error ?? '')) return 'exec';
  if (code === 137) return 'killed';
  return code === 139 ? 'segfault' : code === 3 ? 'worker_boot' : code === 4 ? 'app_load' : 'exit_code';
}

/** Docker's "never" is the year 1. */
function time(text: string | undefined): number | undefined {
  const at = Date.parse((text ?? '').replace(/(\.\d{3})\d+/, '$1'));
  return Number.isNaN(at) || at < 0 ? undefined : at;
}

function nowMs(text: string, target: Target): number {
  const host = /^Now=(\d+)/m.exec(text)?.[1];
  return host === undefined ? target.now : Number(host) * 1000;
}
