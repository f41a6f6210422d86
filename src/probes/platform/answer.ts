import type { PlatformAnswer, PlatformAsk } from '#catalog/ask.ts';
import type { Service } from '#catalog/catalog.ts';
import { runsAs } from '#catalog/run-kind.ts';

/** Beyond any healthy answer of these APIs, logins included, within the time a person waits for a verdict. */
const timeoutMs = 8_000;

export function coolifyAsk(path: string): PlatformAsk {
  return { via: 'coolify', path, timeoutMs };
}

export function caproverAsk(path: string): PlatformAsk {
  return { via: 'caprover', path, timeoutMs };
}

/** The same words wherever they are asked, so that the platform is asked once for all probes. */
export const coolifyPaths = {
  app: (name: string) => `/applications/${encodeURIComponent(name)}`,
  logs: (name: string) => `/applications/${encodeURIComponent(name)}/logs?lines=200&show_timestamps=true`,
  envs: (name: string) => `/applications/${encodeURIComponent(name)}/envs`,
  images: (name: string) => `/applications/${encodeURIComponent(name)}/rollback-images`,
  deployments: (name: string) => `/deployments/applications/${encodeURIComponent(name)}?skip=0&take=20`,
  resources: '/resources',
};
export const caproverPaths = {
  apps: '/user/apps/appDefinitions',
  build: (name: string) => `/user/apps/appData/${encodeURIComponent(name)}`,
  logs: (name: string) => `/user/apps/appData/${encodeURIComponent(name)}/logs?encoding=hex`,
};

export type OnPlatform = { readonly kind: 'coolify' | 'caprover'; readonly name: string };

/** Undefined for a service that no platform runs. */
export function onPlatform(service: Service): OnPlatform | undefined {
  const { kind, name } = runsAs(service);
  return kind === 'coolify' || kind === 'caprover' ? { kind, name } : undefined;
}

/** The body of a good answer: 200 of Coolify, 100 to 102 of CapRover. */
export function bodyOf(answer: PlatformAnswer | undefined): unknown {
  if (answer?.outcome !== 'answered') return undefined;
  return answer.status >= 100 && answer.status < 300 ? answer.body : undefined;
}

/** The host name users ask for. */
export function publicHost(service: Service): string | undefined {
  return service.public === undefined ? undefined : new URL(service.public.url).hostname;
}
