import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { parseSync } from 'oxc-parser';
import { describe, expect, test } from 'vitest';
import { readLayers } from './layers.ts';

const root = resolve(import.meta.dirname, '..');
const src = join(root, 'src');
const layers = readLayers();
const files = globSync('**/*.ts', { cwd: src }).filter((file) => !file.endsWith('.test.ts'));

type Import = { readonly specifier: string; readonly file: string };

function importsOf(file: string): Import[] {
  const text = readFileSync(join(src, file), 'utf8');
  const { module, errors } = parseSync(file, text);
  expect({ file, errors }).toEqual({ file, errors: [] });
  // import() would hide a direction; the loader of kinds loads the folder of whoever calls it, and nothing else.
  const dynamic = file === join('base', 'load-kinds.ts') ? 1 : 0;
  expect({ file, dynamic: module.dynamicImports.length }).toEqual({ file, dynamic });
  const statics = module.staticImports.map((entry) => entry.moduleRequest.value);
  const exported = module.staticExports.flatMap((entry) =>
    entry.entries.map((one) => one.moduleRequest?.value),
  );
  return [...statics, ...exported.filter((name) => name !== undefined)].map((specifier) => ({
    specifier,
    file,
  }));
}

function folderOf(path: string): string {
  const [first = '', ...rest] = path.split(sep);
  return rest.length === 0 ? '.' : first;
}

const all = files.flatMap((file) => importsOf(file));

/** Features meet only in each other's events. */
function meetsInEvents(from: string, to: string, target: string): boolean {
  return (
    layers.get(from)?.kind === 'feature' &&
    layers.get(to)?.kind === 'feature' &&
    target.split('/').slice(1).join('/') === 'events.ts'
  );
}

function wrongArrow(file: string, specifier: string): string | undefined {
  const from = folderOf(file);
  const layer = layers.get(from);
  if (specifier.startsWith('.')) {
    const to = folderOf(relative(src, resolve(src, dirname(file), specifier)));
    return to === from ? undefined : `${specifier}: cross a folder with "#", so that it shows`;
  }
  if (specifier.startsWith('#')) {
    const target = specifier.slice(1);
    const to = target.split('/')[0] ?? '';
    const isAllowed = to === from || layer?.folders.includes(to) === true || meetsInEvents(from, to, target);
    return isAllowed ? undefined : `src/${from} must not import ${target}`;
  }
  const isAllowed = layer?.packages.some(
    (name) =>
      name === '*' ||
      (name === 'node:*'
        ? specifier.startsWith('node:')
        : specifier === name || specifier.startsWith(`${name}/`)),
  );
  return isAllowed === true ? undefined : `src/${from} must not import ${specifier}`;
}

describe('who may import whom', () => {
  test('every folder under src has a row in the table', () => {
    expect(layers.size).toBeGreaterThanOrEqual(22);
    expect([...new Set(files.map((file) => folderOf(file)))].filter((name) => !layers.has(name))).toEqual([]);
  });

  test.each(files)('%s', (file) => {
    const wrong = all
      .filter((one) => one.file === file)
      .flatMap(({ specifier }) => wrongArrow(file, specifier) ?? []);
    expect(wrong).toEqual([]);
  });

  // Probes, runtimes and needs know each other's contracts; oxlint finds a circle between their files.
  const contracts = new Set(['probes', 'runtimes', 'needs']);

  test('the table has no cycle', () => {
    const done = new Set<string>();
    const visit = (name: string, trail: readonly string[]): void => {
      expect(trail).not.toContain(name);
      if (done.has(name)) return;
      for (const next of layers.get(name)?.folders ?? [])
        if (!(contracts.has(name) && contracts.has(next))) visit(next, [...trail, name]);
      done.add(name);
    };
    for (const name of layers.keys()) visit(name, []);
    expect(done.size).toBe(layers.size);
  });
});

