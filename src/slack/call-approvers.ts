import { say } from '#base/phrase.ts';
import type { PlanRun } from '#runbooks/plan-run.ts';
import type { Catalog } from '#services/catalog.ts';
import { section } from './cards/blocks.ts';
import { personOf } from './cards/plan-words.ts';
import { marked, timeOf } from './cards/words.ts';
import { escape } from './escape.ts';
import { threadOf } from './message.ts';
import type { Outbox } from './outbox.ts';

export type CallApproversDeps = {
  readonly outbox: Pick<Outbox, 'put'>;
  readonly wake: (thread: string) => Promise<void>;
  readonly catalog: () => Catalog;
  readonly usersIn: (names: readonly string[]) => Promise<readonly string[]>;
};

/** A night shift has fewer; a whole department need not be woken. */
const calledAtMost = 10;

/** Tells everyone who may approve a plan that it waits for them, each in private and once. Not the one who asked. */
export function createCallApprovers({ outbox, wake, catalog, usersIn }: CallApproversDeps) {
  return async (run: PlanRun): Promise<void> => {
    const { services, slack } = catalog();
    const locale = services[run.plan.service]?.locale ?? slack.locale;
    const { channel } = run.trigger;
    const users = (await usersIn(run.needs.approvers))
      .filter((id) => id !== run.requester.id)
      .slice(0, calledAtMost);
    const text = say(locale, {
      en: '🟡 *{title}* waits for your approval until {until}. {who} asked for it[ in {where}].',
      fr: '🟡 *{title}* attend votre approbation jusqu’à {until}. Demandé par {who}[ dans {where}].',
      with: {
        title: marked(locale, run.plan.title),
        until: timeOf(run.expiresAt),
        who: personOf(run.requester),
        where: channel === undefined ? undefined : `<#${escape(channel)}>`,
      },
    });
    const threads = await outbox.put(
      users.map((user) => {
        const place = { channel: user };
        const id = `${run.id}.call.${user}`;
        return {
          id,
          thread: threadOf(id, place),
          place,
          version: 1,
          body: { text, blocks: [section(text)] },
        };
      }),
    );
    await Promise.all(threads.map((thread) => wake(thread)));
  };
}
