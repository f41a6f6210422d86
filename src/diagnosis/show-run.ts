import { say, type Locale } from '#base/phrase.ts';
import type { Run, Trigger } from './events.ts';
import { cannotPostCard } from '#slack/cards/cannot-post-card.ts';
import { evidenceFile } from './cards/evidence-file.ts';
import { failureCard } from './cards/failure-card.ts';
import { parentCard } from './cards/parent-card.ts';
import { progressCard } from './cards/progress-card.ts';
import { noticeCard } from '#slack/cards/refusal-card.ts';
import { verdictCard } from './cards/verdict-card.ts';
import { threadOf, type FileBody, type MessageBody, type MessagePlace } from '#slack/message.ts';
import type { OutgoingMessage } from '#slack/outbox.ts';
import { pathPicture } from './cards/path-picture.ts';
import type { Addition } from './run-thread.ts';

/**
 * What the thread of a run should show in its present state: a short parent that is edited through the states, one live
 * progress message, then the verdict or the failure as a reply of its own (edits notify nobody), a picture of the path
 * when it is broken, and the evidence.
 */
export function messagesOf(
  run: Run,
  seq: number,
  locale: Locale,
  { link, broadcast = false }: { readonly link?: string | undefined; readonly broadcast?: boolean } = {},
): OutgoingMessage[] {
  const { channel, threadTs, actor, by } = run.trigger;
  if (channel === undefined) return [];
  const otherwise =
    by === 'slack' ? { otherwise: { user: actor, body: cannotPostCard(run.service, channel, locale) } } : {};
  const parent: MessagePlace = { channel, ...(threadTs === undefined ? {} : { threadTs }), ...otherwise };
  const reply = replyPlace(run, channel);
  const message = (part: string, body: MessageBody | FileBody): OutgoingMessage =>
    outgoing(`${run.id}.${part}`, part === 'parent' ? parent : reply, seq, body);

  // In the thread of an outage its parent says how far it is, and what comes is the verdict.
  const isOwnThread = run.trigger.outage === undefined;
  const messages = isOwnThread ? [message('parent', parentCard(run, locale))] : [];
  if (isOwnThread && run.probes.length > 0) messages.push(message('progress', progressCard(run, locale)));
  if (run.state === 'failed') messages.push(message('verdict', failureCard(run, locale)));
  const { verdict } = run;
  if (verdict === undefined) return messages;
  const card = verdictCard(run, verdict, locale, link);
  messages.push(
    message('verdict', broadcast && verdict.outcome === 'faulty' ? { ...card, broadcast } : card),
  );
  if (verdict.provisional) return messages;
  if (verdict.outcome === 'faulty')
    messages.push(message('path', pathPicture(run.service, run.id, verdict, locale)));
  return [...messages, message('evidence', evidenceFile(run, verdict, locale))];
}

/** One more thing in the thread of a run; nothing for a run that has no thread. */
export function additionMessage(run: Run, addition: Addition, locale: Locale): OutgoingMessage[] {
  const { channel } = run.trigger;
  if (channel === undefined) return [];
  const body =
    'says' in addition
      ? noticeCard(addition.says, locale)
      : { filename: addition.filename, title: say(locale, addition.title), content: addition.text };
  return [outgoing(`${run.id}.${addition.id}`, replyPlace(run, channel), 1, body)];
}

/** One message where something was asked for, in its thread when it was asked in one. */
export function noticeMessage(
  id: string,
  { channel, threadTs }: Trigger,
  body: MessageBody,
): OutgoingMessage[] {
  if (channel === undefined) return [];
  return [outgoing(id, { channel, ...(threadTs === undefined ? {} : { threadTs }) }, 1, body)];
}

function replyPlace({ id, trigger: { threadTs, outage } }: Run, channel: string): MessagePlace {
  return threadTs === undefined ? { channel, parent: `${outage ?? id}.parent` } : { channel, threadTs };
}

function outgoing(
  id: string,
  place: MessagePlace,
  version: number,
  body: MessageBody | FileBody,
): OutgoingMessage {
  return { id, thread: threadOf(id, place), place, version, body };
}
