import { type SafePattern, shortestLiteral } from './safe-pattern.ts';

/**
 * The weight of a recognised line. `root`: can be the cause. `general`: a program fails in words that name no cause.
 * `marker`: something failed, the cause stands near it. `proxy`: a proxy's view of what is behind it. `alive`: the
 * service answers. `ours`: a limit of looking, no fault of the service. `good`: a part came up. `serving`: the
 * service is ready.
 */
export const signatureLevels = [
  'root',
  'marker',
  'proxy',
  'alive',
  'ours',
  'general',
  'good',
  'serving',
] as const;
export type SignatureLevel = (typeof signatureLevels)[number];

/** One fault as logs tell it. */
export type Signature = {
  readonly id: string;
  readonly level: SignatureLevel;
  readonly layer: string;
  /** One must match. The first group that matched is the subject: a module, a variable's name, a path. Never a value. */
  readonly patterns: readonly SafePattern[];
  /** None may match. */
  readonly unless: readonly SafePattern[];
  /** One must match in the lines just before it, unless there are none to ask for; none of the second list may. */
  readonly beside: readonly SafePattern[];
  readonly unlessBeside: readonly SafePattern[];
  /** Signatures that give way to this one on a line that both know. */
  readonly over: readonly string[];
  /** The signature that it is when its subject is the name of a variable that the service requires. */
  readonly whenRequired?: string | undefined;
};

export type Matched = {
  readonly id: string;
  readonly level: SignatureLevel;
  readonly layer: string;
  readonly subject?: string;
};

export type Signatures = {
  /** Finds the fault that a line reports; undefined for a line without a signature. */
  readonly match: (line: string, before?: readonly string[]) => Matched | undefined;
  /** The part that a line says came up. */
  readonly goodSign: (line: string) => Matched | undefined;
  /** All that match, without any order of precedence: for lint. */
  readonly matchAll: (line: string, before?: readonly string[]) => readonly Matched[];
  /** The same for a service that requires these variables: the name of one of them tells more there. */
  readonly requiring: (names: readonly string[]) => Signatures;
};

/** A longer line is a dump: its end holds nothing a pattern looks for, and every pattern would walk through it. */
const longestLine = 2_000;

/** A traceback names the call that failed a few lines before the error. */
export const linesBefore = 8;

/**
 * All signatures as one matcher. A line is gone through once for the four-letter pieces that signatures need; only those
 * whose piece is there are tried, so the cost hardly grows with their number.
 */
export function createSignatures(all: readonly Signature[]): Signatures {
  const byPiece = piecesOf(all);
  const matchAll = (line: string, before: readonly string[] = []): readonly Found[] => {
    const text = line.slice(0, longestLine);
    return [...candidatesIn(byPiece, text)]
      .toSorted((a, b) => a - b)
      .flatMap((at) => {
        const signature = all[at];
        return signature === undefined ? [] : (matchOne(signature, text, before) ?? []);
      });
  };
  const first = (line: string, before: readonly string[], isGood: boolean): Matched | undefined => {
    const found = matchAll(line, before).filter(({ level }) => isGoodSign(level) === isGood);
    const yields = new Set(found.flatMap(({ over }) => over));
    const [best] = found
      .filter(({ id }) => !yields.has(id))
      .toSorted((a, b) => signatureLevels.indexOf(a.level) - signatureLevels.indexOf(b.level));
    if (best === undefined) return undefined;
    const { over: _, ...matched } = best;
    return matched;
  };
  const byId = new Map(all.map((one) => [one.id, one]));
  const requiring = (names: readonly string[]): Signatures => ({
    match: (line, before = []) => {
      const found = first(line, before, false);
      if (found?.subject === undefined || !names.includes(found.subject)) return found;
      const instead = byId.get(byId.get(found.id)?.whenRequired ?? '');
      return instead === undefined
        ? found
        : { id: instead.id, level: instead.level, layer: instead.layer, subject: found.subject };
    },
    goodSign: (line) => first(line, [], true),
    matchAll,
    requiring,
  });
  return requiring([]);
}

function isGoodSign(level: SignatureLevel): boolean {
  return level === 'good' || level === 'serving';
}

type Found = Matched & { readonly over: readonly string[] };

function matchOne(signature: Signature, text: string, before: readonly string[]): Found | undefined {
  const { id, level, layer, patterns, unless, over } = signature;
  for (const { regex } of patterns) {
    const match = regex.exec(text);
    if (match === null) continue;
    if (unless.some((pattern) => pattern.regex.test(text)) || !fitsBeside(signature, before))
      return undefined;
    const subject = match.slice(1).find((group) => group !== undefined);
    return { id, level, layer, over, ...(subject === undefined ? {} : { subject: subject.slice(0, 200) }) };
  }
  return undefined;
}

function fitsBeside({ beside, unlessBeside }: Signature, before: readonly string[]): boolean {
  if (beside.length === 0 && unlessBeside.length === 0) return true;
  const near = before.slice(-linesBefore).join('\n');
  const knows = (patterns: readonly SafePattern[]): boolean => patterns.some(({ regex }) => regex.test(near));
  return (beside.length === 0 || knows(beside)) && !knows(unlessBeside);
}

/** Piece → places of the signatures that need it. Of each literal the piece that the fewest others have. */
function piecesOf(all: readonly Signature[]): ReadonlyMap<number, readonly number[]> {
  const counts = new Map<number, number>();
  const needed = all.flatMap(({ patterns }, at) =>
    patterns.flatMap(({ literals }) => literals.map((literal) => ({ at, pieces: pieces(literal) }))),
  );
  for (const piece of needed.flatMap((one) => one.pieces)) counts.set(piece, (counts.get(piece) ?? 0) + 1);
  const found = new Map<number, number[]>();
  for (const { at, pieces: own } of needed) {
    const [rarest] = own.toSorted((a, b) => (counts.get(a) ?? 0) - (counts.get(b) ?? 0));
    if (rarest !== undefined) found.set(rarest, [...(found.get(rarest) ?? []), at]);
  }
  return found;
}

function candidatesIn(byPiece: ReadonlyMap<number, readonly number[]>, text: string): Set<number> {
  const found = new Set<number>();
  for (const piece of pieces(text.toLowerCase())) for (const at of byPiece.get(piece) ?? []) found.add(at);
  return found;
}

/** Every four letters in a row, as one number. */
function pieces(text: string): number[] {
  const found: number[] = [];
  let code = 0;
  for (let at = 0; at < text.length; at += 1) {
    code = (Math.imul(code, 256) + (text.charCodeAt(at) & 255)) | 0;
    if (at >= shortestLiteral - 1) found.push(code);
  }
  return found;
}
