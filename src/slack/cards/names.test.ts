import { expect, test } from 'vitest';
import { locales } from '#base/phrase.ts';
import { loadRunbooks } from '#app/load-runbooks.ts';
import { layerName, listed } from './names.ts';

test.each(locales)('every layer of the path has a name for people in %s', (locale) => {
  const { layers } = loadRunbooks().diagnosis;
  expect(layers.filter((layer) => layerName(locale, layer) === undefined)).toEqual(['health']);
});

test('many names become some and a number', () => {
  expect(listed(['a', 'b'])).toBe('a, b');
  expect(listed(['a', 'b', 'c', 'd', 'e', 'f'])).toBe('a, b, c, d +2');
});