/** Files that a file needs before it can run, with how one gets there. */
function reachedFrom(file: string, seen: Map<string, string>, trail: string): Map<string, string> {
  const text = readFileSync(join(src, file), 'utf8');
  for (const [, target] of text.matchAll(/^(?:import|export) (?!type )[^;]*?from '([#.][^']+)';/gm)) {
    if (target === undefined || /^#(?:test|sandbox)\//.test(target)) continue;
    const next = target.startsWith('#') ? target.slice(1) : join(dirname(file), target);
    if (seen.has(next)) continue;
    seen.set(next, `${trail} > ${next}`);
    reachedFrom(next, seen, `${trail} > ${next}`);
  }
  return seen;
}

describe('folders that find their own kinds', () => {
  const registries = files.filter((file) =>
    readFileSync(join(src, file), 'utf8').includes('await loadKinds'),
  );

  test.each(registries)('%s loads its own folder', (file) => {
    const calls = readFileSync(join(src, file), 'utf8').match(/await loadKinds[\s\S]*?\}\)/g) ?? [];
    for (const call of calls) expect(call).toContain('registry: import.meta.filename,');
    expect(calls.length).toBeGreaterThan(0);
  });

  test.each(registries)(
    'no kind in the folder of %s needs the registry, which would wait for itself',
    (file) => {
      const pattern = /files: '([^']+)'/.exec(readFileSync(join(src, file), 'utf8'))?.[1] ?? '*.ts';
      expect(pattern).not.toContain('..');
      const loaded = new Set(globSync(pattern, { cwd: join(src, dirname(file)) }));
      const kinds = files.filter((one) => one !== file && loaded.has(relative(dirname(file), one)));
      expect(kinds.length).toBeGreaterThan(1);
      expect(kinds.flatMap((kind) => reachedFrom(kind, new Map(), kind).get(file) ?? [])).toEqual([]);
    },
  );
});

function isPureRule(file: string): boolean {
  return (
    layers.get(folderOf(file))?.kind === 'feature' &&
    /^(?:events|decide-.*|next-.*)\.ts$/.test(file.split(sep).at(-1) ?? '')
  );
}

describe('pure code', () => {
  const pure = files.filter((file) => layers.get(folderOf(file))?.kind === 'pure' || isPureRule(file));
  // base/clock.ts is where the clock comes from.
  const impure =
    /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bprocess\.(?:env|argv|cwd|exit|hrtime|pid|platform|stdout|stderr)\b|\bperformance\.now\(|\bsetTimeout\(|\bsetInterval\(|\bfetch\(/;

  test.each(pure.filter((file) => file !== join('base', 'clock.ts')))(
    '%s reads no clock, chance or environment',
    (file) => {
      const text = readFileSync(join(src, file), 'utf8')
        .replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
        // What is sent to a host as text runs there.
        .replaceAll(/"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g, '');
      expect(impure.exec(text)?.[0]).toBeUndefined();
    },
  );

  test.each(pure.filter(isPureRule))('%s imports no technology', (file) => {
    const technology = all
      .filter((one) => one.file === file)
      .map(({ specifier }) => specifier)
      .filter((specifier) =>
        specifier.startsWith('#')
          ? layers.get(specifier.slice(1).split('/')[0] ?? '')?.kind === 'technology'
          : !specifier.startsWith('.') && !['zod', 'node:crypto'].includes(specifier),
      );
    expect(technology).toEqual([]);
  });
});

describe('the shape of the code', () => {
  const places = globSync('{src,packages,test,bench,bin}/**/*.{ts,tsx,mjs}', { cwd: root });

  test.each(places)('%s has a name that says what it holds, and is not too long', (file) => {
    const name = file.split(sep).at(-1) ?? '';
    expect(name).not.toMatch(/^(?:index|utils?|helpers?|common|types|misc)\./);
    expect(readFileSync(join(root, file), 'utf8').split('\n').length).toBeLessThanOrEqual(301);
  });

  test('folders under src are at most two deep', () => {
    expect(files.filter((file) => file.split(sep).length > 3)).toEqual([]);
  });

  test('the bot listeners stay thin', () => {
    const listeners = globSync('bot/{commands,buttons,modals,events}/*.ts', { cwd: src }).filter(
      (file) => !file.endsWith('.test.ts'),
    );
    const long = listeners.filter((file) => readFileSync(join(src, file), 'utf8').split('\n').length > 81);
    expect(long).toEqual([]);
  });
});
