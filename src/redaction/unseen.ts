/** Between letters of a token these say nothing, and keep every rule from recognising it: soft hyphen, zero width, direction marks. */
const between = new RegExp(
  String.raw`(?<=[\x21-\x7E])(?:\u00AD|\u034F|\u061C|\u180E|[\u200B-\u200F\u202A-\u202E\u2060-\u2069]|[\uFE00-\uFE0F]|\uFEFF)+(?=[\x21-\x7E])`,
  'g',
);
/** The end of a line that goes on: a backslash, or a caret or backtick in other shells. */
const lineGoesOn = /([ \t]*)[\\`^]\r?\n[ \t]*/g;
const joint = '\t \t';

/**
 * What a reader does not see is taken away and a command over several lines is read as one. Where nothing is found then, the
 * text stays as it was, with its invisible characters.
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
