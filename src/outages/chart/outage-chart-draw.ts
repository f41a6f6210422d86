import { say, type Locale, type Phrase } from '#base/phrase.ts';
import type { Cell } from './outage-chart-cells.ts';
import { drawLegend, drawMarks, type NamedMark } from './outage-chart-legend.ts';
import { band, hours, ink, label, margin, size, stroke, width, widthOf, xOf } from './outage-chart-paper.ts';
import { timeTicks } from './outage-chart-scale.ts';
import { drawKey, drawOutages, drawStates } from './outage-chart-states.ts';
import { drawTimes } from './outage-chart-times.ts';
import { wrapped } from '#slack/pictures/svg-text.ts';

export type Drawing = {
  readonly title: string;
  readonly subtitle: string;
  /** The outage in one line. */
  readonly told: string;
  readonly window: { readonly from: number; readonly to: number };
  readonly cells: readonly Cell[];
  readonly down: readonly { readonly from: number; readonly to: number }[];
  readonly marks: readonly NamedMark[];
  /** Says that not all marks are shown; empty when they are. */
  readonly left: string;
  readonly locale: Locale;
};

const titleChars = 26;
const mostTimeLabels = 6;

/** The chart as SVG, with nothing in it but shapes and text. What is drawn later lies above. */
export function drawOutage(drawing: Drawing): string {
  const { window, cells, down, marks, locale } = drawing;
  const x = xOf(window);
  const below = drawLegend(marks, drawing.left);
  const height = below.y + 22;
  const ends = down.length > 0 ? '#c81e2c' : ink.soft;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="DejaVu Sans">`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    label(
      margin,
      80,
      { size: size.title, ink: ink.strong, isBold: true },
      wrapped(drawing.title, titleChars, 1)[0] ?? '',
    ),
    label(margin, 142, { size: size.line, ink: ink.soft }, drawing.subtitle),
    label(margin, 198, { size: size.line, ink: ends, isBold: true }, drawing.told),
    ...drawOutages(down, x),
    ...drawTimes(cells, x, locale, say(locale, noAnswer)),
    ...drawStates(cells, x),
    ...drawHours(window, locale),
    ...drawMarks(marks, x),
    ...drawKey(cells, down.length > 0, locale),
    ...below.svg,
    '</svg>',
  ]
    .filter((part) => part !== '')
    .join('\n');
}

/** Labels that would touch each other or the edge are left out; their ticks stay. */
function drawHours(window: Drawing['window'], locale: Locale): string[] {
  const x = xOf(window);
  let free = 0;
  return timeTicks(window.from, window.to, mostTimeLabels, locale).flatMap(({ at, label: said }) => {
    const half = widthOf(said, size.axis) / 2;
    const tick = stroke(
      [
        [x(at), band.bottom],
        [x(at), band.bottom + 12],
      ],
      ink.axis,
      3,
    );
    if (x(at) - half < free || x(at) + half > width) return [tick];
    free = x(at) + half + 24;
    return [tick, label(x(at), hours.baseline, { size: size.axis, ink: ink.soft, anchor: 'middle' }, said)];
  });
}

const noAnswer: Phrase = { en: 'no good answer in this time', fr: 'aucune bonne réponse dans cette période' };
