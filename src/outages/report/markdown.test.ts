import { expect, test } from 'vitest';
import { fenced, inlineCode, plain } from './markdown.ts';

test('plain text needs no more than one line', () => {
  expect(plain('1. a\n2. b')).toBe('1\\. a 2. b');
  expect(plain('$x$ &lt;')).toBe('\\$x\\$ \\&lt;');
  expect(plain('1.9 s')).toBe('1.9 s');
  expect(plain('snake_case_name')).toBe('snake_case_name');
  expect(inlineCode('a | `b`')).toBe('`` a \\| `b` ``');
  expect(fenced('x'.repeat(10), 4)).toBe('```text\nxxxx\n…\n```');
});
