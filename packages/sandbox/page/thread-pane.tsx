import { useEffect } from 'react';
import { Composer } from './composer.tsx';
import { noticeEntry } from './conversation.tsx';
import { MessageList } from './message-list.tsx';
import { usePageState } from './page-store.ts';
import type { Channel } from './protocol.ts';
import { botOf, useScreen } from './screen.ts';
import { threadEntries } from './timeline.ts';

/** One thread beside its channel; on a phone it takes the whole screen. */
export function ThreadPane({ channel, threadTs }: { channel: Channel; threadTs: string }) {
  const { workspace, me, openThread } = useScreen();
  const { notices } = usePageState();
  const status = workspace.statuses?.find((one) => one.thread_ts === threadTs)?.status;
  const mine = notices.filter((one) => one.thread_ts === threadTs && one.user === me.id);
  const entries = [...threadEntries(workspace, channel.id, threadTs, me.id), ...mine.map(noticeEntry)];
  const close = () => openThread(undefined);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      // A modal or a menu on top takes its own Escape first.
      if (event.key === 'Escape' && !event.defaultPrevented && !document.querySelector('dialog[open]'))
        close();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
  return (
    <aside className="thread" aria-label="Thread" data-testid="thread">
      <div className="pane-head">
        <h1>
          Thread <span className="muted">#{channel.name}</span>
        </h1>
        <button type="button" className="icon-button" aria-label="Close thread" onClick={close}>
          ✕
        </button>
      </div>
      <MessageList
        isThread
        entries={entries}
        label="Messages in this thread"
        emptyText="The message this thread belongs to was deleted."
        footer={
          status && (
            <p className="thread-status" role="status">
              <span className="spinner" aria-hidden="true" /> {botOf(workspace)?.name ?? 'The app'} {status}
            </p>
          )
        }
      />
      <Composer channel={channel} threadTs={threadTs} testId="thread-composer" placeholder="Reply…" />
    </aside>
  );
}
