import { z } from 'zod';
import type { Fact, Observation } from '#catalog/observation.ts';

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const testSchema = z
  .strictObject({
    is: scalar.optional(),
    not: z.union([scalar, z.array(scalar)]).optional(),
    gte: z.number().optional(),
    gt: z.number().optional(),
    lte: z.number().optional(),
    lt: z.number().optional(),
    /** The fact is a list that holds one of these. */
    has: z.union([z.string(), z.array(z.string())]).optional(),
    lacks: z.union([z.string(), z.array(z.string())]).optional(),
    /** The fact is a list with nothing in it, or with something. */
    empty: z.boolean().optional(),
    /** Known at all, or not: the only test that ignorance can pass. */
    known: z.boolean().optional(),
    /** Equal to, or different from, another fact. */
    same_as: z.string().optional(),
    other_than: z.string().optional(),
    /** The two lists have an element in common. */
    shares: z.string().optional(),
  })
  .refine((test) => Object.keys(test).length > 0, { message: 'an empty test is always true' });

const matcherSchema = z.union([scalar, z.array(scalar), testSchema]);
export type Matcher = z.output<typeof matcherSchema>;

/** `probe.fact: matcher`, all of which must hold; or one of the words below. */
export type Condition = {
  readonly any?: readonly Condition[];
  readonly all?: readonly Condition[];
  readonly none?: readonly Condition[];
  readonly facts: Readonly<Record<string, Matcher>>;
};

const factPath = /^(?:[a-z][\w-]*|\*)(?:\.(?:[\w-]+\*?|\*))+$/i;

export const conditionSchema: z.ZodType<Condition> = z.lazy(() =>
  z
    .object({
      any: z.array(conditionSchema).optional(),
      all: z.array(conditionSchema).optional(),
      none: z.array(conditionSchema).optional(),
    })
    .catchall(matcherSchema)
    .transform(({ any, all, none, ...facts }, context) => {
      for (const path of Object.keys(facts)) {
        if (!factPath.test(path))
          context.addIssue({ code: 'custom', path: [path], message: 'expected probe.fact' });
      }
      return {
        ...(any === undefined ? {} : { any }),
        ...(all === undefined ? {} : { all }),
        ...(none === undefined ? {} : { none }),
        facts: facts,
      };
    }),
);

/** `unknown`: nobody could look, so it is neither claimed nor ruled out. */
export type Truth = 'yes' | 'no' | 'unknown';

/** A fact that decided a condition, and the observation it was read from. */
export type Seen = { readonly observation: Observation; readonly fact: string; readonly value: Fact };
export type Judgement = {
  readonly truth: Truth;
  readonly seen: readonly Seen[];
  readonly missing: readonly string[];
};

const nothing: Judgement = { truth: 'yes', seen: [], missing: [] };

export function judge(condition: Condition, observations: readonly Observation[]): Judgement {
  let result = nothing;
  for (const [path, matcher] of Object.entries(condition.facts)) {
    result = and(result, judgeFact(path, matcher, observations));
  }
  for (const inner of condition.all ?? []) result = and(result, judge(inner, observations));
  if (condition.any !== undefined) {
    result = and(
      result,
      condition.any
        .map((inner) => judge(inner, observations))
        .reduce(or, { truth: 'no', seen: [], missing: [] }),
    );
  }
  for (const inner of condition.none ?? []) result = and(result, negate(judge(inner, observations)));
  return result;
}

function and(a: Judgement, b: Judgement): Judgement {
  if (a.truth === 'no') return a;
  if (b.truth === 'no') return b;
  const truth = a.truth === 'unknown' || b.truth === 'unknown' ? 'unknown' : 'yes';
  return { truth, seen: [...a.seen, ...b.seen], missing: [...a.missing, ...b.missing] };
}

function or(a: Judgement, b: Judgement): Judgement {
  if (a.truth === 'yes') return b.truth === 'yes' ? { ...a, seen: [...a.seen, ...b.seen] } : a;
  if (b.truth === 'yes') return b;
  const truth = a.truth === 'unknown' || b.truth === 'unknown' ? 'unknown' : 'no';
  return { truth, seen: [...a.seen, ...b.seen], missing: [...a.missing, ...b.missing] };
}

