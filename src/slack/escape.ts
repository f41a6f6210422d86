/** For text from hosts and people in mrkdwn: `<!channel>` in a log line pings nobody, `<x|y>` makes no link. */
export function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Inline code cannot hold a backtick; one that ends it early would let the rest be read as markup. */
export function code(text: string): string {
  return `\`${escape(text.replaceAll('`', 'ˋ').replaceAll(/\s+/g, ' ').trim())}\``;
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
