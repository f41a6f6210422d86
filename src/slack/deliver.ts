import type { KnownBlock } from '@slack/types';
import { conversationOf } from './conversation-of.ts';
import { showUnseen } from '#redaction/unseen.ts';
import { fitBody } from './fit-limits.ts';
import { redactBody } from './redact-body.ts';
import { findPosted, metadataType } from './find-posted.ts';
import type { Form } from './block-fallbacks.ts';
import { isFile, type MessageBody } from './message.ts';
import type { QueuedMessage } from './outbox.ts';
import { readRefusal, type Refusal } from './refusal.ts';
import { type Delivered, type DeliverDeps, head, lostThread, settle, wait } from './handle-refusal.ts';
import { uploadFile } from './upload.ts';

/** A lost answer may belong to a call that Slack is still busy with: looking too soon would find nothing. */
const settleMs = 1500;
const look = 'conversations.replies';

/** Brings Slack one step nearer to what the head of a thread's queue wants. Throws only when Redis does. */
export async function deliver(deps: DeliverDeps, message: QueuedMessage): Promise<Delivered> {
  if (isFile(message.body)) return uploadFile(deps, message, message.body);
  return message.ts === undefined
    ? post(deps, message, message.body)
    : edit(deps, message, message.body, message.ts);
}

async function post(deps: DeliverDeps, message: QueuedMessage, body: MessageBody): Promise<Delivered> {
  const { outbox, client, pace, clock, log } = deps;
  const { id, thread, version } = message;
  const { channel, threadTs } = message.place;
  if (message.sending !== undefined) {
    const tooSoonMs = message.sending.at + settleMs - clock.now();
    if (tooSoonMs > 0) return wait(tooSoonMs);
    const lookMs = await pace.take(look, channel);
    if (lookMs > 0) return wait(lookMs);
    try {
      const ts = await findPosted(client, message);
      // What was posted may have been an older version; as version 0 it is edited to the newest one next.
      if (ts !== undefined) return await outbox.sent(thread, id, 0, ts).then(() => head);
    } catch (error) {
      const refusal = readRefusal(error);
      // A kind of channel that the app may not read stays so: waiting would hold up its thread for good.
      if (refusal.kind !== 'never' && refusal.code !== 'missing_scope') {
        const ms = refusal.kind === 'later' ? (refusal.inMs ?? 1000) : 1000;
        if (refusal.code === 'ratelimited') await pace.pause(look, channel, ms);
        return wait(ms);
      }
      log.warn({ id, code: refusal.code }, 'cannot look whether slack took a message; posting it again');
    }
  }
  const root = threadTs ?? message.parentTs;
  const pauseMs = await pace.take('chat.postMessage', channel, root !== undefined);
  if (pauseMs > 0) return wait(pauseMs);
  await outbox.sending(id);
  // The mark of a post that was not made costs the next pump a look, no more.
  if (!(await deps.holds())) return lostThread;
  const tried = await tryForms(deps, body, async ({ text, blocks }) => {
    const place = root === undefined ? {} : { thread_ts: root, reply_broadcast: body.broadcast === true };
    const metadata = { event_type: metadataType, event_payload: { id } };
    const what = { channel, text, ...blocksOf(blocks), ...place, metadata };
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- Slack's, not a window's
    const posted = await client.chat.postMessage({ ...what, unfurl_links: false, unfurl_media: false });
    return posted.ts ?? '';
  });
  if ('ts' in tried) return outbox.sent(thread, id, version, tried.ts).then(() => head);
  return settle(deps, message, tried, 'chat.postMessage');
}

async function edit(
  deps: DeliverDeps,
  message: QueuedMessage,
  body: MessageBody,
  ts: string,
): Promise<Delivered> {
  const { id, thread, version, place } = message;
  const pause = await deps.pace.edit(id, place.channel, body.passing === true);
  if (pause === 'skip') return deps.outbox.skip(thread, id, version).then(() => head);
  if (pause > 0) return wait(pause);
  if (!(await deps.holds())) return lostThread;
  const tried = await tryForms(deps, body, async ({ text, blocks }) => {
    const channel = (await conversationOf(deps.client, place.channel)) ?? place.channel;
    // The blocks of a richer form that stood there before go only when none are sent: Slack keeps what is left out.
    await deps.client.chat.update({ channel, ts, text, blocks: [], ...blocksOf(blocks) });
    return ts;
  });
  if ('ts' in tried) return deps.outbox.sent(thread, id, version, ts).then(() => head);
  return settle(deps, message, tried, 'chat.update');
}

/** Down the ladder until Slack takes a form or the reason is another one than the blocks. */
async function tryForms(
  deps: DeliverDeps,
  body: MessageBody,
  send: (form: { text: string; blocks: Form }) => Promise<string>,
): Promise<{ ts: string } | Refusal> {
  let refusal: Refusal = { kind: 'never', code: 'no_form' };
  for (const blocks of await deps.blockFallbacks.forms(body)) {
    try {
      const shown = redactBody({ text: body.text, ...blocksOf(blocks) }, showUnseen);
      return { ts: await send(fitBody(shown.text, shown.blocks)) };
    } catch (error) {
      refusal = readRefusal(error);
      if (refusal.kind !== 'plainer') return refusal;
      deps.log.warn({ err: error, code: refusal.code }, 'slack refused the blocks of a message');
      await deps.blockFallbacks.refused(blocks);
    }
  }
  return { kind: 'never', code: refusal.code };
}

function blocksOf(form: Form): { blocks?: KnownBlock[] } {
  return form === undefined ? {} : { blocks: [...form] };
}
