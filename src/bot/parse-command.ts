/** Splits the text after a command or a mention into words, with nothing of Slack's own markup left in them. */
export function wordsOf(text: string): string[] {
  return (
    text
      .replaceAll(/<@[UW][A-Z0-9]+(?:\|[^>]*)?>/g, ' ')
      // A link that Slack made of a name like api.example.test.
      .replaceAll(/<(?:https?:\/\/|mailto:)[^|>]*\|([^>]*)>/g, '$1')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&amp;', '&')
      .split(/\s+/)
      .map((word) => word.replaceAll(/^[`*_"“”]+|[`*_"“”]+$/g, ''))
      .filter((word) => word !== '')
  );
}
