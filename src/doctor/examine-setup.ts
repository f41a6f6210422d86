import { systemClock } from '#base/clock.ts';
import { observe } from '#probes/observe.ts';
import { processProbe } from '#probes/process/process.ts';
import { type Library, replacedIn } from '#runbooks/library.ts';
import { loweredRisks } from '#runbooks/lowered-risks.ts';
import type { ProbeTransport } from '#probes/probe-transport.ts';
import type { Catalog, Host } from '#catalog/catalog.ts';
import type { Clients } from '#slack/client.ts';
import { checkRedis } from '#redis/check-redis.ts';
import { isReady, producerConnection } from '#redis/redis.ts';
import { examineAlerts } from './examine-alerts.ts';
import { examineSlack } from './examine-slack.ts';
import { servicesWithoutChannelLines } from './told-nowhere.ts';

export type Finding = { readonly ok: boolean; readonly about: string; readonly says: string };

const hostDeadlineMs = 8_000;

export type Setup = {
  readonly catalog: Catalog;
  readonly library: Library;
  readonly redisUrl: string | undefined;
  /** Absent without a token. */
  readonly client?: Clients['interactive'];
  /** A transport of its own to the hosts of this catalog; the one who opens it closes it. */
  readonly openTransport: () => ProbeTransport & { readonly close: () => void };
};

/**
 * Looks at Resus' own set-up: catalog, runbooks, Redis, and whether each host lets us in. Changes nothing. Takes as long
 * as the slowest host, at most about 10 s.
 */
export async function examineSetup(setup: Setup): Promise<Finding[]> {
  const { catalog, library } = setup;
  const findings: Finding[] = [
    {
      ok: true,
      about: 'catalog',
      says: `${Object.keys(catalog.services).length} services on ${Object.keys(catalog.hosts).length} hosts`,
    },
    {
      ok: true,
      about: 'runbooks',
      says: `${Object.keys(library.diagnosis.verdicts).length} verdicts, ${library.actions.size} actions`,
    },
    ...replacedIn(library).map((says) => ({ ok: true, about: 'runbooks', says })),
  ];
  const { client } = setup;
  const nowhere = servicesWithoutChannelLines(catalog).map((says) => ({
    ok: false,
    about: 'slack.channel',
    says,
  }));
  const decided = [...peopleIn(catalog), ...loweredIn(catalog, library), ...nowhere];
  const seen = await Promise.all([
    examineRedis(setup),
    client === undefined ? [noSlack] : examineSlack({ catalog, client }),
    examineAlerts(catalog.alerts),
    examineHosts(setup),
  ]);
  return [...findings, ...decided, ...seen.flat()];
}

const noSlack: Finding = {
  ok: true,
  about: 'slack',
  says: 'SLACK_BOT_TOKEN is not set here: channels and people were not looked at',
};

async function examineRedis({ redisUrl }: Setup): Promise<Finding[]> {
  if (redisUrl === undefined)
    return [{ ok: true, about: 'redis', says: 'REDIS_URL is not set: `resus start` keeps a private one' }];
  const redis = producerConnection(redisUrl, () => {});
  try {
    if (!(await isReady(redis, 3_000)))
      return [{ ok: false, about: 'redis', says: 'does not answer: check REDIS_URL and that Redis runs' }];
    const { ok, says } = await checkRedis(redis);
    return says.map(({ en, with: values }, index) => ({
      ok: ok || index === 0,
      about: 'redis',
      says: en.replaceAll(/\{(\w+)\}/g, (_hole, name: string) => String(values?.[name])),
    }));
  } finally {
    redis.disconnect();
  }
}

/** An empty list of approvers means nobody, which is seldom meant. */
function peopleIn(catalog: Catalog): Finding[] {
  return (['high', 'critical'] as const).flatMap((risk) => {
    if (catalog.policy[risk] === undefined) return [];
    const need = catalog.policy[risk].need ?? (risk === 'critical' ? 2 : 1);
    const approvers = catalog.policy[risk]?.approvers ?? [];
    const named = approvers.flatMap((name) => catalog.people[name]?.users ?? []).length;
    const hasGroup = approvers.some((name) => catalog.people[name]?.slack_group !== undefined);
    if (hasGroup || named > need) return [];
    return [
      {
        ok: false,
        about: `policy.${risk}`,
        says: `needs ${need} approvers who are not the requester, but the catalog names ${named}: nobody could approve some requests`,
      },
    ];
  });
}

/** A risk that is set lower than the action's own is a decision, and must be seen as one. */
function loweredIn(catalog: Catalog, { actions }: Library): Finding[] {
  const risks = new Map([...actions.values()].map(({ action, risk }) => [action, risk] as const));
  return loweredRisks(catalog, risks).map(({ service, action, from, to }) => ({
    ok: false,
    about: `services.${service}.policy`,
    says: `lowers the risk of ${action} from ${from} to ${to}: fewer people must agree than its author thought right`,
  }));
}

async function examineHosts({ catalog, library, openTransport }: Setup): Promise<Finding[]> {
  const transport = openTransport();
  try {
    return await Promise.all(
      Object.values(catalog.hosts).map((host) => examineHost(transport, { catalog, library, host })),
    );
  } finally {
    transport.close();
  }
}

async function examineHost(
  transport: ProbeTransport,
  { catalog, library, host }: Pick<Setup, 'catalog' | 'library'> & { readonly host: Host },
): Promise<Finding> {
  const service = Object.values(catalog.services).find(({ hosts }) => hosts.includes(host.name));
  if (service === undefined)
    return { ok: false, about: `host ${host.name}`, says: 'no service runs here: the entry is not used' };
  const observations = await observe({
    transport,
    probes: [processProbe],
    targets: [{ service, catalog, now: systemClock.now(), signatures: library.signatures, host }],
    deadlineMs: hostDeadlineMs,
    signal: new AbortController().signal,
  });
  const access = observations.find(({ probe }) => probe === 'access');
  if (access?.facts['reachable'] === true)
    return { ok: true, about: `host ${host.name}`, says: `lets ${host.user ?? 'us'} in` };
  return {
    ok: false,
    about: `host ${host.name}`,
    says: String(access?.facts['detail'] ?? 'could not be asked'),
  };
}
