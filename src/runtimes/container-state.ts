import type { RunFacts, RunState } from './run-reader.ts';

/** `.State` of `docker inspect`. */
export type State = {
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

/** A container up for less than this after restarts has not shown yet that it stays. */
const unprovenS = 15;

/** What Docker and its host tell beside `.State`. */
export type Around = {
  readonly restarts: number;
  readonly image: string;
  readonly limitBytes: number;
  /** Its restart policy: `no`, `always`, `unless-stopped`, `on-failure`. */
  readonly policy: string;
  readonly isGunicorn: boolean;
  /** Somebody stopped it by hand within the last hour, by the engine's own events. */
  readonly stoppedByHandAt?: number | undefined;
  readonly engineStartedAt?: number | undefined;
};

export function containerFacts(
  kind: string,
  name: string,
  state: State,
  around: Around,
  now: number,
): RunFacts {
  const running = state.Status === 'running';
  const started = time(state.StartedAt);
  const finished = time(state.FinishedAt);
  const code = state.ExitCode ?? 0;
  const runState = stateOf(state, around, finished);
  const uptimeS =
    running && started !== undefined ? Math.max(0, Math.round((now - started) / 1000)) : undefined;
  const { restarts } = around;
  const signal = !running && code > 128 && code < 160 ? signals[code - 128] : undefined;
  return {
    kind,
    name,
    state: runState,
    substate: state.Status,
    failure: running || runState === 'stopped' ? undefined : failureOf(state, code, around.isGunicorn),
    since: running ? started : (finished ?? started),
    startedAt: started,
    uptimeS,
    restarts,
    crashLoop:
      state.Status === 'restarting' ||
      (restarts >= 2 && (uptimeS ?? 0) < unprovenS && state.Status !== 'exited'),
    exitCode: running ? undefined : code,
    enabled: around.policy === '' ? undefined : /^(?:always|unless-stopped)$/.test(around.policy),
    leftByEngine: running ? undefined : isLeftByEngine(around, finished),
    signal,
    pid: state.Pid || undefined,
    memoryLimitBytes: around.limitBytes || undefined,
    memoryLimit: around.limitBytes === 0 ? undefined : `${Math.round(around.limitBytes / 2 ** 20)} MiB`,
    oomKilled: state.OOMKilled,
    health: state.Health?.Status,
    image: around.image || undefined,
    error: state.Error || undefined,
  };
}

const signals: Readonly<Record<number, string>> = { 6: 'ABRT', 9: 'KILL', 11: 'SEGV', 15: 'TERM' };

/** Exit codes say nothing of who stopped it: a program that does not mind SIGTERM ends with 137 by `docker stop` too. */
function stateOf(state: State, { stoppedByHandAt }: Around, finished: number | undefined): RunState {
  const plain = states[state.Status ?? ''] ?? 'failed';
  if (plain !== 'stopped' || (state.ExitCode ?? 0) === 0) return plain;
  const byHand =
    stoppedByHandAt !== undefined && finished !== undefined && Math.abs(stoppedByHandAt - finished) < 15_000;
  return byHand && !state.Error ? 'stopped' : 'failed';
}

/** A container that ended with the engine, or in the minutes before it, and that no policy brings back. */
function isLeftByEngine(
  { engineStartedAt, policy }: Around,
  finished: number | undefined,
): boolean | undefined {
  if (engineStartedAt === undefined || finished === undefined) return undefined;
  const before = engineStartedAt - finished;
  return policy === 'no' && before > -10_000 && before < 600_000;
}

/** 3 and 4 are gunicorn's own codes; any other program may mean anything by them. */
function failureOf(state: State, code: number, isGunicorn: boolean): string | undefined {
  const error = state.Error ?? '';
  if (state.OOMKilled === true) return 'oom';
  if (/port is already allocated|address already in use/i.test(error)) return 'port';
  if (/network \S+ not found|endpoint with name|programming external connectivity/i.test(error))
    return 'network';
  if (code === 0 && error === '') return undefined;
  if (code === 126 || code === 127 || /exec|no such file/i.test(error)) return 'exec';
  if (code === 137) return 'killed';
  if (code === 139) return 'segfault';
  return isGunicorn && code === 3 ? 'worker_boot' : isGunicorn && code === 4 ? 'app_load' : 'exit_code';
}

/** Docker's "never" is the year 1. */
function time(text: string | undefined): number | undefined {
  const at = Date.parse((text ?? '').replace(/(\.\d{3})\d+/, '$1'));
  return Number.isNaN(at) || at < 0 ? undefined : at;
}
