#!/usr/bin/env node
// npm test: sets the machine up as far as it may, runs every test, and ends with one line that counts them.
// npm test -- --slow [file…]: at a quarter of the machine's speed.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareForTests } from './setup/for-tests.mjs';
import { environment } from './setup/node.mjs';
import { root } from './setup/place.mjs';
import { runToExit, say } from './setup/progress.mjs';
import { runInOurPlace } from './setup/run.mjs';
import { slowDown } from './setup/slow.mjs';
import { measureSlowness } from './setup/slowness.mjs';

const SLOW = '--slow';
const SLOW_SHARE = 0.25;

await runToExit(async () => {
  const { node, found } = await prepareForTests(root);
  const scratch = mkdtempSync(join(tmpdir(), 'resus-test-'));
  const countsFile = join(scratch, 'counts.json');
  const args = process.argv.slice(2).filter((arg) => arg !== SLOW);
  const isSlow = process.argv.includes(SLOW);
  // Alone, a process that starts hardly feels the limit that a whole run shares: it is known, so it is not measured.
  const limits = isSlow ? { SANDBOX_SLOWNESS: String(measureSlowness() / SLOW_SHARE) } : {};
  const speedUp = isSlow ? slowDown(SLOW_SHARE) : () => {};
  try {
    const vitest = join(root, 'node_modules/vitest/vitest.mjs');
    const reporters = ['--reporter=default', `--reporter=${join(root, 'bin/setup/count-reporter.mjs')}`];
    const code = await runInOurPlace(node, [vitest, 'run', ...reporters, ...args], {
      cwd: root,
      env: environment(node, { ...found, ...limits, RESUS_TEST_COUNTS: countsFile }),
    });
    return conclude(code, readCounts(countsFile));
  } finally {
    speedUp();
    rmSync(scratch, { recursive: true, force: true });
  }
});

/** @param {string} file @returns {import('./setup/count-reporter.mjs').Counts | undefined} */
function readCounts(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** @param {number} code @param {import('./setup/count-reporter.mjs').Counts | undefined} counts */
function conclude(code, counts = { passed: 0, failed: 1, skipped: 0, missing: [], retried: [] }) {
  for (const suite of counts.missing) say(`skipped: ${suite}`);
  for (const test of counts.retried) say(`passed only when it was tried again: ${test}`);
  let { failed } = counts;
  // vitest may fail for a reason that is no test's: then it is still a failure.
  if (code !== 0 && failed === 0 && counts.passed > 0) failed = 1;
  if (counts.passed + failed === 0) say('no test ran: check the names given');
  const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : '';
  process.stdout.write(`${counts.passed} passed, ${failed} failed${skipped}\n`);
  return failed > 0 || counts.passed === 0 ? 1 : 0;
}
