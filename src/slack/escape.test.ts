import { expect, test } from 'vitest';
import { code, escape, shorten, shortenEscaped } from './escape.ts';

test('nothing a host writes pings a channel or makes a link', () => {
  expect(escape('<!channel> & <https://evil.example.test|click>')).toBe(
    '&lt;!channel&gt; &amp; &lt;https://evil.example.test|click&gt;',
  );
});

test('inline code cannot be ended from inside', () => {
  expect(code('a`*b*`\n<c>')).toBe('`aˋ*b*ˋ &lt;c&gt;`');
});

test('shortening cuts neither a surrogate pair nor an entity in two', () => {
  expect(shorten('ab🔴cd', 4)).toBe('ab…');
  expect(shortenEscaped('ab&amp;cd', 6)).toBe('ab…');
  expect(shortenEscaped('abc', 3)).toBe('abc');
});
