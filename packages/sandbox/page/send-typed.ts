import { outgoingText } from './outgoing.ts';
import { notice } from './page-store.ts';
import type { Channel, Person, WorkspaceState } from './protocol.ts';
import { act } from './server-link.ts';

interface Typed {
  typed: string;
  me: Person;
  channel: Channel;
  threadTs: string | undefined;
  workspace: WorkspaceState;
}

/** Sends a line as a command or a message, and says what went wrong where Slack would say it. */
export async function sendTyped({ typed, me, channel, threadTs, workspace }: Typed): Promise<void> {
  const command = /^\/[\w-]+/.exec(typed)?.[0];
  const say = (text: string) => notice(me.id, channel.id, text, threadTs);
  if (command === undefined) {
    const text = outgoingText(typed, workspace.people, workspace.channels);
    const where = { channel: channel.id, ...(threadTs === undefined ? {} : { thread_ts: threadTs }) };
    const said = await act(me.id, 'say', { ...where, text });
    if (!said.ok) say(`Your message was not sent: ${said.error ?? 'unknown_error'}`);
    return;
  }
  // Slack's own limit, said in Slack's own words: commands do not work inside threads.
  if (threadTs !== undefined) return say(`\`${command}\` is not supported in threads. Sorry!`);
  const known = workspace.commands.find((one) => one.command === command);
  if (known === undefined) {
    return say(
      `\`${command}\` is not a valid command. Known here: ${workspace.commands.map((one) => `\`${one.command}\``).join(', ')}`,
    );
  }
  const text =
    known.should_escape === true ? outgoingText(typed, workspace.people, workspace.channels) : typed;
  const result = await act(me.id, 'command', { channel: channel.id, text });
  if (!result.ok) say(`\`${command}\` failed with the error "${result.error ?? 'unknown_error'}"`);
}
