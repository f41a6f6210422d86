import { describe, expect, it } from 'vitest';
import { frameReader } from './frames.ts';

const frame = (id: string, payload: string | Buffer, kind = '.') =>
  Buffer.concat([
    Buffer.from(`\nrnonce ${id} ${Buffer.byteLength(payload)}${kind}\n`),
    Buffer.from(payload as string),
  ]);
const said = (frames: { id: string; payload: Buffer }[]) =>
  frames.map((one) => [one.id, one.payload.toString()]);

describe('the frames of a runner', () => {
  const stream = Buffer.concat([
    Buffer.from('Welcome!\n\nrnonce\nrnonce 5 x.\nnoise'),
    frame('ready', 'timeout'),
    frame('b1', ''),
    frame('2', 'first ', '+'),
    frame('3', 'other\nrnonce 9 3.\nxxx'),
    frame('2', 'second'),
    Buffer.from('\nmore noise'),
    frame('4', Buffer.from([0, 255, 10, 13])),
  ]);
  const expected = [
    ['ready', 'timeout'],
    ['b1', ''],
    ['3', 'other\nrnonce 9 3.\nxxx'],
    ['2', 'first second'],
    ['4', Buffer.from([0, 255, 10, 13]).toString()],
  ];

  it('come out whole between noise, and a payload that looks like a frame is only a payload', () => {
    expect(said(frameReader('rnonce')(stream))).toEqual(expected);
  });

  it.each([1, 2, 3, 7, 16, 61])('come out the same in pieces of %d bytes', (size) => {
    const read = frameReader('rnonce');
    const frames = [];
    for (let at = 0; at < stream.length; at += size) frames.push(...read(stream.subarray(at, at + size)));
    expect(said(frames)).toEqual(expected);
  });

  it('do not keep endless noise', () => {
    const read = frameReader('rnonce');
    for (let i = 0; i < 200; i += 1) read(Buffer.alloc(100_000, 'x'));
    expect(said(read(frame('1', 'still here')))).toEqual([['1', 'still here']]);
  });
});
