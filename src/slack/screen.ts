import type { Phrase } from '#base/phrase.ts';
import type { Run } from '#runbooks/run.ts';
import type { Catalog } from '#services/catalog.ts';
import type { LinkRun } from './link-run.ts';
import { additionMessage, messagesOf } from './show-run.ts';
import type { Outbox, OutgoingMessage } from './outbox.ts';

export type ScreenDeps = {
  readonly outbox: Pick<Outbox, 'put'>;
  /** Wakes the pump of a thread. */
  readonly wake: (thread: string) => Promise<void>;
  readonly linkRun: LinkRun;
  readonly catalog: () => Catalog;
};

export type Addition =
  | { readonly id: string; readonly says: Phrase }
  | { readonly id: string; readonly filename: string; readonly title: Phrase; readonly text: string };

/** The Slack threads of runs: what they should show goes to the outbox, the pump brings Slack there. */
export function createScreen(deps: ScreenDeps) {
  const localeOf = (run: Run) => {
    const { services, slack } = deps.catalog();
    return services[run.service]?.locale ?? slack.locale;
  };
  const put = async (messages: readonly OutgoingMessage[]): Promise<void> => {
    if (messages.length === 0) return;
    const threads = await deps.outbox.put(messages);
    await Promise.all(threads.map((thread) => deps.wake(thread)));
  };
  return {
    show: async (run: Run, seq: number): Promise<void> => {
      const link = run.verdict === undefined ? undefined : await deps.linkRun(run.id);
      await put(messagesOf(run, seq, localeOf(run), link));
    },
    add: (run: Run, addition: Addition): Promise<void> => put(additionMessage(run, addition, localeOf(run))),
  };
}
