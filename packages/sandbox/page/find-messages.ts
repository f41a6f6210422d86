import type { Message } from './protocol.ts';

const found = 20;

/** Messages and replies that hold every word, newest first. Nothing typed finds nothing. */
export function findMessages(
  messages: Record<string, Message[]>,
  channels: readonly string[],
  query: string,
): Message[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  return channels
    .flatMap((id) => messages[id] ?? [])
    .filter(({ text }) => words.every((word) => text.toLowerCase().includes(word)))
    .toSorted((a, b) => Number(b.ts) - Number(a.ts))
    .slice(0, found);
}
