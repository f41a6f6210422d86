import type { Service } from '#catalog/catalog.ts';

export type Expectation = NonNullable<NonNullable<Service['local']>['expect']>;

export type Met = {
  /** Any status of the application itself below 500 shows that it lives: 401, 404, 405, 429 too. */
  readonly alive: boolean;
  /** Everything the catalog expects of this answer was found; without expectations: alive. */
  readonly expectMet: boolean;
  /** Absent when the catalog expects nothing of the body. */
  readonly bodyMatches?: boolean;
};

export function meets(expect: Expectation | undefined, status: number, body: string): Met {
  const alive = status < 500;
  const wanted = expect?.status === undefined ? undefined : [expect.status].flat();
  const statusMet = wanted === undefined ? alive : wanted.includes(status);
  const bodyMatches = matchesBody(expect, body);
  return {
    alive: alive || (wanted?.includes(status) ?? false),
    expectMet: statusMet && bodyMatches !== false,
    ...(bodyMatches === undefined ? {} : { bodyMatches }),
  };
}

function matchesBody(expect: Expectation | undefined, body: string): boolean | undefined {
  if (expect?.body === undefined && expect?.json === undefined) return undefined;
  if (expect.body !== undefined && !body.includes(expect.body)) return false;
  return expect.json === undefined || contains(parsed(body), expect.json);
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** Every key that is expected is there with the expected value; more keys do not matter. */
export function contains(actual: unknown, expected: unknown): boolean {
  if (typeof expected !== 'object' || expected === null) return actual === expected;
  if (Array.isArray(expected))
    return (
      Array.isArray(actual) &&
      actual.length === expected.length &&
      expected.every((each, index) => contains(actual[index], each))
    );
  if (typeof actual !== 'object' || actual === null) return false;
  return Object.entries(expected).every(
    ([key, value]) => Object.hasOwn(actual, key) && contains((actual as Record<string, unknown>)[key], value),
  );
}