function negate(judgement: Judgement): Judgement {
  if (judgement.truth === 'unknown') return judgement;
  return { ...judgement, truth: judgement.truth === 'yes' ? 'no' : 'yes' };
}

function judgeFact(path: string, matcher: Matcher, observations: readonly Observation[]): Judgement {
  const wantsKnown = typeof matcher === 'object' && !Array.isArray(matcher) ? matcher.known : undefined;
  const found = lookUp(path, observations);
  if (wantsKnown === false) return { truth: found.length === 0 ? 'yes' : 'no', seen: found, missing: [] };
  if (found.length === 0) {
    // A probe that was not made is about something this service does not have: no proxy, no database.
    const wasLookedAt = observations.some(({ probe }) =>
      isProbe(path.slice(0, path.lastIndexOf('.')), probe),
    );
    return { truth: wasLookedAt ? 'unknown' : 'no', seen: [], missing: wasLookedAt ? [path] : [] };
  }
  const judged = found.map((seen) => ({ seen, truth: matches(seen.value, matcher, observations) }));
  const passing = judged.filter(({ truth }) => truth === 'yes');
  if (passing.length > 0) return { truth: 'yes', seen: passing.map(({ seen }) => seen), missing: [] };
  return {
    truth: judged.some(({ truth }) => truth === 'unknown') ? 'unknown' : 'no',
    seen: found,
    missing: [],
  };
}

/** `needs.*.up` looks into every observation whose probe is `needs.` and one more word. */
export function lookUp(path: string, observations: readonly Observation[]): Seen[] {
  const dot = path.lastIndexOf('.');
  const probe = path.slice(0, dot);
  const fact = path.slice(dot + 1);
  const found: Seen[] = [];
  for (const observation of observations) {
    const value = observation.facts[fact];
    if (value !== undefined && isProbe(probe, observation.probe)) found.push({ observation, fact, value });
  }
  return found;
}

export function isProbe(pattern: string, probe: string): boolean {
  if (!pattern.includes('*')) return pattern === probe;
  const start = pattern.slice(0, pattern.indexOf('*'));
  // `needs.*` wants one more word; `needs.redis*` means the first of that kind as well.
  return probe.startsWith(start) && (probe.length > start.length || !start.endsWith('.'));
}

function matches(value: Fact, matcher: Matcher, observations: readonly Observation[]): Truth {
  if (typeof matcher !== 'object') return yesNo(equal(value, matcher));
  if (Array.isArray(matcher)) return yesNo(matcher.some((one) => equal(value, one)));
  const test: z.output<typeof testSchema> = matcher;
  const list = typeof value === 'object' ? value : [String(value)];
  const others = (path: string): Fact[] => lookUp(path, observations).map((seen) => seen.value);
  for (const path of [test.same_as, test.other_than, test.shares]) {
    if (path !== undefined && others(path).length === 0) return 'unknown';
  }
  const isNumber = typeof value === 'number';
  const passes =
    (test.is === undefined || equal(value, test.is)) &&
    (test.not === undefined || ![test.not].flat().some((one) => equal(value, one))) &&
    (test.gte === undefined || (isNumber && value >= test.gte)) &&
    (test.gt === undefined || (isNumber && value > test.gt)) &&
    (test.lte === undefined || (isNumber && value <= test.lte)) &&
    (test.lt === undefined || (isNumber && value < test.lt)) &&
    (test.has === undefined || [test.has].flat().some((one) => list.includes(one))) &&
    (test.lacks === undefined || ![test.lacks].flat().some((one) => list.includes(one))) &&
    (test.empty === undefined || (typeof value === 'object' && (value.length === 0) === test.empty)) &&
    (test.same_as === undefined || others(test.same_as).some((other) => equal(value, other))) &&
    (test.shares === undefined ||
      others(test.shares)
        .flatMap((other) => (typeof other === 'object' ? other : [String(other)]))
        .some((one) => list.includes(one))) &&
    (test.other_than === undefined || !others(test.other_than).some((other) => equal(value, other)));
  return yesNo(passes);
}

function equal(a: Fact, b: Fact): boolean {
  return typeof a === 'object' || typeof b === 'object' ? JSON.stringify(a) === JSON.stringify(b) : a === b;
}

function yesNo(passes: boolean): Truth {
  return passes ? 'yes' : 'no';
}
