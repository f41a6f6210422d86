#!/usr/bin/env node
// npm run bench [name…]: one after another, since a benchmark beside another measures the other.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { prepareForTests } from './setup/for-tests.mjs';
import { environment } from './setup/node.mjs';
import { root } from './setup/place.mjs';
import { runToExit, say, SetupError } from './setup/progress.mjs';
import { runInOurPlace } from './setup/run.mjs';

const SUFFIX = '.bench.ts';

await runToExit(async () => {
  const names = chooseBenchmarks(process.argv.slice(2));
  const { node, found } = await prepareForTests(root);
  const failed = [];
  for (const name of names) {
    say(`benchmark ${name}`);
    const options = { cwd: root, env: environment(node, found) };
    if ((await runInOurPlace(node, [join('bench', name + SUFFIX)], options)) !== 0) failed.push(name);
  }
  if (failed.length > 0) say(`failed: ${failed.join(', ')}`);
  return failed.length > 0 ? 1 : 0;
});

/** @param {string[]} wanted @returns {string[]} */
function chooseBenchmarks(wanted) {
  const dir = join(root, 'bench');
  const files = existsSync(dir) ? readdirSync(dir).filter((file) => file.endsWith(SUFFIX)) : [];
  const known = files.map((file) => file.slice(0, -SUFFIX.length)).sort();
  const unknown = wanted.filter((name) => !known.includes(name));
  if (unknown.length > 0 || known.length === 0) {
    const why = known.length === 0 ? `${dir} has none` : `there is no ${unknown.join(', ')}`;
    throw new SetupError({
      step: 'run the benchmarks',
      why,
      todo: `give any of: ${known.join(', ') || '(none yet)'}`,
    });
  }
  return wanted.length > 0 ? wanted : known;
}
