/** Slack escapes exactly these three. `&amp;` is last so that `&amp;lt;` stays `&lt;`. */
export function unescapeText(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
