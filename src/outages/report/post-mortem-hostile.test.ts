import { describe, expect, test } from 'vitest';
import { locales } from '#base/phrase.ts';
import { api, headings, rendered, whole } from '#test/outages/read-report.ts';
import type { PostMortemOf } from './post-mortem-facts.ts';
import { postMortem } from './post-mortem.ts';

const unseen = ['\u202E', '\u0007', '\u001B', '\u2028'];

/** All at once: fences, tables, headings, links, HTML, footnotes, control characters, right-to-left. */
const hostile = [
  '```` ``` `` `code` | cell | <script>alert(1)</script> <!channel> <img src=x onerror=y>',
  '# heading',
  '## Impact',
  '| a | b |',
  '| --- | --- |',
  '[link](javascript:alert(1)) ![i](https://x.example.test/p.png) [^1] ~~no~~ **bold** _it_ $x$ &lt; {service} [{by}]',
  '~~~',
  '---',
  '===',
  '- [x] done',
  '1. one',
  '\u202Eevil\u0007\u001B[31m\u2028## Verdict',
].join('\n');

describe.each(locales)('text that hosts and people wrote, in %s', (locale) => {
  const text = postMortem(hostileStory(), locale);
  const html = rendered(text);

  test('makes no heading', () => {
    const expected = headings(postMortem(whole, locale));
    expect(headings(text).slice(1)).toEqual(expected.slice(1));
    expect([...html.matchAll(/<h3>/g)]).toHaveLength(
      [...rendered(postMortem(whole, locale)).matchAll(/<h3>/g)].length,
    );
  });

  test('makes no HTML, picture, link or emphasis', () => {
    const tags = new Set([...html.matchAll(/<([a-z]+[1-6]?)[\s>]/g)].map(([, tag]) => tag));
    for (const known of [
      'h1',
      'h2',
      'h3',
      'p',
      'ul',
      'li',
      'table',
      'thead',
      'tbody',
      'tr',
      'th',
      'td',
      'strong',
      'code',
      'pre',
      'a',
      'input',
      'hr',
    ])
      tags.delete(known);
    expect([...tags]).toEqual([]);
    expect(html).not.toContain('<hr');
    const links = [...html.matchAll(/<a href="([^"]*)"/g)].map(([, href]) => href);
    // The addresses themselves may be links, to exactly where they say.
    const addresses = [
      'https://ci.example.test/41',
      'https://example.test/archives/C0OPS/p1',
      'https://x.example.test/p.png',
    ];
    expect(new Set(links)).toEqual(new Set(addresses));
  });

  test('stays in its cell: every row has as many as its head', () => {
    for (const [, body = ''] of html.matchAll(/<table>(.*?)<\/table>/gs)) {
      const rows = [...body.matchAll(/<tr>(.*?)<\/tr>/gs)].map(
        ([, row = '']) => [...row.matchAll(/<t[hd]/g)].length,
      );
      expect(new Set(rows).size).toBe(1);
    }
    const cells = [...rendered(text).matchAll(/<table>/g)].length;
    expect(cells).toBe([...rendered(postMortem(whole, locale)).matchAll(/<table>/g)].length);
  });

  test('is quoted as it is', () => {
    const shown = html
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&amp;', '&');
    const clean = unseen.reduce((text, one) => text.replaceAll(one, ''), hostile);
    expect(shown).toContain(`<pre><code class="language-text">${clean}\n</code></pre>`);
  });
});

/** The story, with everything that is not ours replaced. */
function hostileStory(): PostMortemOf {
  const phrase = { en: '{x}', fr: '{x}', with: { x: hostile } };
  const deep = (value: unknown, key = ''): unknown => {
    if (Array.isArray(value)) return value.map((one) => deep(one, key));
    if (typeof value === 'object' && value !== null) {
      if ('en' in value && 'fr' in value) return phrase;
      if ('fingerprint' in value) return { ...value, says: phrase };
      return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, deep(one, name)]));
    }
    return typeof value === 'string' && theirs.has(key) ? hostile : value;
  };
  return { ...(deep(whole) as PostMortemOf), service: { ...api, title: hostile, owners: [hostile] } };
}
const theirs = new Set([
  'source',
  'quote',
  'because',
  'changed',
  'value',
  'command',
  'output',
  'reason',
  'commit',
  'says',
  'id',
  'probe',
  'host',
]);
