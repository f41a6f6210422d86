import { findShown } from './find-posted.ts';
import type { FileBody } from './message.ts';
import type { QueuedMessage } from './outbox.ts';
import { pngOf } from './pictures/png-of.ts';
import { readRefusal } from './refusal.ts';
import { type Delivered, type DeliverDeps, head, lostThread, settle, wait } from './handle-refusal.ts';

/** Slack shows a file some time after it was completed and names no message: its file id stands for the ts. */
export async function uploadFile(
  deps: DeliverDeps,
  message: QueuedMessage,
  file: FileBody,
): Promise<Delivered> {
  const { outbox, client } = deps;
  const { id, thread, version, place } = message;
  try {
    if (message.sending?.fileId !== undefined) {
      const { at, fileId } = message.sending;
      const resumed = await resume(deps, message, file, { at, fileId });
      if (resumed !== 'never_sent') return resumed;
    }
    const pauseMs = await deps.pace.take(method, place.channel);
    if (pauseMs > 0) return wait(pauseMs);
    const bytes = await bytesOf(file);
    if (bytes === undefined)
      return await settle(deps, message, { kind: 'never', code: 'cannot_draw' }, method);
    const { filename, altText } = file;
    // Slack's own name for it; the SDK's type has another one, which Slack does not know.
    const told = altText === undefined ? {} : { alt_txt: altText };
    const target = await client.files.getUploadURLExternal({ filename, length: bytes.length, ...told });
    const { upload_url: url, file_id: fileId } = target;
    if (url === undefined || fileId === undefined)
      return await settle(deps, message, { kind: 'unclear', code: 'no_upload_url' }, method);
    const sent = await fetch(url, { method: 'POST', body: bytes, signal: AbortSignal.timeout(uploadMs) });
    if (!sent.ok)
      return await settle(deps, message, { kind: 'later', code: `upload_http_${sent.status}` }, method);
    // Until completed nobody sees it; from here on it may be shown.
    await outbox.sending(id, fileId);
    if (!(await deps.holds())) return lostThread;
    await complete(deps, message, file, fileId);
    return await outbox.sent(thread, id, version, fileId).then(() => head);
  } catch (error) {
    return settle(deps, message, readRefusal(error), method);
  }
}

const method = 'files.completeUploadExternal';
const uploadMs = 30_000;

/** Undefined for a drawing that cannot be drawn: the words of the verdict stand without it. */
async function bytesOf({ content, isDrawing }: FileBody): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if (isDrawing !== true) return new TextEncoder().encode(content);
  return pngOf(content).then(
    (png) => Uint8Array.from(png),
    () => undefined,
  );
}

/** The last step, which shows the file. It names no message. */
async function complete(
  { client }: DeliverDeps,
  { place, parentTs }: QueuedMessage,
  { title }: FileBody,
  fileId: string,
): Promise<void> {
  const root = place.threadTs ?? parentTs;
  await client.files.completeUploadExternal({
    files: [{ id: fileId, title }],
    channel_id: place.channel,
    ...(root === undefined ? {} : { thread_ts: root }),
  });
}

/**
 * Goes on after a completion whose answer was lost. Shown or known: it was taken. Neither proves nothing for a while,
 * since Slack shares late; then the same upload is completed again. `never_sent`: Slack has no such upload.
 */
async function resume(
  deps: DeliverDeps,
  message: QueuedMessage,
  file: FileBody,
  { at, fileId }: { readonly at: number; readonly fileId: string },
): Promise<Delivered | 'never_sent'> {
  const { outbox, client, pace, clock } = deps;
  const { id, thread, version, place } = message;
  const age = clock.now() - at;
  if (age < settleMs) return wait(settleMs - age);
  try {
    const lookMs = await pace.take(look, place.channel);
    if (lookMs > 0) return wait(lookMs);
    if ((await isKnown(client, fileId)) || (await isShown(deps, message, fileId)))
      return await outbox.sent(thread, id, version, fileId).then(() => head);
    if (age < sharedWithinMs) return wait(betweenLooksMs);
    const pauseMs = await pace.take(method, place.channel);
    if (pauseMs > 0) return wait(pauseMs);
    await outbox.sending(id, fileId);
    if (!(await deps.holds())) return lostThread;
    await complete(deps, message, file, fileId);
    return await outbox.sent(thread, id, version, fileId).then(() => head);
  } catch (error) {
    const refusal = readRefusal(error);
    if (refusal.code === 'file_not_found') return 'never_sent';
    if (refusal.kind === 'never') return settle(deps, message, refusal, method);
    // Whatever failed now, the first completion may still have been taken: the mark stays.
    const ms = refusal.kind === 'later' ? (refusal.inMs ?? betweenLooksMs) : betweenLooksMs;
    if (refusal.code === 'ratelimited') await pace.pause(look, place.channel, ms);
    deps.log.warn({ id, code: refusal.code }, 'slack did not say whether it took a file');
    return wait(ms);
  }
}

const look = 'conversations.replies';
/** A lost answer may belong to a call that Slack is still busy with. */
const settleMs = 1500;
/** Slack shares a file by itself some seconds after it was completed. */
const sharedWithinMs = 8000;
const betweenLooksMs = 2000;

/** An unknown id proves nothing: Slack may not know everywhere yet what it has just taken. */
async function isKnown(client: DeliverDeps['client'], fileId: string): Promise<boolean> {
  try {
    await client.files.info({ file: fileId });
    return true;
  } catch (error) {
    if (isUnreadable(error)) return false;
    throw error;
  }
}

async function isShown({ client }: DeliverDeps, message: QueuedMessage, fileId: string): Promise<boolean> {
  try {
    return (await findShown(client, message, fileId)) !== undefined;
  } catch (error) {
    if (isUnreadable(error)) return false;
    throw error;
  }
}

/** Nothing to see, now or ever: an unknown file, a place that the app may not read. */
function isUnreadable(error: unknown): boolean {
  const { kind, code } = readRefusal(error);
  return kind === 'never' || code === 'missing_scope';
}
