import type { Phrase } from '#base/phrase.ts';
import type { Run, Trigger } from '#diagnosis/events.ts';
import type { Outage, OutageEvent } from '#outages/events.ts';
import type { Catalog } from '#catalog/catalog.ts';
import type { PlanRun } from '#actions/events.ts';
import { refusalCard } from './cards/refusal-card.ts';
import type { LiveTail } from '#actions/cards/plan-progress-card.ts';
import type { LinkRun } from './link-run.ts';
import { escape } from './escape.ts';
import type { FileBody } from './message.ts';
import { messagesOfOutage, outageFile } from '#outages/show-outage.ts';
import { messagesOfPlan } from '#actions/show-plan.ts';
import { additionMessage, messagesOf, noticeMessage } from '#diagnosis/show-run.ts';
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

export type Threads = ReturnType<typeof createScreen>;

/** The Slack threads of runs, plans and outages: what they should show goes to the outbox, the pump brings Slack there. */
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
  const mention = (name: string): string => mentionOf(deps.catalog(), name);
  return {
    show: async (run: Run, seq: number): Promise<void> => {
      const link = run.verdict === undefined ? undefined : await deps.linkRun(run.id);
      const { broadcast } = deps.catalog().slack;
      await put(messagesOf(run, seq, localeOf(run), { link, broadcast }));
    },
    showPlan: (
      run: PlanRun,
      seq: number,
      live?: { readonly tail: LiveTail; readonly count: number },
    ): Promise<void> => put(messagesOfPlan(run, seq, localeOf(run.plan), live)),
    showOutage: async (outage: Outage, events: readonly OutageEvent[]): Promise<void> => {
      const family = [outage.under, ...outage.holds.map(({ outageId }) => outageId)].flatMap(
        (id) => id ?? [],
      );
      const proof = outage.runs.findLast(({ verdict }) => verdict !== undefined)?.id;
      const plan = outage.plans.at(-1);
      const isDown = outage.state === 'down' || outage.state === 'awaiting_approval';
      const found = await Promise.all([
        ...family.slice(0, linkedOutages).map(async (id) => [id, await deps.linkRun(id)] as const),
        // Their cards were put on their way a moment ago, and whoever reads the first line has to get there.
        ...(proof === undefined ? [] : [deps.linkRun(proof, isDown).then((url) => [proof, url] as const)]),
        ...(plan === undefined
          ? []
          : [deps.linkRun(plan.id, plan.state === 'waiting').then((url) => [plan.id, url] as const)]),
      ]);
      const links = Object.fromEntries(found.flatMap(([id, url]) => (url === undefined ? [] : [[id, url]])));
      await put(messagesOfOutage(outage, events, { links, mention }, localeOf(outage)));
    },
    appendOutageEvent: (outage: Outage, name: string, file: FileBody): Promise<void> =>
      put(outageFile(outage, name, file)),
    tell: (id: string, service: string, trigger: Trigger, says: Phrase): Promise<void> =>
      put(noticeMessage(id, trigger, refusalCard(says, undefined, localeOf({ service })))),
    add: (run: Run, addition: Addition): Promise<void> => put(additionMessage(run, addition, localeOf(run))),
  };
}

const linkedOutages = 12;

/** Mentions notify; who is in the catalog without Slack is named. */
function mentionOf({ people }: Catalog, name: string): string {
  const { slack_group: group, users = [] } = people[name] ?? {};
  if (group !== undefined) return `<!subteam^${group}>`;
  return users.length === 0 ? escape(name) : users.map((id) => `<@${id}>`).join(' ');
}
