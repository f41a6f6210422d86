import {
  band,
  hours,
  ink,
  label,
  legend,
  margin,
  plot,
  size,
  stroke,
  widthOf,
  width,
  type Scale,
} from './outage-chart-paper.ts';
import { type ChartMark, spread } from './outage-chart-marks.ts';
import { wrapped } from '#slack/pictures/svg-text.ts';

export type NamedMark = Pick<ChartMark, 'at' | 'kind'> & {
  /** When, as it is read. */
  readonly time: string;
  readonly label: string;
};

const colours = {
  down: '#c81e2c',
  verdict: '#6b3fa0',
  approved: '#0b6e8a',
  action: '#b45309',
  up: '#2c8a4b',
  deploy: '#454f59',
} as const satisfies Record<ChartMark['kind'], string>;
const radius = 29;
const apart = 2 * radius + 8;
const lineHeight = 50;
const entryGap = 18;
const textLeft = margin + 2 * radius + 20;
const leastTimeWidth = 206;
const timeGap = 18;
const labelLines = 3;

/** Numbers in a row above the plot, each with its line down to the band. */
export function drawMarks(marks: readonly NamedMark[], x: Scale): string[] {
  const places = spread(
    marks.map(({ at }) => x(at)),
    apart,
    margin + radius,
    width - margin - radius,
  );
  const lines = marks.map(({ at, kind }, i) => {
    const points = [
      [places[i] ?? x(at), plot.badges + radius],
      [x(at), plot.top - 16],
      [x(at), band.bottom],
    ] as const;
    return stroke(points, colours[kind], 4);
  });
  return [...lines, ...marks.flatMap(({ kind }, i) => badge(places[i] ?? 0, plot.badges, kind, i))];
}

/** One entry under the other, each as high as its text needs; `y` is where the next thing may begin. */
export function drawLegend(marks: readonly NamedMark[], left: string): { svg: string[]; y: number } {
  const svg: string[] = [];
  let y: number = legend.top;
  const times = marks.map(({ time }) => widthOf(time, size.line) + timeGap);
  const timeWidth = Math.round(Math.max(leastTimeWidth, ...times));
  const room = width - margin - textLeft - timeWidth;
  for (const [i, { time, kind, label: said }] of marks.entries()) {
    const lines = wrapped(said, room, labelLines, (text) => widthOf(text, size.line));
    const look = { size: size.line, ink: ink.strong };
    svg.push(
      ...badge(margin + radius, y + lineHeight / 2, kind, i),
      label(textLeft, y + 39, { ...look, ink: ink.soft }, time),
      ...lines.map((line, n) => label(textLeft + timeWidth, y + 39 + n * lineHeight, look, line)),
    );
    y += Math.max(1, lines.length) * lineHeight + entryGap;
  }
  if (left !== '') {
    svg.push(label(textLeft, y + 39, { size: size.line, ink: ink.soft }, left));
    y += lineHeight + entryGap;
  }
  return { svg, y: marks.length + left.length === 0 ? hours.baseline + 90 : y };
}

function badge(x: number, y: number, kind: ChartMark['kind'], index: number): string[] {
  const look = { size: 36, ink: '#ffffff', isBold: true, anchor: 'middle' } as const;
  return [
    `<circle cx="${Math.round(x)}" cy="${Math.round(y)}" r="${radius}" fill="${colours[kind]}"/>`,
    label(Math.round(x), Math.round(y) + 13, look, String(index + 1)),
  ];
}
