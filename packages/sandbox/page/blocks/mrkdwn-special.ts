import type { Block } from '../protocol.ts';
import type { Style } from './mrkdwn-span.ts';
import { unescapeText } from './unescape-text.ts';

const BROADCASTS = new Set(['here', 'channel', 'everyone']);

/** What stands between `<` and `>`: a mention, a date or a link. Undefined when it is none of them. */
export function specialElement(inside: string, style: Style): Block | undefined {
  const bar = inside.indexOf('|');
  const target = bar < 0 ? inside : inside.slice(0, bar);
  const label = bar < 0 ? undefined : unescapeText(inside.slice(bar + 1));
  if (target.startsWith('@')) return { type: 'user', user_id: target.slice(1), style };
  if (target.startsWith('#')) return { type: 'channel', channel_id: target.slice(1), style };
  if (target.startsWith('!')) return bangElement(target.slice(1), label, style);
  if (!/^[a-z][a-z0-9+.-]*:/i.test(target)) return undefined;
  return { type: 'link', url: unescapeText(target), ...(label ? { text: label } : {}), style };
}

/** `<!here>`, `<!subteam^S1>`, `<!date^…>`. An unknown one is shown as its label, as in Slack. */
function bangElement(word: string, label: string | undefined, style: Style): Block | undefined {
  if (BROADCASTS.has(word)) return { type: 'broadcast', range: word, style };
  const [kind, ...parts] = word.split('^');
  if (kind === 'subteam') return { type: 'usergroup', usergroup_id: parts[0] ?? '', style };
  if (kind !== 'date') return { type: 'text', text: label ?? word, style };
  const [timestamp, format] = parts;
  return {
    type: 'date',
    timestamp: Number(timestamp),
    format: format ?? '{date} {time}',
    fallback: label ?? '',
    style,
  };
}
