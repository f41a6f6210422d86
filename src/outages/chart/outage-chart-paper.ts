import { svgText } from '#slack/pictures/svg-text.ts';

/** A phone shows 1200 as 390: type of 40 is read as 13 there. */
export const width = 1200;
export const margin = 40;
export const size = { title: 60, line: 40, axis: 36 } as const;
export const ink = { strong: '#1d1c1d', soft: '#5c5f62', grid: '#e4e7ea', axis: '#8a9199' } as const;

/** From top to bottom: three lines of head, the numbers of the marks, the times, the band of up and down, the hours. */
export const plot = { left: 176, right: 1140, badges: 254, top: 316, bottom: 756 } as const;
export const band = { top: 776, bottom: 832 } as const;
export const hours = { baseline: 882 } as const;
export const key = { baseline: 952 } as const;
export const legend = { top: 1_004 } as const;

export type Scale = (value: number) => number;

export function xOf({ from, to }: { readonly from: number; readonly to: number }): Scale {
  return (at) => plot.left + ((at - from) / (to - from)) * (plot.right - plot.left);
}

export type Look = {
  readonly size: number;
  readonly ink: string;
  readonly isBold?: boolean;
  readonly anchor?: 'start' | 'middle' | 'end';
};

export function label(x: number, y: number, look: Look, said: string): string {
  const weight = look.isBold === true ? ' font-weight="bold"' : '';
  return `<text x="${short(x)}" y="${short(y)}" font-size="${look.size}"${weight} fill="${look.ink}" text-anchor="${look.anchor ?? 'start'}">${svgText(said)}</text>`;
}

export function rect(
  x: number,
  y: number,
  to: { readonly x: number; readonly y: number },
  fill: string,
): string {
  return `<rect x="${short(x)}" y="${short(y)}" width="${short(to.x - x)}" height="${short(to.y - y)}" fill="${fill}"/>`;
}

export function stroke(
  points: readonly (readonly [x: number, y: number])[],
  colour: string,
  thick: number,
): string {
  const path = points.map(([x, y]) => `${short(x)} ${short(y)}`).join(' L');
  return `<path d="M${path}" fill="none" stroke="${colour}" stroke-width="${thick}" stroke-linejoin="round" stroke-linecap="round"/>`;
}

/** A tenth of a pixel is enough, and the drawing is stored until it is sent. */
export function short(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Of DejaVu Sans, in shares of its size and rather too wide than too narrow; resvg tells no widths. */
const letterWidths: readonly (readonly [RegExp, number])[] = [
  [/[\sijlI.,:;'’|!()[\]/-]/, 0.4],
  [/[rtfsczk"“”]/, 0.56],
  [/[MW@%m…—]/, 1],
  [/[A-Zw&+=<>]/, 0.84],
  [/[ -\u052F]/, 0.65],
];

/** Other scripts and signs may be as wide as they are high. */
export function widthOf(text: string, fontSize: number): number {
  const widths = Array.from(text, (letter) => letterWidths.find(([like]) => like.test(letter))?.[1] ?? 1.1);
  return fontSize * widths.reduce((sum, one) => sum + one, 0);
}
