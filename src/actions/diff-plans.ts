import type { Plan } from './plan.ts';

const linesShown = 12;
const valueChars = 120;

/** The differences between the approved plan and the one that would be made now, a line each. */
export function diffPlans(before: Plan, after: Plan): string[] {
  const [a, b] = [leavesOf(withoutWords(before)), leavesOf(withoutWords(after))];
  const lines = [...new Set([...a.keys(), ...b.keys()])]
    .filter((path) => a.get(path) !== b.get(path))
    .map((path) => `${path}: ${shown(a.get(path))} → ${shown(b.get(path))}`);
  return lines.length <= linesShown
    ? lines
    : [...lines.slice(0, linesShown), `… +${lines.length - linesShown}`];
}

/** The words for what it cures tell the time; the digest leaves them out as well. */
function withoutWords(plan: Plan): unknown {
  const { cures: _cures, ...evidence } = plan.evidence;
  return { ...plan, evidence };
}

/** Every value by its path; what stands in a list is named by its host or id, so that an inserted step shifts nothing. */
function leavesOf(value: unknown, path = ''): Map<string, string> {
  if (typeof value !== 'object' || value === null)
    return new Map(
      value === undefined ? [] : [[path, typeof value === 'string' ? value : JSON.stringify(value)]],
    );
  const entries: [string, unknown][] = Array.isArray(value)
    ? value.map((one, i) => [nameOf(one) ?? String(i + 1), one])
    : Object.entries(value);
  return new Map(entries.flatMap(([key, part]) => [...leavesOf(part, path === '' ? key : `${path}.${key}`)]));
}

function nameOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const name: unknown = Reflect.get(value, 'id') ?? Reflect.get(value, 'host');
  return typeof name === 'string' ? name : undefined;
}

function shown(value: string | undefined): string {
  if (value === undefined) return '–';
  return value.length > valueChars ? `${value.slice(0, valueChars - 1)}…` : value;
}
