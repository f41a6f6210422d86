import { Fragment, useEffect, useRef, useState } from 'react';
import { useReading } from './follow-reading.ts';
import { MessageRow } from './message-row.tsx';
import { personOf, useScreen } from './screen.ts';
import { continues, dayOf, type Entry } from './timeline.ts';

interface Props {
  entries: Entry[];
  label: string;
  emptyText?: string;
  isThread?: boolean;
  footer?: React.ReactNode;
}

/** The messages of a channel or thread, oldest first, days and short runs of one author set off. */
export function MessageList({ entries, label, emptyText, isThread = false, footer }: Props) {
  const { box, content, isAtEnd, onScroll, toEnd } = useReading(entries, isThread);
  const now = new Date();
  return (
    <div className="list-wrap">
      <div
        ref={box}
        className="message-list"
        role="region"
        aria-label={label}
        tabIndex={0}
        onScroll={onScroll}
      >
        <div ref={content}>
          {entries.length === 0 && emptyText && <p className="beginning">{emptyText}</p>}
          {entries.map((entry, at) => {
            const before = entries[at - 1];
            const day = dayOf(entry.ts, now);
            const isNewDay = !isThread && (before === undefined || dayOf(before.ts, now) !== day);
            return (
              <Fragment key={`${entry.ts}-${entry.user}`}>
                {isNewDay && <h2 className="day">{day}</h2>}
                <MessageRow
                  entry={entry}
                  isThread={isThread}
                  isCompact={!isNewDay && continues(before, entry)}
                />
                {isThread && at === 0 && <ReplyRule count={entries.length - 1} />}
              </Fragment>
            );
          })}
          {footer}
        </div>
      </div>
      {!isAtEnd && (
        <button type="button" className="to-end" onClick={toEnd}>
          ↓ Latest messages
        </button>
      )}
      <Announcer entries={entries} />
    </div>
  );
}

function ReplyRule({ count }: { count: number }) {
  return (
    <h2 className="day reply-rule">
      {count === 0 ? 'No replies yet' : count === 1 ? '1 reply' : `${count} replies`}
    </h2>
  );
}

/** Reads out what is new since the list was opened; edits of what is there stay silent. */
function Announcer({ entries }: { entries: Entry[] }) {
  const { workspace, me } = useScreen();
  const newest = entries.at(-1);
  const opened = useRef(newest?.ts ?? '');
  const [said, setSaid] = useState('');
  useEffect(() => {
    if (!newest || newest.ts <= opened.current || newest.user === me.id) return;
    opened.current = newest.ts;
    setSaid(`${personOf(workspace, newest.user).name}: ${newest.text}`);
  }, [newest?.ts]);
  return (
    <div className="only-read-out" aria-live="polite">
      {said}
    </div>
  );
}
