import type { Phrase } from '#base/phrase.ts';
import type { PlatformAnswer, PlatformAsk } from '#catalog/ask.ts';
import type { Service } from '#catalog/catalog.ts';
import { defineProbe, type Seen } from '../probe.ts';
import { known, notSeen, quoted } from '../make-observation.ts';
import { whyNothing } from '../shell.ts';
import {
  bodyOf,
  caproverAsk,
  caproverPaths,
  coolifyAsk,
  coolifyPaths,
  type OnPlatform,
  onPlatform,
} from './answer.ts';
import { appIn, readDefinition } from './caprover.ts';
import { type PlatformReading, readApplication } from './coolify.ts';
import { readDeployments } from './deployments.ts';
import { type PlatformFacts, platformFacts } from './facts.ts';

/** Reads the platform's state of the service, its settings there, and its deployments with their times. */
export const platform = defineProbe({
  id: 'platform',
  title: { en: 'Platform', fr: 'Plateforme' },
  scope: 'outside',
  usualMs: 250,
  facts: platformFacts,
  asks: ({ service }) => {
    const on = onPlatform(service);
    return on === undefined ? undefined : asksFor(on);
  },
  read: (answers, { service, now }) => {
    const on = onPlatform(service);
    if (on === undefined) throw new TypeError(`${service.name} runs on no platform`);
    const { app } = answers;
    const silence = app === undefined ? undefined : whyNothing(app);
    if (app === undefined || silence !== undefined)
      return notSeen('platform', silence ?? { en: 'could not look', fr: 'impossible d’y regarder' });
    const reading =
      on.kind === 'coolify'
        ? coolifyReading(answers, service, now)
        : caproverReading(answers, on, service, now);
    if (reading === undefined) return notThere(on, app);
    return {
      probe: 'platform',
      status: isWell(reading.facts) ? ('ok' as const) : ('bad' as const),
      facts: known(reading.facts),
      evidence: reading.evidence,
      says: says(reading.facts),
    };
  },
});

function asksFor({ kind, name }: OnPlatform): Record<string, PlatformAsk> {
  if (kind === 'caprover')
    return { app: caproverAsk(caproverPaths.apps), build: caproverAsk(caproverPaths.build(name)) };
  return {
    app: coolifyAsk(coolifyPaths.app(name)),
    deployments: coolifyAsk(coolifyPaths.deployments(name)),
    images: coolifyAsk(coolifyPaths.images(name)),
  };
}

type Answers = Readonly<Record<string, PlatformAnswer>>;

function coolifyReading(answers: Answers, service: Service, now: number): PlatformReading | undefined {
  const app = bodyOf(answers['app']);
  if (app === undefined) return undefined;
  const own = readApplication(app, service, now);
  const deployed = readDeployments(bodyOf(answers['deployments']), bodyOf(answers['images']), now);
  return { facts: { ...own.facts, ...deployed.facts }, evidence: [...own.evidence, ...deployed.evidence] };
}

function caproverReading(
  answers: Answers,
  { name }: OnPlatform,
  service: Service,
  now: number,
): PlatformReading | undefined {
  const body = bodyOf(answers['app']);
  const app = appIn(body, name);
  return app === undefined ? undefined : readDefinition(app, body, bodyOf(answers['build']), service, now);
}

const titles = { coolify: 'Coolify', caprover: 'CapRover' };

function notThere({ kind, name }: OnPlatform, answer: PlatformAnswer): Seen {
  const platform = titles[kind];
  const said =
    answer.outcome === 'answered' ? `${answer.status} ${JSON.stringify(answer.body).slice(0, 200)}` : '';
  const text = kind === 'coolify' ? said : `no app "${name}" in appDefinitions`;
  return {
    probe: 'platform',
    status: 'bad',
    facts: { kind, name, found: false },
    evidence: [quoted(`${platform}: ${name}`, text, 'found')],
    says: {
      en: '{platform} has no app "{name}"',
      fr: '{platform} n’a pas d’application « {name} »',
      with: { platform, name },
    },
  };
}

/** Only what the platform says of the present; a failed build that replaced nothing is no trouble of the service. */
function isWell(facts: PlatformFacts): boolean {
  return (
    facts.serverReachable !== false &&
    facts.hasPublicDomain !== false &&
    facts.replicasWanted !== 0 &&
    (facts.state === undefined || facts.state === 'running') &&
    facts.health !== 'unhealthy'
  );
}

function says(facts: PlatformFacts): Phrase {
  const platform = facts.kind === 'coolify' ? titles.coolify : titles.caprover;
  const fill = {
    ...facts,
    platform,
    commit: String(facts.deployedCommit ?? facts.deployedVersion ?? '').slice(0, 8),
  };
  if (facts.serverReachable === false)
    return {
      en: '{platform} cannot reach the server of {name}',
      fr: '{platform} ne joint pas le serveur de {name}',
      with: fill,
    };
  if (facts.building === true)
    return {
      en: '{platform} is deploying {name}',
      fr: '{platform} est en train de déployer {name}',
      with: fill,
    };
  if (facts.status !== undefined)
    return {
      en: '{platform} says {status} of {name}, deployed: {commit}',
      fr: '{platform} dit {status} de {name}, déployé : {commit}',
      with: fill,
    };
  return {
    en: '{platform} wants {replicasWanted} of {name}, version {commit}',
    fr: '{platform} veut {replicasWanted} × {name}, version {commit}',
    with: fill,
  };
}
