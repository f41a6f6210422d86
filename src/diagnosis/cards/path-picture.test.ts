import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { locales } from '#base/phrase.ts';
import { faulty } from '#test/sample-runs.ts';
import { pathPicture } from './path-picture.ts';
import { pngOf } from '#slack/pictures/png-of.ts';

const dir = join(import.meta.dirname, 'golden');
const isWriting = process.env['RESUS_GOLDEN'] === 'write';

type Image = {
  readonly width: number;
  readonly height: number;
  readonly at: (x: number, y: number) => string;
};

/** Reads what resvg writes: 8 bits, RGBA, not interlaced. */
function readPng(png: Uint8Array): Image {
  const bytes = Buffer.from(png);
  const chunks: Buffer[] = [];
  for (let at = 8; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    if (bytes.toString('latin1', at + 4, at + 8) === 'IDAT')
      chunks.push(bytes.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  const width = bytes.readUInt32BE(16);
  const height = bytes.readUInt32BE(20);
  expect([bytes[24], bytes[25], bytes[28]]).toEqual([8, 6, 0]);
  const raw = inflateSync(Buffer.concat(chunks));
  const row = width * 4;
  const pixels = Buffer.alloc(row * height);
  for (let y = 0; y < height; y += 1) {
    const filter = raw[y * (row + 1)] ?? 0;
    for (let x = 0; x < row; x += 1) {
      const left = x < 4 ? 0 : (pixels[y * row + x - 4] ?? 0);
      const up = y === 0 ? 0 : (pixels[(y - 1) * row + x] ?? 0);
      const corner = x < 4 || y === 0 ? 0 : (pixels[(y - 1) * row + x - 4] ?? 0);
      const p = left + up - corner;
      const [pa, pb, pc] = [Math.abs(p - left), Math.abs(p - up), Math.abs(p - corner)];
      const paeth = pa <= pb && pa <= pc ? left : pb <= pc ? up : corner;
      const guess = [0, left, up, Math.floor((left + up) / 2), paeth][filter] ?? 0;
      pixels[y * row + x] = ((raw[y * (row + 1) + 1 + x] ?? 0) + guess) & 255;
    }
  }
  return { width, height, at: (x, y) => pixels.toString('hex', y * row + x * 4, y * row + x * 4 + 3) };
}

/** The y of the box that starts with this name, from the drawing itself. */
function boxTop(svg: string, name: string): number {
  const before = svg.slice(0, svg.indexOf(`>${name}</text>`));
  return Number([...before.matchAll(/<rect x="\d+" y="(\d+)"/g)].at(-1)?.[1]);
}

describe.each(locales)('the picture of a path in %s', (locale) => {
  test('looks as agreed', () => {
    const { content, altText } = pathPicture('api', 'run-0123456789ab', faulty, locale);
    const file = join(dir, `path.${locale}.golden.svg`);
    const shown = `${content}\n<!-- ${altText} -->\n`;
    if (isWriting) {
      mkdirSync(dir, { recursive: true });
      writeFileSync(file, shown);
    }
    expect(shown).toBe(readFileSync(file, 'utf8'));
  });
});

test('the cause is red, what follows is light red, what is fine is green, and a phone can show it', async () => {
  const { content } = pathPicture('api', 'run-0123456789ab', faulty, 'en');
  const { width, height, at } = readPng(await pngOf(content));
  expect(width).toBeLessThanOrEqual(800);
  expect(height).toBeLessThan(2.5 * 720);
  const colourOf = (name: string): string => at(width - 34, boxTop(content, name) + 10);
  expect(colourOf('Process')).toBe('c81e2c');
  expect(colourOf('Proxy')).toBe('fbd9d6');
  expect(colourOf('Code')).toBe('e3f4e8');
  expect(colourOf('Dependencies')).toBe('eceef0');
});

test('letters are drawn, also where the machine has no fonts', async () => {
  const { content } = pathPicture('api', 'run-0123456789ab', faulty, 'en');
  const { at } = readPng(await pngOf(content));
  const top = boxTop(content, 'Process');
  const across = Array.from({ length: 200 }, (_, i) => at(106 + i, top + 36));
  expect(across.filter((colour) => colour === 'ffffff').length).toBeGreaterThan(20);
});

test('a title full of markup, control characters and one endless word still is a picture', async () => {
  const nasty = `<script>&"\u0000\uD800 ${'x'.repeat(500)}`;
  const verdict = { ...faulty, title: { en: nasty, fr: nasty } };
  const { content, altText } = pathPicture('api', 'run-x', verdict, 'en');
  expect(content).not.toContain('<script>');
  expect(altText?.length).toBeLessThanOrEqual(1000);
  expect((await pngOf(content)).length).toBeGreaterThan(1000);
});
