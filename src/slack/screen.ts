import type { Run } from '#runbooks/run.ts';
import type { Catalog } from '#services/catalog.ts';
import type { Outbox } from './outbox.ts';
import { messagesOf } from './show-run.ts';

export type ScreenDeps = {
  readonly outbox: Pick<Outbox, 'put'>;
  /** Wakes the pump of a thread. */
  readonly wake: (thread: string) => Promise<void>;
  readonly catalog: () => Catalog;
};

/** The Slack threads of runs: what they should show goes to the outbox, the pump brings Slack there. */
export function createScreen(deps: ScreenDeps) {
  return {
    show: async (run: Run, seq: number): Promise<void> => {
      const { services, slack } = deps.catalog();
      const locale = services[run.service]?.locale ?? slack.locale;
      const messages = messagesOf(run, seq, locale);
      if (messages.length === 0) return;
      const threads = await deps.outbox.put(messages);
      await Promise.all(threads.map((thread) => deps.wake(thread)));
    },
  };
}
