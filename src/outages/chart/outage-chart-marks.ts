import type { Phrase } from '#base/phrase.ts';

export type ChartMark = {
  readonly at: number;
  readonly kind: 'down' | 'verdict' | 'approved' | 'action' | 'up' | 'deploy';
  /** Says by itself what happened; redacted. */
  readonly label: Phrase;
};

/** Twelve numbers stand side by side with room between them, and their lines still fit on a phone. */
const mostMarks = 12;
/** What is kept when there are more: what was done and why, before the flapping around it. */
const weight = { action: 0, verdict: 1, deploy: 2, approved: 3, down: 4, up: 5 } as const satisfies Record<
  ChartMark['kind'],
  number
>;

/** Those of the window in order of time, the most telling ones when there are too many; `left` is how many are not shown. */
export function chosenMarks(
  window: { readonly from: number; readonly to: number },
  marks: readonly ChartMark[],
): { shown: ChartMark[]; left: number } {
  const inside = marks
    .filter(({ at }) => at >= window.from && at <= window.to)
    .toSorted((a, b) => a.at - b.at);
  const ends = new Set([
    inside.find(({ kind }) => kind === 'down'),
    inside.findLast(({ kind }) => kind === 'up'),
  ]);
  const rank = (mark: ChartMark): number => (ends.has(mark) ? -1 : weight[mark.kind]);
  const kept = new Set(inside.toSorted((a, b) => rank(a) - rank(b)).slice(0, mostMarks));
  return { shown: inside.filter((mark) => kept.has(mark)), left: inside.length - kept.size };
}

/**
 * Places as near as possible to where they belong (`wanted`, ascending), at least `apart` from each other and inside
 * `[low, high]`: neighbours that would touch are spread around their common middle.
 */
export function spread(wanted: readonly number[], apart: number, low: number, high: number): number[] {
  type Group = { readonly places: readonly number[]; readonly start: number };
  const groups: Group[] = [];
  for (const place of wanted) {
    let group = grouped([place]);
    for (let last = groups.at(-1); last !== undefined && touches(last, group); last = groups.at(-1)) {
      groups.pop();
      group = grouped([...last.places, ...group.places]);
    }
    groups.push(group);
  }
  return groups.flatMap(({ places, start }) => places.map((_, i) => start + i * apart));

  function grouped(places: readonly number[]): Group {
    const length = (places.length - 1) * apart;
    const middle = places.reduce((sum, place) => sum + place, 0) / places.length;
    return { places, start: Math.max(low, Math.min(high - length, middle - length / 2)) };
  }
  function touches(left: Group, right: Group): boolean {
    return left.start + left.places.length * apart > right.start;
  }
}
