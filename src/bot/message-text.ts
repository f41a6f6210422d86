/** Where Slack keeps what people read, in messages, their blocks and their attachments. */
const readKeys = new Set(['text', 'title', 'title_link', 'pretext', 'fallback', 'value', 'url', 'from_url']);
const nestedMax = 12;

/** All that can be read in a message: monitors put their words into blocks or attachments and leave the text empty. */
export function textOf(message: object): string {
  return [...new Set(textsIn(message, 0))].join('\n').replaceAll('&amp;', '&');
}

function textsIn(value: unknown, depth: number): string[] {
  if (depth > nestedMax || typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((one) => textsIn(one, depth + 1));
  return Object.entries(value).flatMap(([key, part]) =>
    typeof part === 'string' ? (readKeys.has(key) ? [part] : []) : textsIn(part, depth + 1),
  );
}
