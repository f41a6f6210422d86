import { useState } from 'react';
import { AppHome } from './app-home.tsx';
import { Composer } from './composer.tsx';
import { MessageList } from './message-list.tsx';
import { usePageState } from './page-store.ts';
import type { Channel } from './protocol.ts';
import { botOf, SLACKBOT, useScreen } from './screen.ts';
import { channelEntries, type Entry } from './timeline.ts';

/** The middle of the page: a channel, or the app's own space with its Home and Messages tabs. */
export function Conversation({ channel }: { channel: Channel }) {
  const { workspace, me } = useScreen();
  const { notices } = usePageState();
  const [tab, setTab] = useState<'home' | 'messages'>('messages');
  const bot = botOf(workspace);
  const isDm = channel.kind === 'dm';
  const title = isDm ? (bot?.name ?? channel.name) : `#${channel.name}`;
  const mine = notices.filter(
    (one) => one.channel === channel.id && one.user === me.id && one.thread_ts === undefined,
  );
  const entries = [...channelEntries(workspace, channel.id, me.id), ...mine.map(noticeEntry)].toSorted(
    (a, b) => a.ts.localeCompare(b.ts),
  );
  return (
    <main className="conversation" aria-label={title}>
      <div className="pane-head">
        <h1>{title}</h1>
        {isDm ? (
          <div className="tabs" role="tablist">
            {(['home', 'messages'] as const).map((name) => (
              <button
                key={name}
                type="button"
                role="tab"
                aria-selected={tab === name}
                onClick={() => setTab(name)}
              >
                {name === 'home' ? 'Home' : 'Messages'}
              </button>
            ))}
          </div>
        ) : (
          <span className="muted">
            {channel.is_member
              ? `${bot?.name ?? 'The app'} is in this channel`
              : `${bot?.name ?? 'The app'} is not in this channel`}
          </span>
        )}
      </div>
      {isDm && tab === 'home' ? (
        <AppHome />
      ) : (
        <>
          <MessageList entries={entries} label={`Messages in ${title}`} emptyText={emptyText(title)} />
          <Composer channel={channel} testId="composer" placeholder={`Message ${title}`} />
        </>
      )}
    </main>
  );
}

const emptyText = (title: string) =>
  `This is the very beginning of ${title}. Type /diagnose and the name of a service, or break one of the demo services below.`;

export const noticeEntry = (notice: { channel: string; ts: string; text: string }): Entry => ({
  ...notice,
  user: SLACKBOT.id,
  isEphemeral: true,
  replyCount: 0,
});
