import { say } from '#base/phrase.ts';
import type { Outage } from './events.ts';
import { postJson } from '#net/post-json.ts';
import { createMemberships } from '#slack/memberships.ts';
import { createPostNotice } from '#slack/post-notice.ts';
import { systemClock } from '#base/clock.ts';
import type { Log } from '#base/log.ts';
import type { Catalog } from '#catalog/catalog.ts';
import type { Clients } from '#slack/client.ts';
import type { LinkRun } from '#slack/link-run.ts';
import type { Posting } from '#slack/posting.ts';
import { readReference } from '#secrets/read-reference.ts';

const webhookWithinMs = 5_000;
/** A night shift has fewer; a whole department need not be woken. */
const calledAtMost = 10;

/** Calls the people of an escalation: each in private, and by the webhook that the catalog has for them. */
export function createCallPeople(
  core: {
    readonly catalog: { readonly current: () => Catalog };
    readonly clients: Clients;
    readonly log: Log;
  },
  { outbox, queues, linkRun }: Posting & { readonly linkRun: LinkRun },
) {
  const { log } = core;
  const catalog = core.catalog.current;
  const { usersIn } = createMemberships({ client: core.clients.interactive, catalog, clock: systemClock });
  const tell = createPostNotice({ outbox, wake: queues.pump });
  return async (id: string, to: string, outage: Outage): Promise<void> => {
    const { services, slack, people } = catalog();
    const link = await linkRun(outage.id);
    const says = {
      en: '📣 {service} is down and nobody has reacted yet. {seen}[ {link}]',
      fr: '📣 {service} est en panne et personne n’a encore réagi. {seen}[ {link}]',
      with: {
        service: outage.service,
        seen: say(services[outage.service]?.locale ?? slack.locale, outage.says),
        link,
      },
    };
    const text = say(services[outage.service]?.locale ?? slack.locale, says);
    const users = await usersIn([to]).catch((error: unknown) => {
      log.warn({ err: error, to }, 'cannot look up who is to be called');
      return people[to]?.users ?? [];
    });
    for (const user of users.slice(0, calledAtMost)) await tell(`${id}.${user}`, user, text);
    const hook = people[to]?.webhook;
    if (hook === undefined) return;
    // The thread and the private words are there either way: a pager that is away must not stop the rest.
    await readReference(hook)
      .then((url) => postJson(url.trim(), bodyOf(id, outage, text, link), webhookWithinMs))
      .catch((error: unknown) => log.error({ err: error, to }, 'the webhook of an escalation failed'));
  };
}

/** Small and stable: what a pager needs to make a call of it, and to know a repeated one. */
function bodyOf(id: string, outage: Outage, text: string, link: string | undefined): object {
  return {
    id,
    outage: outage.id,
    service: outage.service,
    severity: outage.severity,
    state: outage.state,
    since: new Date(outage.since).toISOString(),
    text,
    ...(link === undefined ? {} : { link }),
  };
}
