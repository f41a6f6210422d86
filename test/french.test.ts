import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const files = globSync('{src,packages}/**/*.{ts,yaml}', { cwd: root });
/** What stands after `fr:`, in its quotes. */
const said = /\bfr:\s*("(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`|'(?:[^'\\\n]|\\.)*')/g;

test('French is written with one kind of apostrophe', () => {
  const phrases = files.flatMap((file) =>
    [...readFileSync(join(root, file), 'utf8').matchAll(said)].map(([, text = '']) => ({ file, text })),
  );
  expect(phrases.length).toBeGreaterThan(1000);
  expect(phrases.filter(({ text }) => /\p{L}\\?'\p{L}/u.test(text))).toEqual([]);
});
