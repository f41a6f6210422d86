import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeClone, makePath, runProgram, runScript } from './setup-clone.ts';

// Stands in for the program below the bootstrap: says what it was given and ends as it is told.
const main = `
const [command = '', ...rest]: string[] = process.argv.slice(2);
if (command === 'wait') {
  process.once('SIGTERM', () => { console.log('stopped'); process.exit(43); });
  setInterval(() => {}, 1000);
} else process.exitCode = command === 'diagnose' ? 2 : 0;
console.log(JSON.stringify({ command, rest, redis: process.env['RESUS_REDIS_SERVER'] ?? '' }));
`;

describe('bin/resus.mjs', () => {
  it('hands arguments and exit code through, and is silent when all is there', async () => {
    const clone = makeClone({ 'src/main.ts': main });
    const ended = await runScript(join(clone, 'bin/resus.mjs'), ['diagnose', 'api', '--json']);
    expect(ended.stderr).toBe('');
    expect(JSON.parse(ended.stdout)).toEqual({ command: 'diagnose', rest: ['api', '--json'], redis: '' });
    expect(ended.code).toBe(2);
  });

  it('keeps what Node compiled where only its owner may look, so that the next start is quick', async () => {
    const clone = makeClone({ 'src/main.ts': main });
    await runScript(join(clone, 'bin/resus.mjs'), ['diagnose']);
    expect(readdirSync(join(clone, '.resus/compile-cache'))).toHaveLength(1);
    expect(statSync(join(clone, '.resus')).mode & 0o777).toBe(0o700);
  });

  it('passes a termination on and ends as the program ends', async () => {
    const clone = makeClone({ 'src/main.ts': main });
    const ended = await runScript(join(clone, 'bin/resus.mjs'), ['wait'], {}, (child) =>
      child.kill('SIGTERM'),
    );
    expect(ended.code).toBe(43);
  });

  it('stops when npm is killed, whose shell alone is told', async () => {
    const clone = makeClone({ 'src/main.ts': main });
    const script = `"${process.execPath}" "${join(clone, 'bin/resus.mjs')}" wait; true`;
    const env = { npm_lifecycle_event: 'start' };
    const ended = await runProgram('/bin/sh', ['-c', script], env, (shell) => shell.kill('SIGTERM'));
    expect(ended.signal).toBe('SIGTERM');
    expect(ended.stdout.trimEnd().split('\n').at(-1)).toBe('stopped');
  });

  it('refuses to run as an installed package and says what to do instead', async () => {
    const clone = makeClone({ 'src/main.ts': main }, { below: 'node_modules/resus' });
    const ended = await runScript(join(clone, 'bin/resus.mjs'), ['start']);
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain(
      'do:   clone the repository and run npm start in it, or use the container',
    );
  });

  it('tells the program where the Redis is that it was pointed at', async () => {
    const clone = makeClone({ 'src/main.ts': main, 'my-redis': '#!/bin/sh\n' });
    chmodSync(join(clone, 'my-redis'), 0o755);
    const env = {
      RESUS_REDIS_SERVER: join(clone, 'my-redis'),
      SLACK_BOT_TOKEN: 'set',
    };
    const ended = await runScript(join(clone, 'bin/resus.mjs'), ['start'], env);
    expect(JSON.parse(ended.stdout)).toMatchObject({ command: 'start', redis: join(clone, 'my-redis') });
  });

  it('refuses a RESUS_REDIS_SERVER that cannot be run', async () => {
    const clone = makeClone({ 'src/main.ts': main });
    const env = { RESUS_REDIS_SERVER: '/nowhere/redis' };
    const ended = await runScript(join(clone, 'bin/resus.mjs'), ['start'], env);
    expect(ended.code).toBe(1);
    expect(ended.stdout).toBe('');
    expect(ended.stderr).toContain(
      'could not use RESUS_REDIS_SERVER\n  why:  /nowhere/redis cannot be run\n',
    );
  });

  it('gives the one line to run where there is no Redis and no apt', async () => {
    const clone = makeClone({ 'src/main.ts': main });
    const brew = makePath('/bin/true');
    writeFileSync(join(brew, 'brew'), '#!/bin/sh\n', { mode: 0o755 });
    const env = { PATH: brew, RESUS_SERVER_DIRS: '' };
    const ended = await runScript(join(clone, 'bin/resus.mjs'), ['start'], env);
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain('do:   run: brew install redis, or set REDIS_URL to a Redis of your own');
  });

  it('names a linked node_modules that does not fit instead of emptying it', async () => {
    const clone = makeClone({ 'src/main.ts': main });
    writeFileSync(join(clone, 'package-lock.json'), '{"packages":{"node_modules/none":{"version":"9.9.9"}}}');
    const ended = await runScript(join(clone, 'bin/resus.mjs'), ['diagnose', 'api']);
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain('node_modules/none is missing and should be 9.9.9');
  });
});

