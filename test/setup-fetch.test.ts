import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hasApt } from '../bin/setup/debian.mjs';
import { ensureNode } from '../bin/setup/node.mjs';
import { root } from '../bin/setup/place.mjs';
import { makeDir } from './setup-clone.ts';
import { scaled } from '#test/scaled.ts';

// These download from npm and from the Debian mirror, as a first start does.
const slowMs = 120_000;

describe('a Node for a machine whose own is old', () => {
  it('is fetched for this clone, starts, and is found again without fetching', {
    timeout: slowMs,
  }, async () => {
    const base = makeDir();
    const node = await ensureNode(base, '20.20.2');
    expect(node.startsWith(join(base, '.resus/tools/node/'))).toBe(true);
    const version = execFileSync(node, ['--version'], { encoding: 'utf8' });
    expect(Number.parseInt(version.slice(1), 10)).toBeGreaterThanOrEqual(24);
    const startedAt = performance.now();
    expect(await ensureNode(base, '20.20.2')).toBe(node);
    expect(performance.now() - startedAt).toBeLessThan(scaled(100));
  });
});

describe.skipIf(!hasApt())('servers unpacked from Debian packages', { timeout: slowMs }, () => {
  it.each([
    { name: 'redis-server', flag: '--version', says: /^Redis server v=\d/, lists: 'those of the machine' },
    { name: 'redis-server', flag: '--version', says: /^Redis server v=\d/, lists: 'none' },
    { name: 'nginx', flag: '-v', says: /nginx version: nginx\/\d/, lists: 'those of the machine' },
  ])('$name runs without root, with package lists: $lists', ({ name, flag, says, lists }) => {
    const base = makeDir();
    cpSync(join(root, 'bin'), join(base, 'bin'), { recursive: true });
    // A machine without any of it: dpkg's own record is hidden, so every library is fetched as well.
    writeFileSync(join(base, 'status'), '');
    const what = {
      name,
      debianPackage: name,
      step: `fetch ${name}`,
      todo: 'see above',
      status: join(base, 'status'),
    };
    const options = lists === 'none' ? { ...what, lists: join(base, 'no-lists') } : what;
    const unpacked = runAsNobody(
      base,
      `const { unpackPrivately } = await import(${JSON.stringify(join(base, 'bin/setup/debian.mjs'))});
       console.log(await unpackPrivately(${JSON.stringify(base)}, ${JSON.stringify(options)}));`,
    );
    const launcher = unpacked.trim();
    expect(launcher).toBe(join(base, '.resus/tools', name, name));
    const answer = runAsNobody(
      base,
      `const { spawnSync } = await import('node:child_process');
       const { stdout, stderr } = spawnSync(${JSON.stringify(launcher)}, [${JSON.stringify(flag)}]);
       console.log(stdout + stderr);`,
    );
    expect(answer).toMatch(says);
  });
});

/** As root we step down first, so that nothing can be written or locked that an ordinary person could not. */
function runAsNobody(base: string, code: string): string {
  const nobody = 65_534;
  if (process.getuid?.() === 0) {
    chmodSync(base, 0o755);
    chownSync(base, nobody, nobody);
  }
  // The Node that runs us may itself lie where nobody may look, so it steps down once it is started.
  const step = `if (process.getuid() === 0) { process.setgroups([]); process.setgid(${nobody}); process.setuid(${nobody}); }`;
  return execFileSync(process.execPath, ['--input-type=module', '-e', `${step}\n${code}`], {
    cwd: base,
    encoding: 'utf8',
    env: { ...process.env, HOME: base },
  });
}
