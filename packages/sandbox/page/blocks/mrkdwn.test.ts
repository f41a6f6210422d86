import { expect, test } from 'vitest';
import { richElements } from './mrkdwn.ts';

const section = (...elements: object[]) => [{ type: 'rich_text_section', elements }];
const text = (value: string, style?: object) => ({ type: 'text', text: value, ...(style ? { style } : {}) });

test('characters that style nothing stay what they are', () => {
  const untouched = '2 * 3 * 4, max_connections_total at 12:30:45 in server.js:100:5 ~ # - 1.';
  expect(richElements(untouched, true)).toEqual(section(text(untouched)));
});

test('plain text keeps its markers and entities', () => {
  expect(richElements('*a* &lt; <@U1>', false)).toEqual(section(text('*a* &lt; <@U1>')));
});

test('markers that hug words style them, also inside one another', () => {
  expect(richElements('*bold _both_* ~gone~', true)).toEqual(
    section(
      text('bold ', { bold: true }),
      text('both', { bold: true, italic: true }),
      text(' '),
      text('gone', { strike: true }),
    ),
  );
});

test('code keeps its markers and gives back escaped characters', () => {
  expect(richElements('`a*b* &lt;x&gt;`', true)).toEqual(section(text('a*b* <x>', { code: true })));
});

test('an escaped entity is given back once, not twice', () => {
  expect(richElements('&amp;lt;', true)).toEqual(section(text('&lt;')));
});

test('a fenced block keeps lines, indentation and stars', () => {
  expect(richElements('before\n```\nline *1*\n  two &amp; three\n```\nafter', true)).toEqual([
    ...section(text('before')),
    { type: 'rich_text_preformatted', elements: [text('line *1*\n  two & three')] },
    ...section(text('after')),
  ]);
});

test('lines that start with > are a quote, however > was written', () => {
  expect(richElements('says\n> one\n&gt; two', true)).toEqual([
    ...section(text('says')),
    { type: 'rich_text_quote', elements: [text('one\ntwo')] },
  ]);
});

test('mentions, broadcasts, dates and links become their elements', () => {
  const { elements } = richElements(
    '<@U1> <!here> <#C1|ops> <https://a.example.test/x|docs> <!subteam^S1>',
    true,
  )[0] as unknown as {
    elements: { type: string }[];
  };
  expect(elements.map((one) => one.type).filter((type) => type !== 'text')).toEqual([
    'user',
    'broadcast',
    'channel',
    'link',
    'usergroup',
  ]);
});

test('markup of another language between < and > stays text', () => {
  expect(richElements('<script>alert(1)</script>', true)).toEqual(section(text('<script>alert(1)</script>')));
});

test('a bare address is a link without the full stop that ends the sentence', () => {
  expect(richElements('see http://127.0.0.1:8000/health.', true)).toEqual(
    section(text('see '), { type: 'link', url: 'http://127.0.0.1:8000/health', style: {} }, text('.')),
  );
});

test('an emoji is one only where it stands alone', () => {
  expect(richElements(':x: down', true)).toEqual(section({ type: 'emoji', name: 'x' }, text(' down')));
});

test('the emoji characters of a verdict become pictures, their colour selector included', () => {
  expect(richElements('🔴 down ⚠\uFE0F', true)).toEqual(
    section({ type: 'emoji', name: 'red_circle' }, text(' down '), { type: 'emoji', name: 'warning' }),
  );
});

test('an emoji character in code stays a character', () => {
  expect(richElements('`🔴`', true)).toEqual(section(text('🔴', { code: true })));
});
