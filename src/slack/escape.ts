/** So that `<!channel>` pings nobody and `<x|y>` makes no link. Marks such as `*bold*` keep their meaning: for our own words. */
export function escapeEntities(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Slack has no way to escape these; each becomes the character that looks most like it, where it would be a mark. */
const lookalikes: Readonly<Record<string, string>> = { '*': '∗', _: 'ˍ', '~': '∼', '`': 'ˋ' };
/** At the edge of a word a mark opens or closes; inside a word (`web_1`) and alone (`SELECT * FROM`) it is none. */
const openingOrClosing = /(?<![\p{L}\p{N}_])[*_~](?=[^\s])|(?<=[^\s])[*_~](?![\p{L}\p{N}_])|`/gu;
const emojiName = /:(?=[a-z0-9_+'-]*[a-z][a-z0-9_+'-]*:)/g;
const quoteMark = /^([ \t]*)&gt;/gm;

/** For text from hosts and people in mrkdwn: it is shown as it is, and formats, pings and links nothing. */
export function escape(text: string): string {
  return escapeEntities(text)
    .replaceAll(openingOrClosing, (mark) => lookalikes[mark] ?? mark)
    .replaceAll(emojiName, '∶')
    .replaceAll(quoteMark, '$1›');
}

/** Inline code cannot hold a backtick; one that ends it early would let the rest be read as markup. */
export function code(text: string): string {
  return `\`${escapeEntities(text.replaceAll('`', 'ˋ').replaceAll(/\s+/g, ' ').trim())}\``;
}

/** Shortens to `max` characters, the last one being "…", without cutting a surrogate pair in two. */
export function shorten(text: string, max: number): string {
  if (text.length <= max) return text;
  return `${text.slice(0, max - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** The same for escaped text, which must not end in half an entity. */
export function shortenEscaped(text: string, max: number): string {
  if (text.length <= max) return text;
  return `${shorten(text, max)
    .slice(0, -1)
    .replace(/&[a-z]{0,4}$/, '')}…`;
}
