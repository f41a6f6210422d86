import { loadKinds } from '#base/load-kinds.ts';
import { needs } from '#needs/needs.ts';
import type { Probe } from './probe.ts';

/**
 * Everything Resus can look at: each is one file in the folder of its layer. Which of it applies to a service, each probe
 * decides itself.
 */
export const allProbes: readonly Probe[] = [
  ...(
    await loadKinds<Probe>({
      registry: import.meta.filename,
      files: '*/*.ts',
      called: 'probe',
      isA: 'probe',
      sharesIds: true,
      parts: ['title', 'scope', 'usualMs', 'facts', 'asks', 'read'],
    })
  ).values(),
  needs,
];
