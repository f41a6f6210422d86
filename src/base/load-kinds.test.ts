import { expect, test } from 'vitest';
import { collectKinds } from './load-kinds.ts';

type Shape = { readonly isA: string; readonly id: string; readonly sides?: number };

const shapes = (...modules: (readonly [string, object])[]) =>
  collectKinds<Shape>({ isA: 'shape', called: 'shape', parts: ['sides'] }, modules);

test('every export that bears the mark is one, whatever else a file exports', () => {
  const square = { isA: 'shape', id: 'square', sides: 4 };
  const found = shapes(
    ['shapes/square.ts', { square, area: () => 1, other: { isA: 'colour', id: 'red' }, none: null }],
    ['shapes/area.ts', { pi: 3 }],
  );
  expect([...found]).toEqual([['square', square]]);
});

test('two of one id, and one that lacks a part, are errors that name their files', () => {
  const square = { isA: 'shape', id: 'square', sides: 4 };
  expect(() => shapes(['shapes/a.ts', { square }], ['shapes/b.ts', { square }])).toThrow(
    'shapes/a.ts and shapes/b.ts are both the shape "square"',
  );
  expect(() => shapes(['shapes/blob.ts', { blob: { isA: 'shape', id: 'blob' } }])).toThrow(
    'shapes/blob.ts: this shape lacks sides',
  );
});
