import type { ShellAnswer, ShellAsk } from '#catalog/ask.ts';
import type { Service } from '#catalog/catalog.ts';
import type { Fact, ObservationStatus } from '#catalog/observation.ts';
import type { FactType, Seen, Target } from '#probes/probe.ts';

/** The facts that every way of running a service reports. */
export const runFacts = {
  kind: 'string',
  name: 'string',
  state: 'string',
  substate: 'string',
  failure: 'string',
  since: 'number',
  startedAt: 'number',
  uptimeS: 'number',
  restarts: 'number',
  crashLoop: 'boolean',
  exitCode: 'number',
  signal: 'string',
  result: 'string',
  pid: 'number',
  enabled: 'boolean',
  needReload: 'boolean',
  memoryBytes: 'number',
  memoryLimitBytes: 'number',
  memoryLimit: 'string',
  leftByEngine: 'boolean',
  oomKilled: 'boolean',
  health: 'string',
  user: 'string',
  dir: 'string',
  command: 'string',
  unitFile: 'string',
  image: 'string',
  replicas: 'number',
  replicasWanted: 'number',
  version: 'string',
  error: 'string',
} as const satisfies Readonly<Record<string, FactType>>;

export type RunState =
  | 'running'
  | 'starting'
  | 'restarting'
  | 'stopping'
  | 'stopped'
  | 'exited'
  | 'failed'
  | 'paused'
  | 'masked'
  | 'bad_setting'
  | 'not_found';

export type RunFacts = { readonly [Name in Exclude<keyof typeof runFacts, 'state'>]?: Fact | undefined } & {
  readonly state: RunState;
};

/** Where a way of running keeps what the service printed: commands that print at most their last lines. */
export type LogSource = { readonly name: string; readonly command: string; readonly source: string };

/** How one way of running is asked and understood on a host. Pure. */
export type RunReader = {
  readonly ask: (service: Service) => ShellAsk;
  readonly read: (answer: ShellAnswer, target: Target) => Seen;
  readonly logs: (service: Service) => readonly LogSource[];
  /** Shell text that prints the pid of the service's main process, or nothing. */
  readonly mainPid: (service: Service) => string;
  /** Shell text that prints the name or id of the container it runs in, with `$s` as asDocker sets it. */
  readonly container?: (service: Service) => string;
  /** What must be allowed for a login that is not root, as sudoers writes commands. */
  readonly sudo: (service: Service) => readonly string[];
};

/** `exited` is bad as well: a unit that ran once proves nothing about a service that should be there. */
export function statusOf(state: RunState): ObservationStatus {
  return state === 'running' ? 'ok' : 'bad';
}