describe('bin/test.mjs', () => {
  const config = `export default { test: { include: ['*.test.ts'] } };`;
  const imports = `import { describe, expect, it, beforeAll } from 'vitest';\n`;

  it('ends with the counts, where a file that does not load and a hook that throws are failures', async () => {
    const clone = makeClone({
      'vitest.config.ts': config,
      'good.test.ts': `${imports}it('a', () => expect(1).toBe(1)); it.skip('b', () => {});`,
      'bad.test.ts': `${imports}it('c', () => expect(1).toBe(2));`,
      'broken.test.ts': `import './nowhere.ts';`,
      'hook.test.ts': `${imports}describe('d', () => { beforeAll(() => { throw new Error('no'); }); it('e', () => {}); });`,
    });
    const ended = await runScript(join(clone, 'bin/test.mjs'), []);
    expect(lastLine(ended.stdout)).toBe('1 passed, 3 failed, 2 skipped');
    expect(ended.code).toBe(1);
  });

  it('ends green when all passed, and lists the suites that this machine cannot run', async () => {
    const clone = makeClone({
      'vitest.config.ts': config,
      'good.test.ts': `${imports}it('a', () => expect(1).toBe(1));`,
      'lab.test.ts': `${imports}describe.skip('hosts [needs lab (not root)]', () => { it('b', () => {}); });`,
    });
    const ended = await runScript(join(clone, 'bin/test.mjs'), []);
    expect(lastLine(ended.stdout)).toBe('1 passed, 0 failed, 1 skipped');
    expect(ended.stderr).toContain('resus: skipped: lab.test.ts: hosts [needs lab (not root)]\n');
    expect(ended.code).toBe(0);
  });

  it('fails for a test that passed only when it was tried again, and names it', async () => {
    const clone = makeClone({
      'vitest.config.ts': config.replace('test: {', 'test: { retry: 2,'),
      'odd.test.ts': `${imports}let tries = 0; it('a', () => expect((tries += 1)).toBe(2)); it('b', () => expect(1).toBe(1));`,
    });
    const ended = await runScript(join(clone, 'bin/test.mjs'), []);
    expect(lastLine(ended.stdout)).toBe('1 passed, 1 failed');
    expect(ended.stderr).toContain('resus: passed only when it was tried again: odd.test.ts: a\n');
    expect(ended.code).toBe(1);
  });

  it.skipIf(process.getuid?.() !== 0)('runs at a quarter of the speed when asked to', async () => {
    const clone = makeClone({
      'vitest.config.ts': config,
      'slow.test.ts': `import { readFileSync } from 'node:fs';
        ${imports}it('a', () => expect(readFileSync('/proc/self/cgroup', 'utf8')).toContain('resus-slow-'));
        it('b', () => expect(Number(process.env.SANDBOX_SLOWNESS)).toBeGreaterThanOrEqual(4));`,
    });
    const ended = await runScript(join(clone, 'bin/test.mjs'), ['--slow', 'slow.test.ts']);
    expect(lastLine(ended.stdout)).toBe('2 passed, 0 failed');
    expect(readFileSync('/proc/self/cgroup', 'utf8')).not.toContain('resus-slow-');
  });

  it('fails when no test ran', async () => {
    const clone = makeClone({ 'vitest.config.ts': config, 'good.test.ts': `${imports}it('a', () => {});` });
    const ended = await runScript(join(clone, 'bin/test.mjs'), ['no-such-file']);
    expect(lastLine(ended.stdout)).toBe('0 passed, 0 failed');
    expect(ended.code).toBe(1);
  });
});

function lastLine(text: string): string | undefined {
  return text.trimEnd().split('\n').at(-1);
}
