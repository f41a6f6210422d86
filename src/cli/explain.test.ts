import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const main = join(import.meta.dirname, '..', 'main.ts');

/** Run where there is no catalog, no Redis and no host. */
function explain(args: readonly string[], input = ''): string {
  const cwd = mkdtempSync(join(tmpdir(), 'resus-explain-'));
  return execFileSync(process.execPath, [main, 'explain', ...args], { cwd, input, encoding: 'utf8' });
}

test('resus explain reads a line, or standard input, and prints one JSON object a line', () => {
  const line = "ModuleNotFoundError: No module named 'redis'";
  expect(JSON.parse(explain(['--json', line]))).toMatchObject({
    line,
    fault: 'py-module-missing',
    subject: 'redis',
  });
  const told = explain(['-', '--json'], `GET / 200\n${line}\npassword=hunter2hunter2 MemoryError\n`);
  expect(
    told
      .trim()
      .split('\n')
      .map((one) => (JSON.parse(one) as { fault: string }).fault),
  ).toEqual(['py-module-missing', 'py-memory']);
  expect(told).not.toContain('hunter2');
});
