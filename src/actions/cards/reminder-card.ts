import { say, type Locale } from '#base/phrase.ts';
import type { PlanRun } from '../events.ts';
import type { MessageBody } from '#slack/message.ts';
import { section } from '#slack/cards/blocks.ts';
import { marked, timeOf } from '#slack/cards/message-words.ts';

/** Half of its time is over: those who may decide are called by name, in the thread. */
export function reminderCard(run: PlanRun, to: readonly string[], locale: Locale): MessageBody {
  const who = to.map((id) => (id.startsWith('S') ? `<!subteam^${id}>` : `<@${id}>`)).join(' ');
  const text = say(locale, {
    en: '⏰ *{title}* still waits for an approval, until {until}. {who}',
    fr: '⏰ *{title}* attend toujours une approbation, jusqu’à {until}. {who}',
    with: { title: marked(locale, run.plan.title), until: timeOf(run.expiresAt), who },
  });
  return { text, blocks: [section(text)] };
}
