import { type Locale, type Phrase, say } from '#base/phrase.ts';

/*
 * What hosts and people wrote must not become headings, links, code or HTML of a report: a log line with backticks ends
 * no code block, a pipe no table cell. Escapes are CommonMark's; GitHub's tables and `$` formulas are thought of too.
 */

/** Characters that start something in the middle of a line. `_` only does so at the edge of a word. */
const inside = /[\\`*<>[\]|~&$]|(?<!\w)_|_(?!\w)/g;
/** What makes a heading, list, quote or rule only at the start of a line. */
const atStart = /^(?:[#=]|[+-](?=[\s+-]|$)|\d+(?=[.)](?:\s|$)))/;
/** They show nothing, or turn the direction of what follows. */
const hidden = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** One line of plain text. */
export function plain(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .replaceAll(hidden, '')
    .trim()
    .replaceAll(inside, String.raw`\$&`)
    .replace(atStart, (start) => (/\d/.test(start) ? `${start}\\` : `\\${start}`));
}

/** Says phrases in one language, whatever fills them. */
export function speaking(locale: Locale): (phrase: Phrase) => string {
  return (phrase) => plain(say(locale, phrase));
}

/** `On: web-1`, `Sur : web-1`; both are Markdown already. */
export function labelled(locale: Locale, title: string, value: string): string {
  return locale === 'fr' ? `${title} : ${value}` : `${title}: ${value}`;
}

/** Code within a line, whatever backticks it holds; in a table even code needs its pipes escaped. */
export function inlineCode(text: string): string {
  const shown = text.replaceAll(/\s+/g, ' ').replaceAll(hidden, '').trim();
  if (shown === '') return '` `';
  const ticks = '`'.repeat(longestRun(shown) + 1);
  const edge = shown.startsWith('`') || shown.endsWith('`') ? ' ' : '';
  return `${ticks}${edge}${shown}${edge}${ticks}`.replaceAll('|', String.raw`\|`);
}

/** Text as it is, in a block that it cannot end. */
export function fenced(text: string, max = 4000): string {
  const shown = text
    .replaceAll('\r\n', '\n')
    .replaceAll(/[^\P{C}\n\t]/gu, '')
    .replaceAll(/[\u2028\u2029]/g, '')
    .trimEnd();
  const cut = shown.length > max ? `${shown.slice(0, max).replace(/[\uD800-\uDBFF]$/, '')}\n…` : shown;
  const fence = '`'.repeat(Math.max(3, longestRun(cut) + 1));
  return `${fence}text\n${cut}\n${fence}`;
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}

/** Cells are Markdown already. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

export function bullets(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n');
}

/** Parts of a section, with the empty line between them that Markdown wants. */
export function stacked(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n\n');
}

/** `2026-11-20`, `03:00:12`: for lists that say UTC once. */
export function utcDay(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

export function utcClock(at: number): string {
  return new Date(at).toISOString().slice(11, 19);
}

/** `2026-11-20 03:00:12 UTC`: the report is read by people in other time zones, and years later. */
export function utc(at: number): string {
  return `${utcDay(at)} ${utcClock(at)} UTC`;
}
