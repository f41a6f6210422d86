import { say, type Locale, type Phrase } from '#base/phrase.ts';
import { runsOf, type Cell } from './outage-chart-cells.ts';
import { band, ink, key, label, plot, rect, size, widthOf, type Scale } from './outage-chart-paper.ts';

/** Height tells good from bad to who cannot tell green from red. */
const looks = {
  ok: { fill: '#2c8a4b', top: band.bottom - 24 },
  unknown: { fill: '#b4bac1', top: band.bottom - 24 },
  bad: { fill: '#c81e2c', top: band.top },
} as const satisfies Record<Cell['status'], object>;
const outage = '#fbe3e1';
/** A single failed check in a day must be seen. */
const leastBad = 6;

/** What failed is drawn last, so that a sliver of it is not hidden by what stands beside it. */
export function drawStates(cells: readonly Cell[], x: Scale): string[] {
  const runs = runsOf(cells, (before, next) => before.status === next.status && before.to >= next.from - 1);
  return (['ok', 'unknown', 'bad'] as const).flatMap((wanted) =>
    runs
      .filter(([first]) => first?.status === wanted)
      .map((run) => {
        const [left, right] = [x(run[0]?.from ?? 0), x(run.at(-1)?.to ?? 0)];
        const least = Math.max(right - left, wanted === 'bad' ? leastBad : 1);
        const start = Math.min(left, plot.right - least);
        return rect(start, looks[wanted].top, { x: start + least, y: band.bottom }, looks[wanted].fill);
      }),
  );
}

export function drawOutages(
  down: readonly { readonly from: number; readonly to: number }[],
  x: Scale,
): string[] {
  return down.map(({ from, to }) =>
    rect(x(from), plot.top, { x: Math.max(x(to), x(from) + leastBad), y: band.bottom }, outage),
  );
}

/** The legend of the colours that occur. */
export function drawKey(cells: readonly Cell[], hasOutage: boolean, locale: Locale): string[] {
  const seen = (['ok', 'bad', 'unknown'] as const).filter((one) =>
    cells.some(({ status }) => status === one),
  );
  const entries = [
    ...seen.map((one) => ({ fill: looks[one].fill, said: say(locale, words[one]) })),
    ...(hasOutage ? [{ fill: outage, said: say(locale, words.down) }] : []),
  ];
  let left: number = plot.left;
  return entries.flatMap(({ fill, said }) => {
    const x = left;
    left += 48 + widthOf(said, size.axis) + 36;
    return [
      rect(x, key.baseline - 28, { x: x + 34, y: key.baseline + 4 }, fill),
      label(x + 48, key.baseline, { size: size.axis, ink: ink.soft }, said),
    ];
  });
}

const words: Readonly<Record<Cell['status'] | 'down', Phrase>> = {
  ok: { en: 'good', fr: 'bon' },
  bad: { en: 'failed', fr: 'échec' },
  unknown: { en: 'not checked', fr: 'non contrôlé' },
  down: { en: 'outage', fr: 'panne' },
};
