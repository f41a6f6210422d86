import type { IncomingMessage, ServerResponse } from 'node:http';
import { readDraft } from '../api/draft.ts';
import { Args, Refusal } from '../api/method.ts';
import type { Desk } from '../desk.ts';
import type { ResponsePlace } from '../talk/tickets.ts';
import { answerJson, answerText } from './answer.ts';
import { parseJson, readBody } from './body.ts';

const BODY_MAX_BYTES = 2_000_000;

/** Deleting what is gone already is no error. */
function removeOriginal(desk: Desk, place: ResponsePlace): void {
  const { original, channel } = place;
  if (original?.isEphemeral) {
    const ephemeral = desk.conversations.ephemerals.find((one) => one.ts === original.ts);
    if (ephemeral) desk.conversations.changeEphemeral({ ...ephemeral, deleted: true });
    return;
  }
  const message = original && desk.conversations.find(channel, original.ts);
  if (message) desk.conversations.remove(message);
}

/** True when there was an original to replace. */
function replaceOriginal(desk: Desk, place: ResponsePlace, args: Args): boolean {
  const { original, channel } = place;
  const draft = readDraft(args, desk, 'update');
  if (original?.isEphemeral) {
    const ephemeral = desk.conversations.ephemerals.find((one) => one.ts === original.ts);
    if (!ephemeral) return false;
    const { blocks: _blocks, ...kept } = ephemeral;
    desk.conversations.changeEphemeral({
      ...kept,
      text: draft.text,
      ...(draft.blocks && { blocks: draft.blocks }),
    });
    return true;
  }
  const message = original && desk.conversations.find(channel, original.ts);
  if (!message) return false;
  const { blocks: _blocks, ...kept } = message;
  desk.conversations.replace({ ...kept, ...draft });
  return true;
}

/**
 * Says what an app answered to a command or a click: to one person, unless it says `in_channel`. It stands in a thread
 * only when the app names one, also when the click was made there (slackapi/bolt-js#963 and #2170).
 */
export function say(desk: Desk, place: ResponsePlace, args: Args): void {
  const draft = readDraft(args, desk, 'post');
  const threadTs = args.findString('thread_ts');
  const where = { channel: place.channel, ...(threadTs && { thread_ts: threadTs }) };
  if (args.findString('response_type') === 'in_channel') {
    desk.conversations.add({ ...draft, ...where, user: desk.team.bot.id, bot: true });
    return;
  }
  const { text, blocks } = draft;
  const ephemeral = desk.conversations.whisper({
    text,
    ...(blocks && { blocks }),
    ...where,
    user: place.user,
  });
  // A later `replace_original` on the same url means this answer.
  place.original ??= { ts: ephemeral.ts, isEphemeral: true };
}

/** Without an original to replace the answer stands by itself. */
function answerTo(desk: Desk, place: ResponsePlace, args: Args): void {
  if (args.flag('delete_original')) return removeOriginal(desk, place);
  if (args.flag('replace_original') && replaceOriginal(desk, place, args)) return;
  say(desk, place, args);
}

/** A post to a response_url. The url is the secret; it takes no token. */
export async function respond(request: IncomingMessage, response: ServerResponse, desk: Desk): Promise<void> {
  const id = new URL(request.url ?? '/', 'http://localhost').pathname.slice('/response/'.length);
  const raw = parseJson(await readBody(request, BODY_MAX_BYTES));
  const found = desk.tickets.answer(id);
  if ('error' in found) return answerJson(response, 404, { ok: false, error: found.error });
  const [at, startedAt] = [Date.now(), performance.now()];
  const record = (status: number, error?: string): void => {
    const took = { at, tookMs: performance.now() - startedAt };
    desk.calls.add({
      method: 'response_url',
      args: raw,
      ...took,
      status,
      ok: error === undefined,
      ...(error && { error }),
      ...(found.place.clickedIn && { clickedIn: found.place.clickedIn }),
    });
  };
  try {
    answerTo(desk, found.place, new Args(raw));
    record(200);
    answerText(response, 200, 'ok');
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    record(400, error.code);
    answerJson(response, 400, {
      ok: false,
      error: error.code,
      response_metadata: { messages: error.details },
    });
  }
}
