import { useEffect, useState } from 'react';
import { Avatar } from './avatar.tsx';
import type { Channel, WorkspaceState } from './protocol.ts';
import { botOf, useScreen } from './screen.ts';

/** Channels, the app's own space, and whether the app is there at all. */
export function Sidebar({ channels }: { channels: Channel[] }) {
  const { workspace } = useScreen();
  const bot = botOf(workspace);
  const unread = useUnread();
  const connected = workspace.sockets?.connected ?? 0;
  return (
    <nav className="sidebar" aria-label="Channels">
      <h2>Channels</h2>
      <ul>
        {channels
          .filter((channel) => channel.kind === 'channel')
          .map((channel) => (
            <ChannelLink key={channel.id} channel={channel} unread={unread(channel)}>
              <span className="hash" aria-hidden="true">
                #
              </span>
              {channel.name}
            </ChannelLink>
          ))}
      </ul>
      <h2>Apps</h2>
      <ul>
        {channels
          .filter((channel) => channel.kind === 'dm')
          .map((channel) => (
            <ChannelLink key={channel.id} channel={channel} unread={unread(channel)}>
              {bot && <Avatar person={bot} size={18} />}
              {bot?.name ?? channel.name}
            </ChannelLink>
          ))}
      </ul>
      <p className="sockets">
        <span className={`dot ${connected > 0 ? 'good' : 'bad'}`} aria-hidden="true" />
        {connected > 0
          ? `App connected (${connected} ${connected === 1 ? 'socket' : 'sockets'})`
          : 'App not connected'}
      </p>
    </nav>
  );
}

interface LinkProps {
  channel: Channel;
  unread: number;
  children: React.ReactNode;
}

function ChannelLink({ channel, unread, children }: LinkProps) {
  const { channelId, openChannel } = useScreen();
  const isOpen = channel.id === channelId;
  return (
    <li>
      <button
        type="button"
        className={`channel ${isOpen ? 'is-open' : ''} ${unread > 0 ? 'is-unread' : ''}`}
        aria-current={isOpen ? 'page' : undefined}
        data-testid={`channel-${channel.name}`}
        onClick={() => openChannel(channel.id)}
      >
        {children}
        {unread > 0 && (
          <span className="badge" aria-label={`${unread} unread`}>
            {unread}
          </span>
        )}
      </button>
    </li>
  );
}

/** Unread since this page was opened: messages of others in channels that are not in front. */
function useUnread(): (channel: Channel) => number {
  const { workspace, channelId, me } = useScreen();
  const [read, setRead] = useState(() => lastTimes(workspace));
  const last = workspace.messages[channelId]?.at(-1)?.ts ?? '';
  useEffect(() => setRead((before) => ({ ...before, [channelId]: last })), [channelId, last]);
  return (channel) => {
    if (channel.id === channelId) return 0;
    const since = read[channel.id] ?? '';
    return (workspace.messages[channel.id] ?? []).filter((one) => one.ts > since && one.user !== me.id)
      .length;
  };
}

function lastTimes(workspace: WorkspaceState): Record<string, string> {
  return Object.fromEntries(
    Object.entries(workspace.messages).map(([id, list]) => [id, list.at(-1)?.ts ?? '']),
  );
}
