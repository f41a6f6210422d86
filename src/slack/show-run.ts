import type { Locale } from '#base/phrase.ts';
import type { Run } from '#runbooks/run.ts';
import { cannotPostCard } from './cards/cannot-post-card.ts';
import { evidenceFile } from './cards/evidence-file.ts';
import { failureCard } from './cards/failure-card.ts';
import { parentCard } from './cards/parent-card.ts';
import { progressCard } from './cards/progress-card.ts';
import { verdictCard } from './cards/verdict-card.ts';
import { threadOf, type FileBody, type MessageBody, type MessagePlace } from './message.ts';
import type { OutgoingMessage } from './outbox.ts';

/**
 * What the thread of a run should show in its present state: a short parent that is edited through the states, one live
 * progress message, then the verdict or the failure as a reply of its own (edits notify nobody), then the evidence.
 */
export function messagesOf(run: Run, seq: number, locale: Locale): OutgoingMessage[] {
  const { channel, threadTs, actor, by } = run.trigger;
  if (channel === undefined) return [];
  const parentId = `${run.id}.parent`;
  const reply: MessagePlace = threadTs === undefined ? { channel, parent: parentId } : { channel, threadTs };
  const otherwise =
    by === 'slack' ? { otherwise: { user: actor, body: cannotPostCard(run.service, channel, locale) } } : {};
  const parent: MessagePlace = { channel, ...(threadTs === undefined ? {} : { threadTs }), ...otherwise };
  const message = (id: string, place: MessagePlace, body: MessageBody | FileBody): OutgoingMessage => {
    return { id, thread: threadOf(id, place), place, version: seq, body };
  };

  const messages = [message(parentId, parent, parentCard(run, locale))];
  if (run.probes.length > 0) messages.push(message(`${run.id}.progress`, reply, progressCard(run, locale)));
  if (run.state === 'failed') messages.push(message(`${run.id}.verdict`, reply, failureCard(run, locale)));
  if (run.verdict !== undefined) {
    messages.push(message(`${run.id}.verdict`, reply, verdictCard(run, run.verdict, locale)));
    const evidence = run.verdict.provisional ? undefined : evidenceFile(run, locale);
    if (evidence !== undefined) messages.push(message(`${run.id}.evidence`, reply, evidence));
  }
  return messages;
}
