import { globSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { validateMessage } from '@resus/sandbox/block-kit';
import { parseSync } from 'oxc-parser';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const home = join(root, 'packages/sandbox');
const files = globSync('**/*.{ts,tsx}', { cwd: home }).filter((file) => !file.includes('node_modules'));
const own = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as Record<string, object>;
const product = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<string, object>;

function importsOf(file: string): string[] {
  const { module } = parseSync(file, readFileSync(join(home, file), 'utf8'));
  const exported = module.staticExports.flatMap(({ entries }) =>
    entries.map((one) => one.moduleRequest?.value),
  );
  return [...module.staticImports.map((one) => one.moduleRequest.value), ...exported].filter(
    (name) => name !== undefined,
  );
}

/** A file of the package, or a package's name. */
function targetOf(file: string, specifier: string): string {
  return specifier.startsWith('.') ? relative(home, join(home, dirname(file), specifier)) : specifier;
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

describe('the sandbox is a package of its own', () => {
  test('it imports itself and what its package.json names, and nothing of the product', () => {
    const named = [...Object.keys(own['dependencies'] ?? {}), ...Object.keys(own['devDependencies'] ?? {})];
    const wrong = files.flatMap((file) =>
      importsOf(file)
        .map((specifier) => targetOf(file, specifier))
        .filter((target) =>
          /\.(?:tsx?|css)$/.test(target)
            ? target.startsWith('..') || target.startsWith('#')
            : !target.startsWith('node:') &&
              !builtinModules.includes(target) &&
              !named.includes(packageOf(target)),
        )
        .map((target) => `${file}: ${target}`),
    );
    expect(files.length).toBeGreaterThan(150);
    expect(wrong).toEqual([]);
  });

  test('what runs at work, not in tests, is among its dependencies', () => {
    const support =
      /\.test\.tsx?$|^testing\/|\/fixture-|test-bot\.ts$|child-bot\.ts$|written-catalog|samples\.ts$/;
    const used = files
      .filter((file) => !support.test(file))
      .flatMap((file) => importsOf(file).map((specifier) => targetOf(file, specifier)))
      .filter((target) => !/\.(?:tsx?|css)$/.test(target) && !target.startsWith('node:'));
    expect([...new Set(used.map(packageOf))].sort()).toEqual(Object.keys(own['dependencies'] ?? {}).sort());
  });

  test('the product depends on nothing that only the sandbox uses', () => {
    const shared = ['ssh2', 'yaml', 'zod'];
    const both = Object.keys(own['dependencies'] ?? {}).filter(
      (name) => name in (product['dependencies'] ?? {}),
    );
    expect(both.sort()).toEqual(shared);
  });

  test('the Block Kit validator stands alone', () => {
    const reached = files
      .filter((file) => file.startsWith('block-kit/') && !file.endsWith('.test.ts'))
      .flatMap((file) => importsOf(file).map((specifier) => targetOf(file, specifier)));
    expect(reached.filter((target) => !target.startsWith('block-kit/'))).toEqual([]);
    expect(
      validateMessage({ blocks: [{ type: 'header', text: { type: 'mrkdwn', text: 'a' } }] }),
    ).toHaveLength(1);
  });
});
