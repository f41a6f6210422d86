import type { Locale, Phrase } from '#base/phrase.ts';
import type { Catalog } from '#catalog/catalog.ts';
import { refusalCard } from '#slack/cards/refusal-card.ts';
import type { LinkRun } from '#slack/link-run.ts';
import type { PutMessages } from '#slack/put-messages.ts';
import type { Run, Trigger } from './events.ts';
import type { RunStore } from './run-store.ts';
import { additionMessage, messagesOf, noticeMessage } from './show-run.ts';

/** Something beside the run's own messages: a line for people, or a text file. */
export type Addition =
  | { readonly id: string; readonly says: Phrase }
  | { readonly id: string; readonly filename: string; readonly title: Phrase; readonly text: string };

/**
 * Where people watch a run. Showing is durable and idempotent: what is older than what is shown already is ignored. A run
 * without a channel (the CLI's) is shown nowhere.
 */
export type RunThread = {
  /** Follows the log. */
  readonly show: (runId: string) => Promise<void>;
  /** Puts one more thing into the run's thread. The same id again adds nothing. */
  readonly add: (run: Run, addition: Addition) => Promise<void>;
  /** Says one thing where something was asked for; the same id again says nothing. */
  readonly tell: (id: string, service: string, trigger: Trigger, says: Phrase) => Promise<void>;
};

export type RunThreadDeps = {
  readonly put: PutMessages;
  /** Makes sure that the first message of an outage is on its way before replies are. Answers its channel. */
  readonly showParent: (outageId: string) => Promise<string | undefined>;
  readonly runs: Pick<RunStore, 'find'>;
  readonly linkRun: LinkRun;
  readonly catalog: () => Catalog;
};

export function createRunThread(deps: RunThreadDeps): RunThread {
  const localeOf = ({ service }: { readonly service: string }): Locale => {
    const { services, slack } = deps.catalog();
    return services[service]?.locale ?? slack.locale;
  };
  return {
    show: async (runId) => {
      const stored = await deps.runs.find(runId);
      if (stored === undefined) return;
      const run = await placed(deps, stored.run);
      const link = run.verdict === undefined ? undefined : await deps.linkRun(run.id);
      const { broadcast } = deps.catalog().slack;
      await deps.put(messagesOf(run, stored.seq, localeOf(run), { link, broadcast }));
    },
    add: async (run, addition) => deps.put(additionMessage(await placed(deps, run), addition, localeOf(run))),
    tell: (id, service, trigger, says) =>
      deps.put(noticeMessage(id, trigger, refusalCard(says, undefined, localeOf({ service })))),
  };
}

/** An outage may have found its channel after it had asked for this. */
async function placed({ showParent }: RunThreadDeps, run: Run): Promise<Run> {
  const { trigger } = run;
  if (trigger.outage === undefined) return run;
  const channel = await showParent(trigger.outage);
  return trigger.channel !== undefined || channel === undefined
    ? run
    : { ...run, trigger: { ...trigger, channel } };
}
