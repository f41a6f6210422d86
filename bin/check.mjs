#!/usr/bin/env node
// npm run check: types, lint, format and dead code beside each other; only what fails speaks.
import { join } from 'node:path';
import { environment, ensureNode } from './setup/node.mjs';
import { ensurePackages } from './setup/packages.mjs';
import { root } from './setup/place.mjs';
import { runToExit } from './setup/progress.mjs';
import { run } from './setup/run.mjs';

const checks = [
  { name: 'types', script: 'typescript/bin/tsc', args: ['--pretty', 'false'] },
  { name: 'lint', script: 'oxlint/bin/oxlint', args: ['--type-aware'] },
  { name: 'format', script: '@biomejs/biome/bin/biome', args: ['format'] },
  { name: 'dead code', script: 'knip/bin/knip.js', args: ['--no-progress'] },
];

await runToExit(async () => {
  const node = await ensureNode(root);
  await ensurePackages(root, node, { dev: true });
  const startedAt = Date.now();
  const results = await Promise.all(
    checks.map(async ({ name, script, args }) => {
      const file = join(root, 'node_modules', script);
      return { name, ...(await run(node, [file, ...args], { cwd: root, env: environment(node) })) };
    }),
  );
  const failed = results.filter(({ code }) => code !== 0);
  for (const { name, output, code } of failed) {
    process.stdout.write(`\n── ${name} failed (exit code ${code}) ──\n${output.trimEnd()}\n`);
  }
  const list = results.map(
    ({ name, code, tookMs }) => `${name} ${code === 0 ? 'ok' : 'FAILED'} ${seconds(tookMs)}`,
  );
  process.stdout.write(
    `${failed.length > 0 ? '\n' : ''}check: ${list.join(', ')}; ${seconds(Date.now() - startedAt)} in all\n`,
  );
  return failed.length > 0 ? 1 : 0;
});

/** @param {number} ms */
function seconds(ms) {
  return `${(ms / 1000).toFixed(1)} s`;
}
