import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Entry } from './timeline.ts';

/** A link led to the message whose `ts` is its detail. */
export const linkedEvent = 'linked';

export interface Reading {
  box: RefObject<HTMLDivElement | null>;
  content: RefObject<HTMLDivElement | null>;
  isAtEnd: boolean;
  onScroll: () => void;
  toEnd: () => void;
}

const NEAR_END_PX = 80;
const MARGIN_PX = 12;
/** A scroll this soon after a key, wheel or finger is the reader's; any other is ours or the browser's. */
const READERS_SCROLL_MS = 500;
const TOUCHES = ['keydown', 'pointerdown', 'wheel', 'touchmove'] as const;

/**
 * Keeps a reader at the end of a list that grows, but never pushes what they have not seen off the top: what came since
 * they last touched the page stays in view from its first line. A thread that is just opened is read from its parent.
 */
export function useReading(entries: Entry[], startsAtTop: boolean): Reading {
  const box = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const [isAtEnd, setAtEnd] = useState(true);
  const newestTs = entries.at(-1)?.ts ?? '';
  const state = useRef({
    follows: true,
    touchedAt: 0,
    newestTs,
    seenTs: newestTs,
    anchorTs: startsAtTop ? entries[0]?.ts : undefined,
  });
  state.current.newestTs = newestTs;
  if (newestTs > state.current.seenTs) {
    state.current.anchorTs ??= entries.find((entry) => entry.ts > state.current.seenTs)?.ts;
  }

  const look = () => {
    const list = box.current;
    if (list) setAtEnd(list.scrollHeight - list.scrollTop - list.clientHeight < NEAR_END_PX);
  };
  useLayoutEffect(() => {
    const list = box.current;
    if (!list || !content.current) return undefined;
    const place = () => {
      const { follows, anchorTs } = state.current;
      const anchor = anchorTs && list.querySelector<HTMLElement>(`[data-ts="${CSS.escape(anchorTs)}"]`);
      const end = list.scrollHeight - list.clientHeight;
      if (follows) list.scrollTop = anchor ? Math.min(end, anchor.offsetTop - MARGIN_PX) : end;
      look();
    };
    const observer = new ResizeObserver(place);
    observer.observe(content.current);
    observer.observe(list);
    // Whoever follows a link reads from its message on, in a thread that was just opened too.
    const goTo = (event: Event) => {
      const ts = event instanceof CustomEvent ? String(event.detail) : '';
      if (!list.querySelector(`[data-ts="${CSS.escape(ts)}"]`)) return;
      Object.assign(state.current, { follows: true, anchorTs: ts });
      place();
    };
    document.addEventListener(linkedEvent, goTo);
    return () => {
      observer.disconnect();
      document.removeEventListener(linkedEvent, goTo);
    };
  }, []);
  useEffect(() => {
    const touched = () => {
      Object.assign(state.current, {
        touchedAt: Date.now(),
        seenTs: state.current.newestTs,
        anchorTs: undefined,
      });
    };
    for (const name of TOUCHES) addEventListener(name, touched, { capture: true, passive: true });
    return () => {
      for (const name of TOUCHES) removeEventListener(name, touched, { capture: true });
    };
  }, []);

  return {
    box,
    content,
    isAtEnd,
    onScroll: () => {
      const list = box.current;
      if (list && Date.now() - state.current.touchedAt < READERS_SCROLL_MS) {
        state.current.follows = list.scrollHeight - list.scrollTop - list.clientHeight < NEAR_END_PX;
      }
      look();
    },
    toEnd: () => {
      state.current.follows = true;
      box.current?.scrollTo({ top: box.current.scrollHeight });
    },
  };
}
