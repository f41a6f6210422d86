import type {
  ContextBlock,
  RichTextBlock,
  RichTextPreformatted,
  RichTextSection,
  SectionBlock,
} from '@slack/types';
import { shorten, shortenEscaped } from '../escape.ts';
import { limits } from '../fit-limits.ts';

/** `text` is mrkdwn: what comes from hosts or people must have been escaped. */
export function section(text: string): SectionBlock {
  return { type: 'section', text: { type: 'mrkdwn', text: shortenEscaped(text, limits.section) } };
}

export function context(...texts: readonly string[]): ContextBlock {
  return {
    type: 'context',
    elements: texts.map((text) => ({ type: 'mrkdwn', text: shortenEscaped(text, limits.section) })),
  };
}

/** Lines as sections, as few as Slack's length allows, never cutting a line. */
export function sections(lines: readonly string[]): SectionBlock[] {
  const texts: string[] = [];
  for (const line of lines) {
    const last = texts.at(-1);
    if (last !== undefined && last.length + line.length + 1 <= limits.section)
      texts[texts.length - 1] = `${last}\n${line}`;
    else texts.push(line);
  }
  return texts.map(section);
}

export type RichPart = RichTextSection | RichTextPreformatted;

/** Rich text needs no escaping: Slack shows it as it is, whatever a host wrote. */
export function richText(parts: readonly RichPart[]): RichTextBlock {
  return { type: 'rich_text', elements: [...parts] };
}

export function richLine(text: string, isBold = false): RichTextSection {
  const style = isBold ? { style: { bold: true } } : {};
  return { type: 'rich_text_section', elements: [{ type: 'text', text, ...style }] };
}

export function preformatted(text: string, max: number): RichTextPreformatted {
  // Slack refuses an empty text.
  const shown = text.trim() === '' ? ' ' : shorten(text, max);
  return { type: 'rich_text_preformatted', elements: [{ type: 'text', text: shown }] };
}

const lineChars = 300;

/** A title with lines under it: the first `shown` of them, then `rest` says how many there are more. */
export function bullets(
  title: string,
  lines: readonly string[],
  shown: number,
  rest: (count: number) => string,
): SectionBlock[] {
  if (lines.length === 0) return [];
  const left = lines.length - shown;
  const said = lines.slice(0, shown).map((line) => `• ${shortenEscaped(line, lineChars)}`);
  return sections([`*${title}*`, ...said, ...(left > 0 ? [rest(left)] : [])]);
}
