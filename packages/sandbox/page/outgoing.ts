import type { Channel, Person } from './protocol.ts';

/** What a person typed as Slack sends it: `@name` and `#name` become ids, the three special characters are escaped. */
export function outgoingText(typed: string, people: Person[], channels: Channel[]): string {
  const escaped = typed.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return escaped.replace(/(^|[\s(])([@#])([\w.-]+)/g, (all, before: string, sign: string, name: string) => {
    const bare = name.replace(/[.-]+$/, '');
    const rest = name.slice(bare.length);
    const id = sign === '@' ? people.find((one) => one.name === bare)?.id : channelId(channels, bare);
    return id === undefined ? all : `${before}<${sign}${id}>${rest}`;
  });
}

const channelId = (channels: Channel[], name: string) =>
  channels.find((one) => one.kind === 'channel' && one.name === name)?.id;
