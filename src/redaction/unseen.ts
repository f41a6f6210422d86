/** Between letters of a token these say nothing, and keep every rule from recognising it: soft hyphen, zero width, direction marks. */
const between = new RegExp(
  String.raw`(?<=[\x21-\x7E])(?:\u00AD|\u034F|\u061C|\u180E|[\u200B-\u200F\u202A-\u202E\u2060-\u2069]|[\uFE00-\uFE0F]|\uFEFF)+(?=[\x21-\x7E])`,
  'g',
);
/** The end of a line that goes on: a backslash, or a caret or backtick in other shells. */
const lineGoesOn = /([ \t]*)[\\`^]\r?\n[ \t]*/g;
const joint = '\t \t';

/**
 * Redacts a text without its invisible characters, with commands over several lines read as one. Where nothing is
 * found then, the text stays as it was.
 */
export function readThrough(text: string, redact: (text: string) => string): string {
  const seen = between.test(text) ? text.replace(between, '') : text;
  between.lastIndex = 0;
  const isContinued = /[\\`^]\r?\n/.test(seen) && !seen.includes(joint);
  if (seen === text && !isContinued) return redact(text);
  const joined = isContinued
    ? seen.replace(lineGoesOn, (_all, space: string) => (space === '' ? '' : joint))
    : seen;
  const clean = redact(joined);
  if (clean === joined) return redact(text);
  return clean.replaceAll(joint, ' \\\n  ');
}

/** The characters that change the order of reading or have no width, and would make a text look like another one. */
const unseen = new RegExp(
  String.raw`\u00AD|\u034F|\u061C|\u115F|\u1160|\u17B4|\u17B5|\u180E|\u3164|\uFFA0|\uFEFF|\u2028|\u2029|[\u200B-\u200F\u202A-\u202E\u2060-\u206F]|[\uFE00-\uFE0F]|[\u{E0000}-\u{E0FFF}]`,
  'gu',
);
const pictureBefore = /[\p{Extended_Pictographic}\p{Emoji_Modifier}\uFE0F]$/u;
const pictureBehind = /^\p{Extended_Pictographic}/u;
/** `#️⃣` as well. */
const chosenBefore = /[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Emoji_Component}]$/u;
/** Arabic, Persian and the scripts of India need joiners between letters. */
const joinedLetterBefore = /(?=[\p{L}\p{M}])[^\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]$/u;

/** Characters that nobody sees become what they are: `⟨U+202E⟩`. */
export function showUnseen(text: string): string {
  return text.replace(unseen, (char: string, at: number) => {
    const before = text.slice(Math.max(0, at - 2), at);
    const behind = text.slice(at + char.length, at + char.length + 2);
    if (char === '\u200D' && pictureBefore.test(before) && pictureBehind.test(behind)) return char;
    if ((char === '\uFE0F' || char === '\uFE0E') && chosenBefore.test(before)) return char;
    if ((char === '\u200D' || char === '\u200C') && joinedLetterBefore.test(before)) return char;
    const code = (char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    return `⟨U+${code}⟩`;
  });
}
