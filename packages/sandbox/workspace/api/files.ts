import type { Desk } from '../desk.ts';
import type { FileRecord } from '../talk/message.ts';
import { joinedChannel, threadParent } from './channels.ts';
import { type Answer, type Args, type Method, Refusal } from './method.ts';

/** The first step: the announced length is checked against the bytes. */
function getUploadUrl(args: Args, desk: Desk): Answer {
  const name = args.string('filename');
  const lengthBytes = args.integer('length', { default: 0, min: 1 });
  if (lengthBytes === 0) throw new Refusal('invalid_arguments', ['[ERROR] missing required field: length']);
  const { id, ticket } = desk.files.reserve(name, lengthBytes);
  return { file_id: id, upload_url: `${desk.origin}/upload/${ticket}` };
}

/** The place is checked before this, so that a refused share leaves the upload to be completed elsewhere. */
function finishAll(args: Args, desk: Desk): FileRecord[] {
  const wanted = args.json('files') as { id?: string; title?: string }[] | undefined;
  if (!Array.isArray(wanted) || wanted.length === 0) throw new Refusal('invalid_arguments');
  return wanted.map(({ id, title }) => {
    const file = desk.files.finish(String(id), title, desk.team.bot.id, desk.origin);
    if (!file) throw new Refusal('file_not_found');
    return file;
  });
}

/** Shows the files in one message, to everybody in the channel. */
function share(
  desk: Desk,
  channelId: string,
  files: FileRecord[],
  { text, threadTs }: { text: string; threadTs: string | undefined },
): void {
  const place = threadTs === undefined ? {} : { thread_ts: threadTs };
  const message = desk.conversations.add({
    channel: channelId,
    user: desk.team.bot.id,
    bot: true,
    text,
    files,
    ...place,
  });
  for (const file of files) {
    file.shares.public[channelId] = [...(file.shares.public[channelId] ?? []), { ts: message.ts, ...place }];
    desk.changes.emit({ ...file, type: 'file' });
  }
}

/**
 * The last step. Without a channel the file is the app's own and nobody sees it. Completed once more, it is shared once
 * more: an app that repeats the call after a lost answer shows the file twice.
 */
function complete(args: Args, desk: Desk): Answer {
  const channel = args.has('channel_id') ? joinedChannel(desk, args.string('channel_id')) : undefined;
  const parent = channel && threadParent(desk, channel, args);
  const files = finishAll(args, desk);
  const text = args.findString('initial_comment') ?? '';
  setTimeout(() => {
    for (const { id } of files) desk.files.settled.add(id);
    if (channel) share(desk, channel.id, files, { text, threadTs: parent?.ts });
  }, desk.shareFilesAfterMs).unref();
  return { files: files.map(({ id, title }) => ({ id, title })) };
}

function fileOf(args: Args, desk: Desk): FileRecord {
  const file = desk.files.complete.get(args.string('file'));
  if (!file) throw new Refusal('file_not_found');
  return file;
}

/** A file just completed may be unknown here for a moment: an unknown id proves nothing. */
function info(args: Args, desk: Desk): Answer {
  const file = fileOf(args, desk);
  if (!desk.files.settled.has(file.id)) throw new Refusal('file_not_found');
  return { file: { ...file }, comments: [] };
}

/** The message stays with what else it held, as in Slack. */
function remove(args: Args, desk: Desk): Answer {
  const file = fileOf(args, desk);
  desk.files.remove(file.id);
  for (const [channelId, shares] of Object.entries(file.shares.public)) {
    for (const { ts } of shares) {
      const message = desk.conversations.find(channelId, ts);
      if (!message) continue;
      const files = message.files?.filter((one) => one.id !== file.id) ?? [];
      if (files.length === 0 && message.text === '') desk.conversations.remove(message);
      else desk.conversations.replace({ ...message, files });
    }
  }
  return {};
}

export const fileMethods: Record<string, Method> = {
  'files.getUploadURLExternal': { access: 'bot', tier: 4, scope: 'files:write', run: getUploadUrl },
  'files.completeUploadExternal': { access: 'bot', tier: 4, scope: 'files:write', run: complete },
  'files.info': { access: 'bot', tier: 4, scope: 'files:read', run: info },
  'files.delete': { access: 'bot', tier: 3, scope: 'files:write', run: remove },
};
