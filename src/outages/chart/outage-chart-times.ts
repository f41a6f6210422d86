import type { Locale } from '#base/phrase.ts';
import { runsOf, type Cell } from './outage-chart-cells.ts';
import { ink, label, plot, short, size, stroke, type Scale } from './outage-chart-paper.ts';
import { tookText, valueTicks } from './outage-chart-scale.ts';

type Answered = Cell & { readonly answered: NonNullable<Cell['answered']> };

const line = '#1264a3';
/** One answer this many times slower than nearly all others would press those flat on the floor. */
const outlier = 6;

/** The grid, the line of usual times with the spread around it, and gaps where nothing good came back. */
export function drawTimes(cells: readonly Cell[], x: Scale, locale: Locale, nothing: string): string[] {
  const answered = cells.filter((cell): cell is Answered => cell.answered !== undefined);
  const longestMs = Math.max(0, ...answered.map(({ answered: { mostMs } }) => mostMs));
  const usualMs = share(
    answered.map(({ answered: { mostMs } }) => mostMs),
    0.95,
  );
  const isCut = usualMs > 0 && longestMs > outlier * usualMs;
  const ticks = valueTicks(isCut ? 2 * usualMs : longestMs, locale);
  const topMs = ticks.at(-1)?.at ?? 1;
  const y: Scale = (ms) => plot.bottom - (Math.min(ms, topMs) / topMs) * (plot.bottom - plot.top);
  const runs = runsOf(cells, isNext)
    .map((run) => run.filter((cell): cell is Answered => cell.answered !== undefined))
    .filter((run) => run.length > 0);
  return [
    ...ticks.flatMap(({ at, label: said }) => [
      stroke(
        [
          [plot.left, y(at)],
          [plot.right, y(at)],
        ],
        ink.grid,
        3,
      ),
      label(plot.left - 16, y(at) + 13, { size: size.axis, ink: ink.soft, anchor: 'end' }, said),
    ]),
    ...runs.map((run) => spreadOf(run, x, y)),
    ...runs.map((run) => lineOf(run, x, y)),
    ...(isCut
      ? answered.filter(({ answered: { mostMs } }) => mostMs > topMs).map((cell) => cutMark(cell, x))
      : []),
    ...(isCut ? [longestOf(answered, longestMs, x, locale)] : []),
    ...(answered.length === 0
      ? [
          label(
            (plot.left + plot.right) / 2,
            (plot.top + plot.bottom) / 2,
            { size: size.line, ink: ink.soft, anchor: 'middle' },
            nothing,
          ),
        ]
      : []),
  ];
}

/** Nothing is drawn across what failed or was not looked at. */
function isNext(before: Cell, next: Cell): boolean {
  return before.answered !== undefined && next.answered !== undefined && before.to >= next.from - 1;
}

function spreadOf(run: readonly Answered[], x: Scale, y: Scale): string {
  if (run.every(({ answered: { leastMs, mostMs } }) => leastMs === mostMs)) return '';
  const upper = run.map(({ from, answered }) => `${short(x(from))} ${short(y(answered.mostMs))}`);
  const lower = run
    .toReversed()
    .map(({ from, answered }) => `${short(x(from))} ${short(y(answered.leastMs))}`);
  return `<path d="M${[...upper, ...lower].join(' L')} Z" fill="${line}" fill-opacity="0.22"/>`;
}

function lineOf(run: readonly Answered[], x: Scale, y: Scale): string {
  const points = run.map(({ from, answered }) => [x(from), y(answered.usualMs)] as const);
  const [[cx, cy] = [0, 0]] = points;
  // A path of one point draws nothing.
  if (points.length === 1) return `<circle cx="${short(cx)}" cy="${short(cy)}" r="6" fill="${line}"/>`;
  return stroke(points, line, 6);
}

/** An answer beyond the top of the axis: it must not look like one that just reached it. */
function cutMark({ from }: Answered, x: Scale): string {
  const at = short(x(from));
  return `<path d="M${at - 12} ${plot.top + 6} L${at} ${plot.top - 14} L${at + 12} ${plot.top + 6} Z" fill="${line}"/>`;
}

function longestOf(answered: readonly Answered[], longestMs: number, x: Scale, locale: Locale): string {
  const at = x(answered.find(({ answered: { mostMs } }) => mostMs === longestMs)?.from ?? 0);
  const isLeft = at < (plot.left + plot.right) / 2;
  const look = { size: size.axis, ink: line, isBold: true, anchor: isLeft ? 'start' : 'end' } as const;
  return label(isLeft ? at + 20 : at - 20, plot.top + 34, look, tookText(longestMs, locale));
}

function share(list: readonly number[], part: number): number {
  return list.toSorted((a, b) => a - b)[Math.floor((list.length - 1) * part)] ?? 0;
}
