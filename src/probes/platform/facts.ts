import type { Fact } from '#catalog/observation.ts';
import type { FactType } from '../probe.ts';

/** The facts that a platform's API gives of an application, for any platform. docs/facts.md says what each means. */
export const platformFacts = {
  kind: 'string',
  name: 'string',
  found: 'boolean',
  status: 'string',
  state: 'string',
  health: 'string',
  restarts: 'number',
  maxRestarts: 'number',
  gaveUp: 'boolean',
  serverReachable: 'boolean',
  lastOnlineAgeS: 'number',
  replicasWanted: 'number',
  building: 'boolean',
  buildFailed: 'boolean',
  buildError: 'string',
  buildPack: 'string',
  branch: 'string',
  pinned: 'boolean',
  deployedCommit: 'string',
  deployedVersion: 'string',
  deployedAgeS: 'number',
  deployedRecently: 'boolean',
  lastDeployment: 'string',
  lastDeploymentStatus: 'string',
  lastDeploymentCommit: 'string',
  lastDeploymentAgeS: 'number',
  newerFailed: 'boolean',
  lastGood: 'string',
  lastGoodImage: 'string',
  lastGoodKept: 'boolean',
  domains: 'list',
  hasPublicDomain: 'boolean',
  exposesWeb: 'boolean',
  httpPort: 'number',
  ports: 'list',
  httpPortMatchesEnv: 'boolean',
  https: 'boolean',
  forceSsl: 'boolean',
  healthCheck: 'boolean',
  healthCheckPath: 'string',
  memoryLimitBytes: 'number',
  cpuLimit: 'number',
  definition: 'string',
} as const satisfies Readonly<Record<string, FactType>>;

export type PlatformFacts = { readonly [Name in keyof typeof platformFacts]?: Fact | undefined };

/** A deployment this young is the first suspect. */
export const recentS = 3_600;

/** `2026-11-20 23:59:58` (always UTC in Coolify) or a full ISO time; undefined for anything else. */
export function timeOf(value: unknown): number | undefined {
  if (typeof value !== 'string') return undefined;
  const iso = /[zZ]|[+-]\d\d:?\d\d$/.test(value) ? value : `${value.replace(' ', 'T')}Z`;
  const at = Date.parse(iso);
  return Number.isNaN(at) ? undefined : at;
}

export function ageOf(value: unknown, now: number): number | undefined {
  const at = timeOf(value);
  return at === undefined ? undefined : Math.max(0, Math.round((now - at) / 1_000));
}
