import { useEffect } from 'react';
import { linkedEvent } from './follow-reading.ts';
import type { WorkspaceState } from './protocol.ts';
import { isReply } from './timeline.ts';

export interface Permalink {
  channel: string;
  ts: string;
  /** Set when the message is part of a thread. */
  threadTs?: string;
}

/** `#C0OPS/1700000000.000100`, where the workspace server sends the links of messages. */
function permalinkOf(hash: string, workspace: WorkspaceState): Permalink | undefined {
  const [, channel = '', ts = ''] = /^#([A-Z0-9]+)\/(\d+\.\d+)$/.exec(hash) ?? [];
  const message = workspace.messages[channel]?.find((one) => one.ts === ts);
  if (!message) return undefined;
  return { channel, ts, ...(isReply(message) && message.thread_ts ? { threadTs: message.thread_ts } : {}) };
}

/** Goes where the address points, at first and whenever it changes; the message is brought into view and marked. */
export function usePermalink(workspace: WorkspaceState, open: (link: Permalink) => void): void {
  useEffect(() => {
    const follow = () => {
      const link = permalinkOf(location.hash, workspace);
      if (!link) return;
      history.replaceState(null, '', location.pathname);
      open(link);
      // After the channel or thread it is in has been drawn.
      requestAnimationFrame(() => requestAnimationFrame(() => showMessage(link.ts)));
    };
    follow();
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, [workspace]);
}

function showMessage(ts: string): void {
  const rows = document.querySelectorAll<HTMLElement>(`[data-ts="${CSS.escape(ts)}"]`);
  const row = [...rows].at(-1);
  row?.scrollIntoView({ block: 'center' });
  row?.classList.add('is-linked');
  document.dispatchEvent(new CustomEvent(linkedEvent, { detail: ts }));
}
