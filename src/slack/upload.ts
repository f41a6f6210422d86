import type { FileBody } from './message.ts';
import type { QueuedMessage } from './outbox.ts';
import { pngOf } from './pictures/png-of.ts';
import { readRefusal } from './refusal.ts';
import { type Delivered, type DeliverDeps, head, lostThread, settle, wait } from './settle.ts';

/** Slack shows a file some time after it was completed and names no message: its file id stands for the ts. */
export async function uploadFile(
  deps: DeliverDeps,
  message: QueuedMessage,
  file: FileBody,
): Promise<Delivered> {
  const { outbox, client } = deps;
  const { id, thread, version, place } = message;
  try {
    if (message.sending?.fileId !== undefined && (await isComplete(deps, message.sending.fileId)))
      return await outbox.sent(thread, id, version, message.sending.fileId).then(() => head);
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
    const root = place.threadTs ?? message.parentTs;
    await client.files.completeUploadExternal({
      files: [{ id: fileId, title: file.title }],
      channel_id: place.channel,
      ...(root === undefined ? {} : { thread_ts: root }),
    });
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

/** Slack knows a file from its completion on, and shares it by itself a little later. */
async function isComplete({ client }: DeliverDeps, fileId: string): Promise<boolean> {
  try {
    await client.files.info({ file: fileId });
    return true;
  } catch (error) {
    if (readRefusal(error).code === 'file_not_found') return false;
    throw error;
  }
}
