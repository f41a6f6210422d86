import type { Phrase } from '#base/phrase.ts';
import type { Run, Trigger } from '#runbooks/run.ts';
import type { Catalog } from '#services/catalog.ts';
import type { PlanRun } from '#runbooks/plan-run.ts';
import { refusalCard } from './cards/refusal-card.ts';
import type { LiveTail } from './cards/plan-progress-card.ts';
import type { LinkRun } from './link-run.ts';
import { messagesOfPlan } from './show-plan.ts';
import { additionMessage, messagesOf, noticeMessage } from './show-run.ts';
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
  const localeOf = ({ service }: { readonly service: string }) => {
    const { services, slack } = deps.catalog();
    return services[service]?.locale ?? slack.locale;
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
    showPlan: (
      run: PlanRun,
      seq: number,
      live?: { readonly tail: LiveTail; readonly count: number },
    ): Promise<void> => put(messagesOfPlan(run, seq, localeOf(run.plan), live)),
    tell: (id: string, service: string, trigger: Trigger, says: Phrase): Promise<void> =>
      put(noticeMessage(id, trigger, refusalCard(says, undefined, localeOf({ service })))),
    add: (run: Run, addition: Addition): Promise<void> => put(additionMessage(run, addition, localeOf(run))),
  };
}
