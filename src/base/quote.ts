/** The characters no POSIX shell treats specially. `=` is left out: zsh expands `=name`. */
const bare = /^[A-Za-z0-9_/.:@%+,-]+$/;

/** Quotes one word for a POSIX shell so that it arrives as exactly these bytes; NUL cannot travel and is refused. */
export function quote(word: string): string {
  if (word.includes('\0')) throw new TypeError('a NUL byte cannot be passed to a shell');
  return bare.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
