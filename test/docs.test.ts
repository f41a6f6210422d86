import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readCatalog } from '#app/read-catalog.ts';
import { allParts, readSettings } from '#app/settings.ts';

const root = join(import.meta.dirname, '..');
const pages = globSync('{*.md,docs/**/*.md}', { cwd: root });
const read = (page: string): string => readFileSync(join(root, page), 'utf8');

describe.each(pages)('%s', (page) => {
  const text = read(page);

  test('links lead somewhere', () => {
    const links = [...text.replaceAll(/```[\s\S]*?```/g, '').matchAll(/\]\(([^)\s]+)\)/g)].map(
      ([, link = '']) => link,
    );
    const broken = links.filter(
      (link) =>
        !/^(?:https?:|mailto:|#)/.test(link) &&
        !existsSync(join(root, dirname(page), link.split('#')[0] ?? '')),
    );
    expect(broken).toEqual([]);
  });

  test('catalogs shown are right', () => {
    for (const [, yaml = ''] of text.matchAll(/```yaml resus\n([\s\S]*?)```/g)) {
      expect(Object.keys(readCatalog(yaml, page).services).length).toBeGreaterThan(0);
    }
  });

  test('npm commands shown exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const shown = [...text.matchAll(/(?:^|`)npm (?:run )?([a-z]+(?::[a-z]+)?)\b/gm)].map(
      ([, name = '']) => name,
    );
    const known = [...Object.keys(scripts), 'ci', 'install'];
    expect(shown.filter((name) => !known.includes(name))).toEqual([]);
  });

  test('names no machine path and no secret-looking text', () => {
    expect(text).not.toMatch(/\/(?:work|root|opt\/node)\b|xox[abp]-\d|AKIA[A-Z0-9]{16}/);
  });
});

test('the environment table of configuration.md names every variable that is read, and no other', () => {
  const shown = [...read('docs/configuration.md').matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, name]) => name);
  const asked = new Set<string>();
  const spy = new Proxy<Record<string, string>>({}, { get: (_target, name) => void asked.add(String(name)) });
  readSettings(spy, allParts, '/');
  expect(new Set(shown)).toEqual(asked);
});

test('there are pages to check', () => {
  expect(pages).toContain('README.md');
  expect(pages.length).toBeGreaterThan(5);
});
