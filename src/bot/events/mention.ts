import type { App } from '@slack/bolt';
import { readPastedError } from '#catalog/pasted-error.ts';
import { admit } from '../find-refusal.ts';
import { answerIn } from '../answer.ts';
import { ask } from '../request-diagnosis.ts';
import { askPlan, offerActions } from '../request-plan.ts';
import type { BotDeps } from '../bot-deps.ts';
import { hearOutage } from '../outage-command.ts';
import { readOutageWords } from '../parse-outage-command.ts';
import { readPlanWords } from '../parse-plan-command.ts';
import { sayAbout, sayServices } from '../resus-command.ts';
import { wordsOf } from '../parse-command.ts';

type Said = {
  readonly text: string;
  readonly user: string;
  readonly channel: string;
  readonly ts: string;
  readonly thread_ts?: string | undefined;
};

/** `@resus diagnose api`, in channels, threads (where Slack has no slash commands) and direct messages. */
export function listenToMentions(app: App, deps: BotDeps): void {
  app.event('app_mention', async ({ event }) => {
    const { user } = event;
    if (user !== undefined && event.bot_id === undefined) await hear(deps, { ...event, user });
  });
  app.event('message', async ({ event }) => {
    // Edits, joins and what bots say are messages with a subtype.
    if (event.subtype !== undefined || event.channel_type !== 'im' || 'bot_id' in event) return;
    await hear(deps, { ...event, text: event.text ?? '' });
  });
}

async function hear(deps: BotDeps, { text, user, channel, ts, thread_ts: inThread }: Said): Promise<void> {
  const [verb = 'help', ...words] = wordsOf(text);
  const threadTs = inThread ?? ts;
  // In a channel a first message has no thread yet, and Slack shows nobody what is said there in private.
  const shownIn = channel.startsWith('D') ? threadTs : inThread;
  const where = shownIn === undefined ? { channel, user } : { channel, user, threadTs: shownIn };
  const answer = answerIn(where, deps);
  // The message itself names the ask: Slack may deliver the event again under another id.
  const asking = { user, channel, threadTs, triggerId: `${channel}/${ts}` };
  if (verb.toLowerCase() === 'diagnose') return ask(deps, words, asking, answer);
  // A browser error pasted as it is: what else could be wanted?
  if (readPastedError(text) !== undefined) return ask(deps, [verb, ...words], asking, answer);
  const wanted = verb.toLowerCase();
  if (wanted === 'restart' || wanted === 'runbook') {
    const plan = readPlanWords(wanted === 'restart' ? ['restart', ...words] : words);
    if (plan.action === undefined || plan.service === undefined)
      return offerActions(deps, plan.action, asking, undefined, answer);
    return askPlan(deps, plan, asking, answer);
  }
  const about = outageWords(text, user, wanted);
  if (about !== undefined) return hearOutage(deps, about, asking, undefined, answer);
  if (!(await admit(deps, asking, 'look', answer))) return;
  if (wanted === 'services') return sayServices(deps, answer);
  return sayAbout(deps, [verb, ...words], user, answer);
}

/** `outage …`, or bare in the thread of one: `ack`, `assign @someone`. */
function outageWords(text: string, user: string, wanted: string) {
  // The first mention is of Resus; whom it is assigned to comes later.
  const said = text.replace(/^\s*<@[UW][A-Z0-9]+(?:\|[^>]*)?>/, '').trim();
  if (wanted === 'outage' || wanted === 'outages') return readOutageWords(said.replace(/^\S+/, ''), user);
  return bareVerbs.has(wanted) ? readOutageWords(said, user) : undefined;
}

const bareVerbs: ReadonlySet<string> = new Set([
  'ack',
  'resolve',
  'assign',
  'silence',
  'severity',
  'postmortem',
]);
