import { expect, test } from 'vitest';
import { code, escape, shorten, shortenEscaped } from './escape.ts';

test('nothing a host writes pings a channel or makes a link', () => {
  expect(escape('<!channel> & <https://evil.example.test|click>')).toBe(
    '&lt;!channel&gt; &amp; &lt;https://evil.example.test|click&gt;',
  );
});

test.each([
  ['*bold* and _slanted_ and ~struck~', '∗bold∗ and ˍslantedˍ and ∼struck∼'],
  ['`code` and ```more```', 'ˋcodeˋ and ˋˋˋmoreˋˋˋ'],
  ['> said', '› said'],
  ['it :fire: burns', 'it ∶fire: burns'],
  ['<@U0ROSA> <!here>', '&lt;@U0ROSA&gt; &lt;!here&gt;'],
])('%j is shown as it is typed', (text, shown) => {
  expect(escape(text)).toBe(shown);
});

test.each([
  'web_1.service',
  'SELECT * FROM users',
  '2 * 3',
  'at 10:03:12',
  'http://a.example.test:80/x_y',
  'a~b',
])('%j has no mark in it and stays', (text) => {
  expect(escape(text)).toBe(text);
});

test('inline code cannot be ended from inside', () => {
  expect(code('a`*b*`\n<c>')).toBe('`aˋ*b*ˋ &lt;c&gt;`');
});

test('shortening cuts neither a surrogate pair nor an entity in two', () => {
  expect(shorten('ab🔴cd', 4)).toBe('ab…');
  expect(shortenEscaped('ab&amp;cd', 6)).toBe('ab…');
  expect(shortenEscaped('abc', 3)).toBe('abc');
});
