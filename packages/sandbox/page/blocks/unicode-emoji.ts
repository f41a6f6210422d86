const NAMES: Record<string, string> = {
  '🔴': 'red_circle',
  '🟠': 'large_orange_circle',
  '🟡': 'large_yellow_circle',
  '🟢': 'large_green_circle',
  '🔵': 'large_blue_circle',
  '⚪': 'white_circle',
  '⚫': 'black_circle',
  '✅': 'white_check_mark',
  '✔': 'heavy_check_mark',
  '❌': 'x',
  '⛔': 'no_entry',
  '⚠': 'warning',
  '❓': 'question',
  '❔': 'question',
  '⏳': 'hourglass_flowing_sand',
  '🔎': 'mag_right',
  '🔍': 'mag_right',
  '🔒': 'lock',
};

export interface UnicodeEmoji {
  name: string;
  /** How much of the text it takes, its colour selector included. */
  length: number;
}

/** The emoji character at a place, if it is one this page draws itself. As in Slack, it is a picture, not a letter. */
export function unicodeEmojiAt(text: string, at: number): UnicodeEmoji | undefined {
  const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
  const name = NAMES[character];
  if (name === undefined) return undefined;
  const hasSelector = text.charAt(at + character.length) === '\uFE0F';
  return { name, length: character.length + (hasSelector ? 1 : 0) };
}
