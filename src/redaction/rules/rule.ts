/** The public rule set that a fact was looked up in: `sources` has address, version and date of each. */
export type Source = 'gitleaks' | 'trufflehog' | 'secretlint' | 'unconfirmed';

/** One kind of token that is known by how it looks. */
export type TokenRule = {
  readonly id: string;
  /**
   * The exact form as its issuer makes it: literals, classes, `{n}`, `{n,m}`, `?` and `(?:a|b)`, and nothing else. The test
   * corpus is generated from it; what the engine searches for is more tolerant (see `patternOf`).
   */
  readonly form: string;
  readonly from: Source;
  /** A text that every such token holds, where the form's longest literal is too short to be searched for first. */
  readonly keyword?: string;
  /** Only this length: with another one an ordinary word would look like it. */
  readonly isExact?: true;
};

/**
 * A token may begin behind what an encoding or a terminal leaves before it: `%3D`, `\n`, `\u001b[32m`. It does not begin inside a
 * word: a run of its own characters has one start, so that a line that is one long word costs one pass.
 */
const start = String.raw`(?:(?<![\w-])|(?<=%[\dA-Fa-f]{2})|(?<=(?:^|\n)-)|(?<=\\[nrt])|(?<=\\u[\da-f]{4})|(?<=\[[\d;]{1,10}m))`;
/** The start of a token that may begin with any letter, so not inside a text in base64 either. */
const startOfAny = String.raw`(?<![\w+/.-])`;
/** A count from here on is what an issuer may change, and a log may cut. */
const longCount = 16;
/** The share of a cut token that must be left; less behind a prefix that nothing else has. */
const stillEnough = { behindShort: 0.6, behindLong: 0.3 } as const;
const fewest = 12;
const tellingBeginning = 4;
/** Without an end, what fails behind a long run would be tried anew at each of its starts. */
const mostTimes = 8;

/** Searches for what has the rule's form, for longer ones, and for what a log cut in its second half. */
export function patternOf(rule: TokenRule): RegExp {
  const { form, isExact } = rule;
  const from = form.startsWith('[') ? startOfAny : start;
  if (isExact === true) return new RegExp(`${from}(?:${form})(?![A-Za-z0-9])`, 'g');
  const isTelling = beginningOf(form) >= tellingBeginning;
  const share = isTelling ? stillEnough.behindLong : stillEnough.behindShort;
  const tolerant = form.replaceAll(/\{(\d+)(?:,\d*)?\}/g, (count, least: string) =>
    Number(least) < longCount
      ? count
      : `{${Math.max(fewest, Math.ceil(Number(least) * share))},${Number(least) * mostTimes}}`,
  );
  // What follows the first long part may be cut off, where no group is open.
  const firstLong = /^((?:[^{(]|\{\d+(?:,\d\d?)?\}(?!\d)|\(\?:[^()]*\))*?\{\d+,\d{3,}\})(.+)$/.exec(tolerant);
  const whole = isTelling && firstLong !== null ? `${firstLong[1]}(?:${firstLong[2]})?` : `(?:${tolerant})`;
  return new RegExp(String.raw`${from}${whole}[\w-]*`, 'g');
}

/** How many characters stand before the part that is drawn. */
function beginningOf(form: string): number {
  const [before = ''] = form.split(/\[[^\]]*\]\{/, 1);
  return before
    .replaceAll(/\(\?:[^()]*\)\?|.\?/g, '')
    .replaceAll(/\[[^\]]*\]|\\./g, 'x')
    .replaceAll(/\(\?:[^()]*\)/g, 'xx').length;
}

/** A text without which the rule cannot match; looking for it first spares the search. */
export function keywordOf({ form, keyword }: TokenRule): string {
  if (keyword !== undefined) return keyword;
  const literals = form
    .replaceAll(/\(\?:[^()]*\)\??|\[[^\]]*\]|\{[^}]*\}|\\d|\w\?/g, '\n')
    .replaceAll(/\\(.)/g, '$1')
    .split('\n');
  return literals.reduce((longest, one) => (one.length > longest.length ? one : longest), '');
}
