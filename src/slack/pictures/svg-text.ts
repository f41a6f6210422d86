/** Text for SVG: what XML cannot hold is left out, so that no log line makes a picture impossible. */
export function svgText(text: string): string {
  return (
    text
      .toWellFormed()
      // oxlint-disable-next-line no-control-regex -- those are what XML 1.0 forbids
      .replaceAll(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
  );
}

/** How wide a text is, in whatever `room` is counted in. */
export type Measure = (text: string) => number;

const countChars: Measure = (text) => text.length;

/**
 * Lines of at most `room`, counted in characters unless measured otherwise, broken between words where possible; the
 * last one ends in "…" if there is more. A no-break space is none to break at.
 */
export function wrapped(
  text: string,
  room: number,
  maxLines: number,
  measure: Measure = countChars,
): string[] {
  const lines: string[] = [];
  for (const word of text.split(/[\t\n\r ]+/).filter((one) => one !== '')) {
    const last = lines.at(-1);
    if (last !== undefined && measure(`${last} ${word}`) <= room) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(...cut(word, room, measure));
  }
  if (lines.length <= maxLines) return lines;
  const last = Array.from(lines[maxLines - 1] ?? '');
  while (last.length > 0 && measure(`${last.join('')}…`) > room) last.pop();
  return [...lines.slice(0, maxLines - 1), `${last.join('')}…`];
}

/** A word longer than a line (a path, a url) is cut where the line ends. */
function cut(word: string, room: number, measure: Measure): string[] {
  const pieces = [''];
  for (const letter of word) {
    const piece = pieces.at(-1) ?? '';
    if (piece !== '' && measure(piece + letter) > room) pieces.push(letter);
    else pieces[pieces.length - 1] = piece + letter;
  }
  return pieces;
}
