/**
 * A regular expression of a runbook: only what RE2 knows too, so that no line of a log can make it slow. No looking
 * ahead or behind, no back-references, no repetition inside a repetition.
 */
export type SafePattern = {
  readonly regex: RegExp;
  /** Pieces of plain text, in lower case: a line that holds none of them cannot match. */
  readonly literals: readonly string[];
};

/** A shorter piece stands in half of all lines. */
export const shortestLiteral = 4;

/** Throws `SyntaxError` with what is not allowed, and where. `(?i)` at the beginning ignores case. */
export function safePattern(source: string): SafePattern {
  const ignoresCase = source.startsWith('(?i)');
  const body = ignoresCase ? source.slice(4) : source;
  const regex = new RegExp(body, ignoresCase ? 'iu' : 'u');
  const { required } = parseAlternatives({ text: body, at: 0 }, 0);
  if (required === undefined)
    throw new SyntaxError(
      `every alternative needs ${shortestLiteral} letters in a row that a line must hold: ${source}`,
    );
  return { regex, literals: required };
}

type Cursor = { readonly text: string; at: number };
/** `required`: one of these pieces must be in the line; undefined when nothing is sure. */
type Part = { readonly required: readonly string[] | undefined; readonly repeats: boolean };

function parseAlternatives(cursor: Cursor, depth: number): Part {
  const parts = [parseSequence(cursor, depth)];
  while (cursor.text[cursor.at] === '|') {
    cursor.at += 1;
    parts.push(parseSequence(cursor, depth));
  }
  const required = parts.map((part) => part.required);
  return {
    required: required.every((each) => each !== undefined) ? required.flat() : undefined,
    repeats: parts.some(({ repeats }) => repeats),
  };
}

function parseSequence(cursor: Cursor, depth: number): Part {
  const sure: (readonly string[])[] = [];
  let run = '';
  let repeats = false;
  const endRun = (): void => {
    if (run.length >= shortestLiteral) sure.push([run.toLowerCase()]);
    run = '';
  };
  while (cursor.at < cursor.text.length && !'|)'.includes(cursor.text[cursor.at] ?? '')) {
    const atom = parseAtom(cursor, depth);
    const quantifier = readQuantifier(cursor);
    if (quantifier.isUnbounded) {
      if (atom.repeats) throw new SyntaxError(`a repetition inside a repetition at ${cursor.at}`);
      repeats = true;
    } else repeats ||= atom.repeats;
    if (atom.letter !== undefined && quantifier.min === 1 && !quantifier.isUnbounded) run += atom.letter;
    else {
      if (atom.letter !== undefined && quantifier.min >= 1) run += atom.letter;
      endRun();
      if (atom.required !== undefined && quantifier.min >= 1) sure.push(atom.required);
    }
  }
  endRun();
  return { required: mostTelling(sure), repeats };
}

type Atom = Part & { readonly letter?: string };
const nothing: Atom = { required: undefined, repeats: false };

function parseAtom(cursor: Cursor, depth: number): Atom {
  const letter = cursor.text[cursor.at] ?? '';
  cursor.at += 1;
  switch (letter) {
    case '(':
      return parseGroup(cursor, depth + 1);
    case '[':
      skipClass(cursor);
      return nothing;
    case '\\':
      return parseEscape(cursor);
    case '.':
    case '^':
    case '$':
      return nothing;
    default:
      return { ...nothing, letter };
  }
}

function parseGroup(cursor: Cursor, depth: number): Atom {
  const kind = /^\?(?::|<[a-zA-Z]\w*>)?/.exec(cursor.text.slice(cursor.at))?.[0] ?? '';
  if (kind === '?') throw new SyntaxError(`looking ahead or behind is not allowed, at ${cursor.at}`);
  cursor.at += kind.length;
  const inner = parseAlternatives(cursor, depth);
  cursor.at += 1; // the closing bracket: RegExp itself refuses a missing one
  return inner;
}

function parseEscape(cursor: Cursor): Atom {
  const letter = cursor.text[cursor.at] ?? '';
  if (/[1-9k]/.test(letter))
    throw new SyntaxError(`references to what matched before are not allowed, at ${cursor.at}`);
  cursor.at += 1;
  return /[a-zA-Z0]/.test(letter) ? nothing : { ...nothing, letter };
}

function skipClass(cursor: Cursor): void {
  while (cursor.at < cursor.text.length && cursor.text[cursor.at] !== ']')
    cursor.at += cursor.text[cursor.at] === '\\' ? 2 : 1;
  cursor.at += 1;
}

function readQuantifier(cursor: Cursor): { readonly min: number; readonly isUnbounded: boolean } {
  const found = /^(?:[?*+]|\{\d+(?:,\d*)?\})\??/.exec(cursor.text.slice(cursor.at))?.[0] ?? '';
  cursor.at += found.length;
  if (found === '') return { min: 1, isUnbounded: false };
  if (found.startsWith('?')) return { min: 0, isUnbounded: false };
  if (found.startsWith('*')) return { min: 0, isUnbounded: true };
  if (found.startsWith('+')) return { min: 1, isUnbounded: true };
  const [, min = '0', comma, max = ''] = /^\{(\d+)(,?)(\d*)/.exec(found) ?? [];
  // `{3}` repeats, so what stands before it is no single letter of a longer piece.
  return { min: Math.min(Number(min), 2), isUnbounded: comma === ',' && max === '' };
}

/** The set whose shortest piece is longest: the fewest lines hold it by chance. */
function mostTelling(sets: readonly (readonly string[])[]): readonly string[] | undefined {
  return sets.toSorted((a, b) => shortestIn(b) - shortestIn(a))[0];
}

function shortestIn(set: readonly string[]): number {
  return Math.min(...set.map(({ length }) => length));
}
