// A vitest reporter that leaves the counts in a file for bin/test.mjs, which prints them as its very last line.
import { writeFileSync } from 'node:fs';

/** @typedef {{ passed: number, failed: number, skipped: number, missing: string[], retried: string[] }} Counts */

export default class CountReporter {
  /**
   * @param {ReadonlyArray<import('vitest/node').TestModule>} modules
   * @param {ReadonlyArray<unknown>} unhandled errors outside any test: each is a failure
   */
  onTestRunEnd(modules, unhandled) {
    const file = process.env.RESUS_TEST_COUNTS;
    if (!file) return;
    /** @type {Counts} */
    const counts = { passed: 0, failed: unhandled.length, skipped: 0, missing: [], retried: [] };
    for (const module of modules) countModule(module, counts);
    writeFileSync(file, JSON.stringify(counts));
  }
}

/** @param {import('vitest/node').TestModule} module @param {Counts} counts */
function countModule(module, counts) {
  // A file that does not load, or a beforeAll that throws, has no failed test to show for it.
  if (module.errors().length > 0) counts.failed += 1;
  for (const suite of module.children.allSuites()) {
    if (suite.errors().length > 0) counts.failed += 1;
    const asked = suite.options.mode === 'skip' && suite.name.includes('[needs ');
    if (asked) counts.missing.push(`${module.relativeModuleId}: ${suite.name}`);
  }
  for (const test of module.children.allTests()) {
    const { state } = test.result();
    // vitest calls it passed: the first try says otherwise.
    const wasRetried = (test.diagnostic()?.retryCount ?? 0) > 0;
    if (state === 'passed' && wasRetried) counts.retried.push(`${module.relativeModuleId}: ${test.fullName}`);
    if (state === 'passed' && !wasRetried) counts.passed += 1;
    else if (state === 'skipped') counts.skipped += 1;
    else counts.failed += 1;
  }
}
