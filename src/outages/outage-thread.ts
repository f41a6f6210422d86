import type { Clock } from '#base/clock.ts';
import type { Locale } from '#base/phrase.ts';
import type { Catalog } from '#catalog/catalog.ts';
import { escape } from '#slack/escape.ts';
import type { LinkRun } from '#slack/link-run.ts';
import type { FileBody } from '#slack/message.ts';
import type { PutMessages } from '#slack/put-messages.ts';
import { appendOutageEvent } from './append-outage-event.ts';
import type { Outage, OutageEvent } from './events.ts';
import type { OutageStore, StoredOutage } from './outage-store.ts';
import { messagesOfOutage, outageFile } from './show-outage.ts';

export type OutageThread = {
  /** Follows the log. Idempotent; answers the outage as it is shown. */
  readonly show: (outageId: string) => Promise<StoredOutage | undefined>;
  readonly addFile: (outage: Outage, name: string, file: FileBody) => Promise<void>;
};

export type OutageThreadDeps = {
  readonly put: PutMessages;
  readonly outages: Pick<OutageStore, 'find' | 'append'>;
  readonly channelOf: (service: string) => Promise<string | undefined>;
  readonly linkRun: LinkRun;
  readonly catalog: () => Catalog;
  readonly clock: Clock;
};

const linkedOutages = 12;

/** Where people watch an outage: one parent, and in its thread what they have to notice. */
export function createOutageThread(deps: OutageThreadDeps): OutageThread {
  const { catalog, put } = deps;
  const localeOf = ({ service }: Outage): Locale => {
    const { services, slack } = catalog();
    return services[service]?.locale ?? slack.locale;
  };
  const mention = (name: string): string => mentionOf(catalog(), name);
  return {
    show: async (outageId) => {
      const stored = await findPlaced(deps, outageId);
      if (stored === undefined) return undefined;
      const { outage, events } = stored;
      const links = await linksOf(deps, outage);
      await put(messagesOfOutage(outage, events, { links, mention }, localeOf(outage)));
      return stored;
    },
    addFile: (outage, name, file) => put(outageFile(outage, name, file)),
  };
}

/** Slack was away, or slow, when it opened: its channel is found out now, and everything else has gone on meanwhile. */
async function findPlaced(deps: OutageThreadDeps, outageId: string): Promise<StoredOutage | undefined> {
  const { outages, channelOf, clock } = deps;
  const stored = await outages.find(outageId);
  if (stored === undefined || stored.outage.channel !== undefined) return stored;
  const channel = await channelOf(stored.outage.service);
  if (channel === undefined) return stored;
  const event: OutageEvent = { type: 'placed', at: clock.now(), channel };
  await appendOutageEvent(outages, outageId, () => ({ eventId: 'placed', event }));
  return outages.find(outageId);
}

async function linksOf({ linkRun }: OutageThreadDeps, outage: Outage): Promise<Record<string, string>> {
  const family = [outage.under, ...outage.holds.map(({ outageId }) => outageId)].flatMap((id) => id ?? []);
  const proof = outage.runs.findLast(({ verdict }) => verdict !== undefined)?.id;
  const plan = outage.plans.at(-1);
  const isDown = outage.state === 'down' || outage.state === 'awaiting_approval';
  const found = await Promise.all([
    ...family.slice(0, linkedOutages).map(async (id) => [id, await linkRun(id)] as const),
    // Their cards were put on their way a moment ago, and whoever reads the first line has to get there.
    ...(proof === undefined ? [] : [linkRun(proof, isDown).then((url) => [proof, url] as const)]),
    ...(plan === undefined
      ? []
      : [linkRun(plan.id, plan.state === 'waiting').then((url) => [plan.id, url] as const)]),
  ]);
  return Object.fromEntries(found.flatMap(([id, url]) => (url === undefined ? [] : [[id, url]])));
}

/** Mentions notify; who is in the catalog without Slack is named. */
function mentionOf({ people }: Catalog, name: string): string {
  const { slack_group: group, users = [] } = people[name] ?? {};
  if (group !== undefined) return `<!subteam^${group}>`;
  return users.length === 0 ? escape(name) : users.map((id) => `<@${id}>`).join(' ');
}
