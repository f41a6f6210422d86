export type FakeContainer = {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly status: 'running' | 'restarting' | 'exited';
  readonly exitCode?: number;
  readonly oomKilled?: boolean;
  readonly restarts?: number;
  readonly startedAt?: string;
  readonly health?: 'healthy' | 'unhealthy' | 'starting';
  readonly log: readonly string[];
};
export type FakeTask = { readonly desired: string; readonly current: string; readonly error?: string };
export type FakeService = {
  readonly name: string;
  readonly replicas: string;
  readonly tasks: readonly FakeTask[];
  readonly log: readonly string[];
};
/** What the fake Docker of a host holds. */
export type DockerState = {
  readonly containers?: readonly FakeContainer[];
  readonly services?: readonly FakeService[];
  readonly isDown?: boolean;
};
