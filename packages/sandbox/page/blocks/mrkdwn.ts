import type { Block } from '../protocol.ts';
import { parseSpan } from './mrkdwn-span.ts';
import { unescapeText } from './unescape-text.ts';

// Slack's mrkdwn as rich_text elements. The rendering library reads mrkdwn as Markdown, which is not the same: it turned
// `2 * 3 * 4` into `2 ** 3 ** 4` and `12:30:45` into `123045`. Quoted evidence must stay as it was sent, so texts are
// parsed here and only the unambiguous rich_text form is given to the library.

/** A text object as the elements of one rich_text block. Plain text keeps every character but its `:emoji:`. */
export function richElements(text: string, isMrkdwn: boolean): Block[] {
  return isMrkdwn ? parseMrkdwn(text) : [section(parseSpan(text, {}, false))];
}

const FENCE = /```\n?([\s\S]*?)\n?```\n?/g;

function parseMrkdwn(text: string): Block[] {
  const elements: Block[] = [];
  let at = 0;
  for (const fence of text.matchAll(FENCE)) {
    elements.push(...parseLines(text.slice(at, fence.index).replace(/\n$/, '')));
    elements.push({
      type: 'rich_text_preformatted',
      elements: [{ type: 'text', text: decode(fence[1] ?? '') }],
    });
    at = fence.index + fence[0].length;
  }
  return [...elements, ...parseLines(text.slice(at))];
}

// Slack stores a typed `>` as `&gt;`: both open a quote.
const QUOTE = /^(?:>|&gt;) ?/;

function parseLines(text: string): Block[] {
  if (text === '') return [];
  const elements: Block[] = [];
  let lines: string[] = [];
  let isQuoted = false;
  const flush = () => {
    if (lines.length === 0) return;
    const spans = parseSpan(lines.join('\n'), {}, true);
    elements.push(isQuoted ? { type: 'rich_text_quote', elements: spans } : section(spans));
    lines = [];
  };
  for (const line of text.split('\n')) {
    const quoted = QUOTE.test(line);
    if (quoted !== isQuoted) flush();
    isQuoted = quoted;
    lines.push(quoted ? line.replace(QUOTE, '') : line);
  }
  flush();
  return elements;
}

const section = (elements: Block[]): Block => ({ type: 'rich_text_section', elements });

/** Inside a code block a link is shown as its text and nothing else has a meaning. */
function decode(code: string): string {
  return unescapeText(
    code.replace(/<(https?:[^>|]+)(?:\|([^>]*))?>/g, (_all, url: string, label?: string) => label ?? url),
  );
}
