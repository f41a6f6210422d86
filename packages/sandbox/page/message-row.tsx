import { memo } from 'react';
import { Avatar } from './avatar.tsx';
import { MessageBody } from './message-body.tsx';
import { notice } from './page-store.ts';
import { personOf, useScreen } from './screen.ts';
import { act } from './server-link.ts';
import { type Entry, exactTimeOf, timeOf } from './timeline.ts';

interface Props {
  entry: Entry;
  isThread: boolean;
  isCompact: boolean;
}

/** One message: who, when, what, and the way into its thread. A reader sees the exact time on the short one. */
export function MessageRow({ entry, isThread, isCompact }: Props) {
  const { workspace, threadTs, openThread } = useScreen();
  const person = personOf(workspace, entry.user);
  const isOpenThread = threadTs === entry.ts;
  const time = (
    <time dateTime={new Date(Number(entry.ts) * 1000).toISOString()} title={exactTimeOf(entry.ts)}>
      {timeOf(entry.ts)}
    </time>
  );
  return (
    <article
      aria-label={`${entry.username ?? person.name}, ${timeOf(entry.ts)}`}
      className={`message ${isCompact ? 'is-compact' : ''} ${entry.isEphemeral ? 'is-ephemeral' : ''} ${isOpenThread && !isThread ? 'is-open' : ''}`}
      data-testid="message"
      data-ts={entry.ts}
      data-user={entry.user}
    >
      <div className="gutter">{isCompact ? time : <Avatar person={person} />}</div>
      <div className="message-main">
        {entry.isEphemeral && (
          <p className="only-you">
            <EyeIcon /> Only visible to you
          </p>
        )}
        {!isCompact && (
          <p className="author">
            <strong>{entry.username ?? person.name}</strong>
            {person.role === 'bot' && <span className="app-badge">APP</span>} {time}
          </p>
        )}
        <MessageBody entry={entry} />
        {!isThread && entry.replyCount > 0 && <Replies entry={entry} onOpen={() => openThread(entry.ts)} />}
      </div>
      {/* Slack keeps no ephemeral, so nobody can reply to one. */}
      {!isThread && !entry.isEphemeral && (
        <button type="button" className="hover-action" onClick={() => openThread(entry.ts)}>
          Reply in thread
        </button>
      )}
      {!entry.isEphemeral && <MessageShortcuts entry={entry} />}
    </article>
  );
}

/** What the app offers on a message, such as a diagnosis of what an alert is about. */
function MessageShortcuts({ entry }: { entry: Entry }) {
  const { workspace, me, channelId } = useScreen();
  const offered = (workspace.shortcuts ?? []).filter(({ type }) => type === 'message');
  const run = async (callbackId: string) => {
    const done = await act(me.id, 'shortcut', { callback_id: callbackId, channel: channelId, ts: entry.ts });
    if (!done.ok)
      notice(me.id, channelId, `The shortcut failed: ${done.error ?? 'unknown_error'}`, undefined);
  };
  return offered.map(({ callback_id: id, name }) => (
    <button
      key={id}
      type="button"
      className="hover-action is-shortcut"
      data-testid={`shortcut-${id}`}
      onClick={() => void run(id)}
    >
      {name}
    </button>
  ));
}

const Replies = memo(function Replies({ entry, onOpen }: { entry: Entry; onOpen: () => void }) {
  return (
    <button type="button" className="replies" onClick={onOpen}>
      <b>
        {entry.replyCount} {entry.replyCount === 1 ? 'reply' : 'replies'}
      </b>
      {entry.lastReplyTs && <span className="muted"> Last reply {timeOf(entry.lastReplyTs)}</span>}
    </button>
  );
});

const EyeIcon = () => (
  <svg
    viewBox="0 0 20 20"
    width="14"
    height="14"
    aria-hidden="true"
    fill="none"
    stroke="currentColor"
    strokeWidth="1.6"
  >
    <path d="M1.5 10s3-5.5 8.5-5.5 8.5 5.5 8.5 5.5-3 5.5-8.5 5.5S1.5 10 1.5 10z" />
    <circle cx="10" cy="10" r="2.5" />
  </svg>
);
