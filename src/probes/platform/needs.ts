import { fieldsOf, listOf, textOf } from '#base/fields.ts';
import type { PlatformAsk } from '#catalog/ask.ts';
import { type Needed, neededBy } from '#needs/need.ts';
import { needs } from '#needs/needs.ts';
import { defineProbe, type Seen, type Target } from '../probe.ts';
import { known, notSeen, quoted } from '../make-observation.ts';
import { bodyOf, caproverAsk, caproverPaths, coolifyAsk, coolifyPaths } from './answer.ts';
import { appIn } from './caprover.ts';
import { coolifyStatus } from './status.ts';

/** The databases and other services that a platform runs for this one, as it knows them. */
export const platformNeeds = defineProbe({
  id: 'needs',
  title: { en: 'Dependencies', fr: 'Dépendances' },
  scope: 'outside',
  usualMs: 200,
  facts: needs.facts,
  asks: (target) => {
    const by = new Set(needsOf(target).map(({ platform }) => platform?.by));
    const asks: Record<string, PlatformAsk> = {};
    if (by.has('coolify')) asks['coolify'] = coolifyAsk(coolifyPaths.resources);
    if (by.has('caprover')) asks['caprover'] = caproverAsk(caproverPaths.apps);
    return by.size === 0 ? undefined : asks;
  },
  read: (answers, target) =>
    needsOf(target).map((need) => {
      const body = bodyOf(answers[need.platform?.by ?? '']);
      if (body === undefined || need.platform === undefined)
        return notSeen(need.probe, { en: 'the platform did not say', fr: 'la plateforme ne l’a pas dit' });
      return need.platform.by === 'coolify'
        ? seeResource(need, need.platform.name, body)
        : seeApp(need, need.platform.name, body);
    }),
});

/**
 * The needs to ask of the platform. With a known host, its Swarm is asked for CapRover's: CapRover keeps no state of
 * what runs.
 */
function needsOf(target: Target): Needed[] {
  const hasHost = target.service.hosts.length > 0;
  return neededBy(target).filter(
    ({ platform }) => platform !== undefined && !(platform.by === 'caprover' && hasHost),
  );
}

function seeResource(need: Needed, name: string, body: unknown): Seen {
  const found = listOf(body)
    .map(fieldsOf)
    .find((one) => one['uuid'] === name || one['name'] === name);
  if (found === undefined) return missing(need, 'Coolify', name, 'not among /resources');
  const status = textOf(found['status']) ?? '';
  const { state } = coolifyStatus(status);
  return seen(need, 'Coolify', name, status, state === 'running' && !status.includes('unhealthy'));
}

function seeApp(need: Needed, name: string, body: unknown): Seen {
  const app = appIn(body, name);
  if (app === undefined) return missing(need, 'CapRover', name, 'not among appDefinitions');
  const instances = Number(app['instanceCount']);
  if (instances === 0) return seen(need, 'CapRover', name, '0 instances', false);
  return notSeen(need.probe, {
    en: 'CapRover wants {instances} of {name} but does not know whether it runs',
    fr: 'CapRover veut {instances} × {name} mais ne sait pas si elle tourne',
    with: { instances, name },
  });
}

export function seen(need: Needed, platform: string, name: string, status: string, up: boolean): Seen {
  return {
    probe: need.probe,
    status: up ? 'ok' : 'bad',
    facts: known({
      kind: need.kind,
      up,
      address: `${platform}: ${name}`,
      outcome: status,
      unit: name,
      unitState: status,
      unitActive: up,
    }),
    evidence: [
      quoted(
        `${platform}: ${name}`,
        `${name}: ${status}`,
        'up',
        'address',
        'outcome',
        'unit',
        'unitState',
        'unitActive',
      ),
    ],
    says: up
      ? { en: '{name} is {status}', fr: '{name} est {status}', with: { name, status } }
      : { en: '{name} is down: {status}', fr: '{name} est arrêté : {status}', with: { name, status } },
  };
}

export function missing(need: Needed, platform: string, name: string, why: string): Seen {
  return notSeen(
    need.probe,
    { en: '{platform} has no {name}', fr: '{platform} n’a pas de {name}', with: { platform, name } },
    [quoted(`${platform}: ${name}`, why)],
  );
}
