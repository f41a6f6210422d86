import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { Pool } from '#ssh/pool.ts';
import type { CommandResult, RunOptions } from '#ssh/run-command.ts';
import { describeWith } from '#test/needs.ts';
import { lookOnce } from './ask.ts';
import { freePort, poolOf, processesWith, startSshd, until, type Sshd } from './sshd.ts';
import { scaled } from '#test/scaled.ts';

const pools: Pool[] = [];
const open = (...args: Parameters<typeof poolOf>): Pool => {
  const pool = poolOf(...args);
  pools.push(pool);
  return pool;
};
afterEach(() => {
  for (const pool of pools.splice(0)) pool.close();
});

const run = (pool: Pool, command: string, more: Partial<RunOptions> = {}): Promise<CommandResult> =>
  pool.run('web-1', command, { timeoutMs: 10_000, signal: new AbortController().signal, ...more });

describeWith(['sshd'], 'one command on a host', () => {
  let sshd: Sshd;
  beforeAll(async () => {
    sshd = await startSshd();
  });
  afterAll(() => sshd.stop());

  it('tells how it ended and what it said on each stream', async () => {
    const pool = open([sshd.host()]);
    expect(await run(pool, 'echo out; echo err >&2')).toMatchObject({
      outcome: 'succeeded',
      stdout: 'out\n',
      stderr: 'err\n',
    });
    expect(await run(pool, 'exit 7')).toMatchObject({ outcome: 'failed', code: 7 });
    expect(await run(pool, 'kill -KILL $PPID; sleep 5')).toMatchObject({
      outcome: 'killed',
      signal: 'SIGKILL',
    });
    expect(await run(pool, 'no-such-command')).toMatchObject({ outcome: 'failed', code: 127 });
  });

  it('gives standard input and environment, of which the command line shows nothing', async () => {
    const pool = open([sshd.host()]);
    const command =
      'read -r line; echo "$line $TOKEN"; ps -eo args= | grep -c "in[-]stdin\\|in[-]env"; env | grep -c RESUS';
    const result = await run(pool, command, { stdin: "it's in-stdin\n", env: { TOKEN: 'in-env' } });
    expect(result).toMatchObject({ stdout: "it's in-stdin in-env\n0\n0\n" });
  });

  it('streams what it says as it says it', async () => {
    const pool = open([sshd.host()]);
    const seen: string[] = [];
    let running = true;
    const result = run(pool, 'echo one; read -r x <&0 || true; sleep 0.5; echo two >&2', {
      onOutput: (stream, text) => seen.push(`${stream} ${text}`),
    }).then((ended) => {
      running = false;
      return ended;
    });
    await until('the first line is there', () => seen.length === 1);
    expect(running).toBe(true);
    expect(await result).toMatchObject({ outcome: 'succeeded' });
    expect(seen).toEqual(['stdout one\n', 'stderr two\n']);
  });

  it('a cancel ends the whole process group and says that nothing is left', async () => {
    const pool = open([sshd.host()]);
    const stop = new AbortController();
    const result = run(pool, 'sleep 281 & sleep 281; echo never', { signal: stop.signal });
    await until('it runs', () => processesWith('sleep 281').length === 2);
    stop.abort();
    const ended = await result;
    expect(ended).toMatchObject({ outcome: 'cancelled' });
    expect(ended).not.toHaveProperty('stillRunning');
    expect(processesWith('sleep 281')).toEqual([]);
  });

  it('a time limit kills what ignores TERM', async () => {
    const pool = open([sshd.host()]);
    const result = await run(pool, "trap '' TERM; echo hard; sleep 282; sleep 282", { timeoutMs: 300 });
    expect(result).toMatchObject({ outcome: 'timed_out', stdout: 'hard\n' });
    expect(result).not.toHaveProperty('stillRunning');
    expect(processesWith('sleep 282')).toEqual([]);
  });

  it('a flood of output is stopped and cut', async () => {
    const result = await run(open([sshd.host()]), 'yes 283');
    expect(result.outcome).toBe('output_limit');
    expect(result).toHaveProperty('stdout.length', 1_048_576);
    expect(processesWith('yes 283')).toEqual([]);
  });

  it('a daemon left behind does not hold the result back', async () => {
    const pool = open([sshd.host()]);
    const result = await run(pool, 'setsid sleep 8 & echo started');
    expect(result).toMatchObject({ outcome: 'succeeded', stdout: 'started\n' });
    expect(result.tookMs).toBeLessThan(scaled(4_000));
  });

  it('a host that is gone before the start is unreachable, after it the outcome is lost', async () => {
    expect(await run(open([sshd.host({ port: await freePort() })]), 'true')).toMatchObject({
      outcome: 'unreachable',
      reason: 'refused',
    });
    const own = await startSshd();
    const result = run(open([own.host()]), 'echo begun; sleep 284');
    await until('it runs', () => processesWith('sleep 284').length > 0);
    own.kill();
    const ended = await result;
    expect(ended).toMatchObject({ outcome: 'lost', stdout: 'begun\n' });
    // nobody could look any more, so nobody may claim that it is gone
    expect(ended).toHaveProperty('stillRunning', expect.any(Number));
    await until('it is gone', () => processesWith('sleep 284').length === 0);
    own.stop();
  });

  it('runs beside the warm runner where only one session is allowed', async () => {
    const own = await startSshd(['MaxSessions 1']);
    const pool = open([own.host()]);
    expect(await lookOnce(pool, 'echo probe')).toMatchObject({ text: 'probe\n' });
    expect(await run(pool, 'echo action')).toMatchObject({ outcome: 'succeeded', stdout: 'action\n' });
    own.stop();
  });

  it('forty commands at once all run over ten sessions', async () => {
    const pool = open([sshd.host()]);
    const results = await Promise.all(Array.from({ length: 40 }, (_, i) => run(pool, `echo ${i}`)));
    expect(results.map((result) => ('stdout' in result ? result.stdout : result.detail))).toEqual(
      Array.from({ length: 40 }, (_, i) => `${i}\n`),
    );
  });
});
