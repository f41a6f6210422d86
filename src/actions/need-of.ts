import type { Service } from '#catalog/catalog.ts';
import { type NeedDetail, needDetail } from '#catalog/need.ts';
import { needKindOf } from '#needs/need-kinds.ts';
import type { Observation } from '#catalog/observation.ts';
import type { Verb } from '#catalog/verb.ts';
import { dockerVerb } from '#runtimes/docker.ts';
import type { Words } from '#runtimes/runtime.ts';
import { programVerb } from '#runtimes/supervisor.ts';
import { unitVerb } from '#runtimes/systemd.ts';

/** Something a service needs, by the name its probe has: `postgres`, `redis-2`. */
export type NamedNeed = {
  readonly key: string;
  readonly kind: string;
  readonly host: string | undefined;
  readonly by?: { readonly manager: 'systemd' | 'supervisor' | 'docker'; readonly name: string };
};

export function namedNeeds(service: Service): NamedNeed[] {
  const seen = new Map<string, number>();
  return service.needs.map((need) => {
    const { kind, detail } = needDetail(need);
    const count = (seen.get(kind) ?? 0) + 1;
    seen.set(kind, count);
    const host = detail.host ?? service.hosts[0];
    const by = managerOf(kind, detail);
    return { key: count === 1 ? kind : `${kind}-${count}`, kind, host, ...(by === undefined ? {} : { by }) };
  });
}

function managerOf(kind: string, detail: NeedDetail): NamedNeed['by'] {
  const { unit, supervisor, docker, coolify, caprover } = detail;
  // Where the catalog does not say, the name its package gives it.
  if (unit !== undefined) return { manager: 'systemd', name: unit };
  if (supervisor !== undefined) return { manager: 'supervisor', name: supervisor };
  if (docker !== undefined) return { manager: 'docker', name: docker };
  if (coolify !== undefined || caprover !== undefined) return undefined;
  const usual = needKindOf(kind).usualUnit;
  return usual === undefined ? undefined : { manager: 'systemd', name: usual };
}

/** The one that is named, else the first that was seen to be down, else the only one there is. */
export function chosenNeed(
  service: Service,
  named: string | undefined,
  observations: readonly Observation[],
): NamedNeed | undefined {
  const needs = namedNeeds(service);
  if (named !== undefined) return needs.find(({ key, by }) => key === named || by?.name === named);
  const down = needs.find(({ key }) =>
    observations.some(({ probe, facts }) => probe === `needs.${key}` && facts['up'] === false),
  );
  return down ?? (needs.length === 1 ? needs[0] : undefined);
}

/** Whether it was seen to work, so that touching it touches something that is up and maybe shared. */
export function isUp(need: NamedNeed, observations: readonly Observation[]): boolean {
  return observations.some(({ probe, facts }) => probe === `needs.${need.key}` && facts['up'] === true);
}

export function needVerb(verb: Verb, { by }: NamedNeed): readonly Words[] | undefined {
  switch (by?.manager) {
    case 'systemd':
      return [unitVerb(verb, by.name)];
    case 'supervisor':
      return programVerb(verb, by.name);
    case 'docker':
      return dockerVerb(verb, by.name);
    case undefined:
      return undefined;
  }
}
