import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type Plugin, version } from 'esbuild';

export interface Bundle {
  js: string;
  css: string;
}

const SOURCE = import.meta.dirname;
const SOURCE_FILE = /\.(tsx?|css)$/;

/** The page's script and style. Built in memory from the sources; a build of the same sources is taken from the cache. */
export async function bundlePage(cacheDir: string): Promise<Bundle> {
  const cached = join(cacheDir, `page-${await sourceHash()}.json`);
  const known = await readFile(cached, 'utf8').catch(() => undefined);
  if (known !== undefined) return JSON.parse(known) as Bundle;
  const bundle = await buildPage();
  // A page that cannot be cached still works: it is only built again next time.
  await keep(cacheDir, cached, JSON.stringify(bundle)).catch(() => undefined);
  return bundle;
}

async function buildPage(): Promise<Bundle> {
  const result = await build({
    entryPoints: [join(SOURCE, 'main.tsx'), join(SOURCE, 'style/page.css')],
    bundle: true,
    write: false,
    outdir: '/page',
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    tsconfigRaw: {},
    define: { 'process.env.NODE_ENV': '"production"' },
    legalComments: 'none',
    logLevel: 'silent',
    plugins: [yieldingLibrary],
  });
  const textOf = (ending: string) =>
    result.outputFiles.find((file) => file.path.endsWith(ending))?.text ?? '';
  return { js: textOf('.js'), css: textOf('.css') };
}

/** The library's style is a cascade layer below ours (style/page.css); `!important` would turn that order around. */
const yieldingLibrary: Plugin = {
  name: 'yielding-library',
  setup(building) {
    building.onLoad({ filter: /slack-blocks-to-jsx.dist.style\.css$/ }, async ({ path }) => {
      const css = await readFile(path, 'utf8');
      return { contents: css.replaceAll('!important', ''), loader: 'css' };
    });
  },
};

/** Changes with any source of the page and with any installed version. */
async function sourceHash(): Promise<string> {
  const names = await readdir(SOURCE, { recursive: true });
  const sources = names.filter((name) => SOURCE_FILE.test(name) && !name.includes('.test.')).toSorted();
  const hash = createHash('sha256').update(version);
  const lock = await readFile(join(SOURCE, '../../../package-lock.json')).catch(() => '');
  hash.update(lock);
  for (const name of sources) hash.update(`\0${name}\0`).update(await readFile(join(SOURCE, name)));
  return hash.digest('hex').slice(0, 24);
}

/** One build is kept. Written beside and renamed, so that a second process never reads half a file. */
async function keep(dir: string, path: string, content: string): Promise<void> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const old = (await readdir(dir)).filter((name) => /^page-\w+\.json$/.test(name));
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, content, { mode: 0o600 });
  await rename(draft, path);
  await Promise.all(old.map((name) => rm(join(dir, name), { force: true })));
}
