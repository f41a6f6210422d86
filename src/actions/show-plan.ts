import { say, type Locale } from '#base/phrase.ts';
import type { PlanRun } from './events.ts';
import { stepsOf } from './plan.ts';
import { cannotPostCard } from '#slack/cards/cannot-post-card.ts';
import { planCard } from './cards/plan-card.ts';
import { type LiveTail, planProgressCard } from './cards/plan-progress-card.ts';
import { reminderCard } from './cards/reminder-card.ts';
import { planResultCard } from './cards/plan-result-card.ts';
import { threadOf, type FileBody, type MessageBody, type MessagePlace } from '#slack/message.ts';
import type { OutgoingMessage } from '#slack/outbox.ts';

/** Between two events a running step prints: its edits are numbered between theirs. */
const tailsPerEvent = 100_000;
/** More than a card shows is worth a file. */
const outputFileChars = 1200;

/**
 * What Slack should show of a plan in its present state: the consequence card as a message of its own (so that it
 * notifies), the live steps once it runs, the result as a reply, and the whole output as a file when it is long.
 */
export function messagesOfPlan(
  run: PlanRun,
  seq: number,
  locale: Locale,
  live?: { readonly tail: LiveTail; readonly count: number },
): OutgoingMessage[] {
  const { channel, threadTs, actor, by } = run.trigger;
  if (channel === undefined) return [];
  const otherwise =
    by === 'slack'
      ? { otherwise: { user: actor, body: cannotPostCard(run.plan.service, channel, locale) } }
      : {};
  const inThread: MessagePlace | undefined =
    threadTs === undefined
      ? run.replyTo === undefined
        ? undefined
        : { channel, parent: run.replyTo }
      : { channel, threadTs };
  const card: MessagePlace = { ...(inThread ?? { channel }), ...otherwise };
  const reply: MessagePlace = inThread ?? { channel, parent: `${run.id}.plan` };
  const message = (part: string, body: MessageBody | FileBody, version = seq): OutgoingMessage => {
    const place = part === 'plan' ? card : reply;
    const id = `${run.id}.${part}`;
    return { id, thread: threadOf(id, place), place, version, body };
  };

  const messages = [message('plan', planCard(run, locale))];
  if (run.reminded !== undefined)
    messages.push(message('reminder', reminderCard(run, run.reminded.to, locale), 1));
  if (run.startedAt !== undefined) {
    const version = seq * tailsPerEvent + Math.min(live?.count ?? 0, tailsPerEvent - 1);
    messages.push(message('steps', planProgressCard(run, live?.tail, locale), version));
  }
  // What people decided stands on the card; what happened is worth a notice.
  if (run.outcome === undefined || quietEnds.has(run.outcome)) return messages;
  messages.push(message('result', planResultCard(run, locale)));
  const printed = outputOf(run, locale);
  if (printed.length <= outputFileChars) return messages;
  const title = say(locale, { en: 'Output of {id}', fr: 'Sortie de {id}', with: { id: run.id } });
  return [...messages, message('output', { filename: `${run.id}.txt`, title, content: printed })];
}

const quietEnds: ReadonlySet<string> = new Set(['denied', 'withdrawn']);

function outputOf(run: PlanRun, locale: Locale): string {
  const steps = [...stepsOf(run.plan), ...run.plan.stages.flatMap(({ rollback }) => rollback)];
  return run.ran
    .flatMap(({ step, result }) => {
      if (result === undefined || result.output === '') return [];
      const known = steps.find(({ id }) => id === step);
      return [
        `# ${step} — ${known === undefined ? '' : say(locale, known.says)}\n${result.output.trimEnd()}\n`,
      ];
    })
    .join('\n');
}
