import { svgText, wrapped } from '#slack/pictures/svg-text.ts';

/** One layer of the path. `says` is what is wrong there. */
export type Box = {
  readonly kind: 'ok' | 'cause' | 'follows' | 'unknown';
  readonly name: string;
  readonly word: string;
  readonly says: string;
};

/** A phone shows 720 as 390: type of 34 is read as 18 there. */
const width = 720;
const margin = 28;
const gap = 22;
const boxHeight = 72;
const lineHeight = 38;
const textLeft = 106;
/** DejaVu Sans at 30 takes 18 a letter, its bold up to 21. */
const saysChars = 32;
const saysLines = 3;
const titleChars = 24;

const looks = {
  ok: { fill: '#e3f4e8', stroke: '#2c8a4b', ink: '#14532d', sign: '✓' },
  cause: { fill: '#c81e2c', stroke: '#8f0f1a', ink: '#ffffff', sign: '✗' },
  follows: { fill: '#fbd9d6', stroke: '#c81e2c', ink: '#7a1018', sign: '!' },
  unknown: { fill: '#eceef0', stroke: '#8a9199', ink: '#3d444b', sign: '?' },
} as const satisfies Record<Box['kind'], object>;

/** The boxes from top to bottom as SVG, with nothing in it but shapes and text. */
export function drawPath(
  head: { readonly title: string; readonly subtitle: string },
  boxes: readonly Box[],
): string {
  const top = 128;
  const parts: string[] = [];
  let y = top;
  for (const [i, box] of boxes.entries()) {
    if (i > 0) parts.push(link(y));
    if (i > 0) y += gap;
    const { svg, height } = drawBox(box, y);
    parts.push(svg);
    y += height;
  }
  const height = y + margin;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="DejaVu Sans">`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    text(margin, 62, 42, '#1d1c1d', wrapped(head.title, titleChars, 1)[0] ?? '', true),
    text(margin, 104, 30, '#5c5f62', head.subtitle),
    ...parts,
    '</svg>',
  ].join('\n');
}

function drawBox({ kind, name, word, says }: Box, y: number): { svg: string; height: number } {
  const { fill, stroke, ink, sign } = looks[kind];
  const lines = says === '' ? [] : wrapped(says, saysChars, saysLines);
  const height = boxHeight + lines.length * lineHeight + (lines.length > 0 ? 6 : 0);
  const svg = [
    `<rect x="${margin}" y="${y}" width="${width - 2 * margin}" height="${height}" rx="14" fill="${fill}" stroke="${stroke}" stroke-width="3"/>`,
    text(margin + 26, y + 49, 38, ink, sign, true),
    text(textLeft, y + 48, 34, ink, name, kind === 'cause'),
    text(width - margin - 24, y + 46, 26, ink, word, false, 'end'),
    ...lines.map((line, i) => text(textLeft, y + 48 + (i + 1) * lineHeight, 30, ink, line, kind === 'cause')),
  ].join('\n');
  return { svg, height };
}

function link(y: number): string {
  const x = margin + 40;
  return `<line x1="${x}" y1="${y}" x2="${x}" y2="${y + gap}" stroke="#8a9199" stroke-width="5"/>`;
}

function text(
  x: number,
  y: number,
  size: number,
  ink: string,
  said: string,
  isBold = false,
  anchor = 'start',
): string {
  const weight = isBold ? ' font-weight="bold"' : '';
  return `<text x="${x}" y="${y}" font-size="${size}"${weight} fill="${ink}" text-anchor="${anchor}">${svgText(said)}</text>`;
}
