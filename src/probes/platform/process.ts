import { fieldsOf, textOf, shown } from '#base/fields.ts';
import { defineProbe, type Seen } from '../probe.ts';
import { type RunFacts, runFacts, statusOf } from '#runtimes/run-reader.ts';
import { saysState } from '#runtimes/says-state.ts';
import { known, notSeen, quoted } from '../make-observation.ts';
import { bodyOf, caproverAsk, caproverPaths, coolifyAsk, coolifyPaths, onPlatform } from './answer.ts';
import { appIn } from './caprover.ts';
import { crashesNow, readApplication } from './coolify.ts';

/**
 * Does it run, as far as the platform's API knows? Only for a service without a host: where there is one, its Docker is
 * asked, since a platform's own word may be minutes old.
 */
export const platformProcess = defineProbe({
  id: 'process',
  title: { en: 'Process', fr: 'Processus' },
  scope: 'outside',
  usualMs: 200,
  facts: runFacts,
  asks: ({ service }) => {
    const on = onPlatform(service);
    if (on === undefined || service.hosts.length > 0) return undefined;
    return {
      app: on.kind === 'coolify' ? coolifyAsk(coolifyPaths.app(on.name)) : caproverAsk(caproverPaths.apps),
    };
  },
  read: ({ app }, { service, now }) => {
    const on = onPlatform(service);
    const body = bodyOf(app);
    if (body === undefined || on === undefined)
      return notSeen('process', { en: 'the platform did not say', fr: 'la plateforme ne l’a pas dit' });
    return on.kind === 'coolify' ? readCoolify(body, on.name, now, service) : readCaprover(body, on.name);
  },
});

function readCoolify(
  body: unknown,
  name: string,
  now: number,
  service: Parameters<typeof readApplication>[1],
): Seen {
  const { facts: told, evidence } = readApplication(body, service, now);
  const { state, restarts } = told;
  if (told.serverReachable === false)
    return notSeen(
      'process',
      {
        en: 'Coolify has lost the server: its word is old',
        fr: 'Coolify a perdu le serveur : ce qu’il en dit est ancien',
      },
      evidence.slice(0, 1),
    );
  if (typeof state !== 'string')
    return notSeen('process', {
      en: 'Coolify says {status}',
      fr: 'Coolify dit {status}',
      with: { status: told.status },
    });
  const runState = told.gaveUp === true ? 'failed' : (state as RunFacts['state']);
  const single = told.buildPack !== 'dockercompose';
  const facts: RunFacts = {
    kind: 'coolify',
    name: told.name ?? name,
    state: runState,
    substate: told.status,
    health: told.health === 'unknown' ? undefined : told.health,
    failure: told.gaveUp === true ? 'gave_up' : runState === 'failed' ? 'exit_code' : undefined,
    restarts,
    // "degraded" of a single container: it keeps dying. Of several: some of them are dead.
    crashLoop:
      runState === 'restarting' ||
      (single && String(told.status).startsWith('degraded')) ||
      crashesNow(body, now),
    memoryLimitBytes: told.memoryLimitBytes,
  };
  return {
    probe: 'process',
    status: facts.health === 'unhealthy' ? 'bad' : statusOf(runState),
    facts: known(facts),
    evidence: [
      quoted(
        `Coolify: ${String(facts.name)}`,
        [
          `status=${String(told.status)}`,
          ...(restarts === undefined ? [] : [`restart_count=${String(restarts)}`]),
          `last_restart_type=${textOf(fieldsOf(body)['last_restart_type']) ?? 'none'}`,
        ].join('\n'),
        'state',
        'substate',
        'health',
        'failure',
        'restarts',
        'crashLoop',
      ),
    ],
    says: saysState(facts),
  };
}

function readCaprover(body: unknown, name: string): Seen {
  const app = appIn(body, name);
  if (app === undefined)
    return notSeen('process', {
      en: 'CapRover has no app "{name}"',
      fr: 'CapRover n’a pas d’application « {name} »',
      with: { name },
    });
  const wanted = Number(app['instanceCount']);
  const base = {
    kind: 'caprover',
    name,
    replicasWanted: wanted,
    version: shown(app['deployedVersion']) || undefined,
  };
  const evidence = [
    quoted(`CapRover: ${name}`, `instanceCount=${wanted}`, 'state', 'substate', 'replicasWanted'),
  ];
  if (wanted !== 0)
    return {
      ...notSeen('process', {
        en: 'CapRover wants {wanted} of it but does not know whether it runs: give its host, and Swarm is asked',
        fr: 'CapRover en veut {wanted} mais ne sait pas si elle tourne : indiquez son hôte, et Swarm sera interrogé',
        with: { wanted },
      }),
      facts: known(base),
      evidence,
    };
  const facts: RunFacts = { ...base, state: 'stopped', substate: '0 instances' };
  return { probe: 'process', status: 'bad', facts: known(facts), evidence, says: saysState(facts) };
}
