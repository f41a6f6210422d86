import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Pool } from '#ssh/pool.ts';
import { describeWith } from '#test/needs.ts';
import { ask, look, lookOnce } from './ask.ts';
import { poolOf, processesWith, startSshd, until, type Sshd } from './sshd.ts';
import { scaled } from '#test/scaled.ts';

const pools: Pool[] = [];
const servers: Sshd[] = [];
const open = (...args: Parameters<typeof poolOf>): Pool => {
  const pool = poolOf(...args);
  pools.push(pool);
  return pool;
};
const start = async (...args: Parameters<typeof startSshd>): Promise<Sshd> => {
  const sshd = await startSshd(...args);
  servers.push(sshd);
  return sshd;
};
afterEach(() => {
  for (const pool of pools.splice(0)) pool.close();
});
afterAll(() => {
  for (const sshd of servers) sshd.stop();
});

const tools = ['bash', 'head', 'awk', 'sleep', 'setsid', 'timeout', 'seq'];

/** A PATH with `shell` as its sh and only `names` beside it: what another or a small userland looks like. */
function userland(sshd: Sshd, shell: string, names: readonly string[]): string {
  const folder = mkdtempSync(join(sshd.folder, 'userland-'));
  symlinkSync(which(shell), join(folder, 'sh'));
  for (const name of names) symlinkSync(which(shell === 'busybox' ? shell : name), join(folder, name));
  return folder;
}

const which = (name: string) => execFileSync('which', [name], { encoding: 'utf8' }).trim();
const has = (name: string) => spawnSync('which', [name]).status === 0;

/** What a login does with the command that is asked for: here it runs under another shell. */
const forced = (file: string, script: string): string[] => {
  writeFileSync(file, `#!/bin/bash\n${script}\n`, { mode: 0o755 });
  return [`ForceCommand ${file}`];
};

describeWith(['sshd'], 'a batch of commands on a host', () => {
  let sshd: Sshd;
  beforeAll(async () => {
    sshd = await start();
  });

  it('tells code and both streams of every command', async () => {
    const pool = open([sshd.host()]);
    const answers = await look(pool, [
      ask('echo out; echo err >&2; exit 3'),
      ask('printf "no newline"'),
      ask('no-such-command'),
      ask('if then'),
      ask('exec true'),
      ask('cat; echo "it\'s $HOME" | tr a-z A-Z'),
    ]);
    expect(answers.map((answer) => ('code' in answer ? answer.code : answer.outcome))).toEqual([
      3, 0, 127, 2, 0, 0,
    ]);
    expect(answers[0]).toMatchObject({ text: 'out\nerr\n', truncated: false });
    expect(answers[1]).toMatchObject({ text: 'no newline' });
    expect(answers[5]).toMatchObject({ text: `IT'S ${process.env['HOME']?.toUpperCase()}\n` });
  });

  it('runs them at the same time', async () => {
    const pool = open([sshd.host()]);
    await lookOnce(pool, 'true');
    const startedAt = performance.now();
    const answers = await look(
      pool,
      Array.from({ length: 20 }, () => ask('sleep 0.5')),
    );
    expect(answers.every((answer) => answer.outcome === 'exited')).toBe(true);
    expect(performance.now() - startedAt).toBeLessThan(scaled(2_000));
  });

  it('ends what hangs at its own limit, with what it had said, and delays nothing else', async () => {
    const pool = open([sshd.host()]);
    const limitMs = scaled(700);
    const asks = [
      ask('echo before; sleep 271', limitMs),
      ask("trap '' TERM; sleep 272; sleep 272", limitMs),
      ask('echo quick'),
    ];
    const answers = await look(pool, asks);
    // a shell drops the newlines at the end of what was cut short
    expect(answers[0]).toMatchObject({ outcome: 'timed_out', text: 'before' });
    expect(answers[1]).toMatchObject({ outcome: 'timed_out' });
    expect(answers[2]).toMatchObject({ text: 'quick\n' });
    expect(answers[2]?.tookMs).toBeLessThan(limitMs);
    await until('both sleeps are gone', () => processesWith('sleep 27').length === 0);
  });

  it('cuts 50 MB on the host and stays quick for others', async () => {
    const pool = open([sshd.host()]);
    const [big, endless, small] = await look(pool, [
      ask('head -c 50000000 /dev/zero | tr "\\0" x'),
      ask('yes'),
      ask('echo small'),
    ]);
    expect(big).toMatchObject({ outcome: 'exited', truncated: true, text: 'x'.repeat(262_144) });
    expect(endless).toMatchObject({ outcome: 'exited', truncated: true });
    expect(small).toMatchObject({ text: 'small\n' });
    await until('yes is gone', () => processesWith(' yes').length === 0);
  });

  it('keeps every byte that is not UTF-8 as a replacement, and never splits a character', async () => {
    const pool = open([sshd.host()]);
    const bytes = String.raw`i=128; while [ $i -lt 256 ]; do printf "\\$(printf %03o $i)"; i=$((i+1)); done`;
    const [latin, chars] = await look(pool, [ask(bytes), ask('for i in $(seq 1 3000); do printf é; done')]);
    expect(latin).toHaveProperty(
      'text',
      Buffer.from(Array.from({ length: 128 }, (_, i) => i + 128)).toString(),
    );
    expect(chars).toHaveProperty('text', 'é'.repeat(3_000));
  });

  it('gives 100 concurrent asks of several sizes each its own answer', async () => {
    const pool = open([sshd.host()]);
    const sizes = Array.from({ length: 100 }, (_, i) => [1, 20, 800, 4_000][i % 4] ?? 0);
    const asks = sizes.map((size, i) => ask(`seq ${i * 10_000} ${i * 10_000 + size}`, 15_000));
    // two batches share the runner
    const [first, second] = await Promise.all([look(pool, asks.slice(0, 50)), look(pool, asks.slice(50))]);
    const texts = [...first, ...second].map((answer) => ('text' in answer ? answer.text : answer.detail));
    const expected = sizes.map(
      (size, i) => `${Array.from({ length: size + 1 }, (_, n) => i * 10_000 + n).join('\n')}\n`,
    );
    expect(texts).toEqual(expected);
    expect(sshd.log().match(/Accepted publickey/g)).not.toBeNull();
  });

  it('shares one connection between callers that come at once', async () => {
    const own = await start();
    const pool = open([own.host()]);
    await Promise.all(Array.from({ length: 10 }, () => lookOnce(pool, 'true')));
    await lookOnce(pool, 'true');
    expect(own.log().match(/Accepted publickey/g)).toHaveLength(1);
  });

  it('an abort settles at once and leaves no process', async () => {
    const pool = open([sshd.host()]);
    await lookOnce(pool, 'true');
    const stop = new AbortController();
    const looking = look(pool, [ask('sleep 273 & sleep 273; true', 60_000)], stop.signal);
    await until('it runs', () => processesWith('sleep 273').length >= 2);
    const abortedAt = performance.now();
    stop.abort();
    const [hung] = await looking;
    expect(performance.now() - abortedAt).toBeLessThan(scaled(500));
    expect(hung).toMatchObject({ outcome: 'cancelled', reason: 'deadline' });
    await until('it is gone', () => processesWith('sleep 273').length === 0);
    expect(await lookOnce(pool, 'echo still warm')).toMatchObject({ text: 'still warm\n' });
  });

  it('closing the pool leaves no process either', async () => {
    const pool = open([sshd.host()]);
    const looking = look(pool, [ask('sleep 274; true', 60_000)]);
    await until('it runs', () => processesWith('sleep 274').length > 0);
    pool.close();
    expect(await looking).toMatchObject([{ outcome: 'lost', reason: 'lost' }]);
    await until('it is gone', () => processesWith('sleep 274').length === 0);
  });

  it.each(
    [0, 1, 2, 4, 8, 16, 32, 64, 128].flatMap((ms) => [
      { ms, line: 'warm' },
      { ms, line: 'new' },
    ]),
  )(
    'closing the pool $ms ms after an ask on a $line line connects no more, and leaves no process',
    async ({ ms, line }) => {
      const pool = open([sshd.host()]);
      if (line === 'warm') await lookOnce(pool, 'true');
      const looking = look(pool, [ask('sleep 276; true', 60_000)]);
      await pause(ms);
      pool.close();
      const [answer] = await looking;
      expect(['lost', 'unreachable']).toContain(answer?.outcome);
      expect(answer).toMatchObject({ reason: 'lost' });
      await until('it is gone', () => processesWith('sleep 276').length === 0);
      expect(await lookOnce(pool, 'true')).toMatchObject({ reason: 'lost' });
    },
  );

  it('a killed sshd loses what ran, its processes end, and the next look connects anew', async () => {
    const own = await start();
    const pool = open([own.host()]);
    const looking = look(pool, [ask('sleep 275; true', 60_000)]);
    await until('it runs', () => processesWith('sleep 275').length > 0);
    own.kill();
    expect(await looking).toMatchObject([{ outcome: 'lost', reason: 'lost' }]);
    await until('it is gone', () => processesWith('sleep 275').length === 0);
    expect(await lookOnce(pool, 'true')).toMatchObject({ outcome: 'unreachable', reason: 'refused' });
  });

  it('works where only one session is allowed', async () => {
    const own = await start(['MaxSessions 1']);
    const pool = open([own.host()]);
    expect(await lookOnce(pool, 'echo one')).toMatchObject({ text: 'one\n' });
  });

  it('says so when the login gives no shell', async () => {
    const own = await start(['ForceCommand /usr/sbin/nologin']);
    const answer = await lookOnce(open([own.host()]), 'true');
    expect(answer).toMatchObject({ outcome: 'unreachable', reason: 'other' });
    expect(answer).toHaveProperty('detail', expect.stringContaining('took no commands'));
  });

  it.each(['fish', 'tcsh', 'zsh', 'mksh', 'dash'].filter((name) => has(name)))(
    'does not mind that the login shell is %s',
    async (name) => {
      const script = `exec ${which(name)} -c "$SSH_ORIGINAL_COMMAND"`;
      const server = await start(forced(join(sshd.folder, `login-${name}`), script));
      const pool = open([server.host()]);
      const command = `printf '%s\\n' "it's \\$HOME! and \\\\n"; exit 5`;
      expect(await lookOnce(pool, command)).toMatchObject({ code: 5, text: "it's $HOME! and \\n\n" });
      const signal = new AbortController().signal;
      const ran = await pool.run('web-1', command, { timeoutMs: 5_000, signal });
      expect(ran).toMatchObject({ outcome: 'failed', code: 5, stdout: "it's $HOME! and \\n\n" });
    },
  );

  describe('under other shells', () => {
    const plain = tools.filter((name) => name !== 'timeout');
    const shells: [string, string, readonly string[]][] = [
      ['dash', 'dash', tools],
      ['bash', 'bash', tools],
      ['busybox', 'busybox', tools.filter((name) => name !== 'bash')],
      ['dash without timeout', 'dash', plain],
      ['bash with neither timeout nor setsid', 'bash', plain.filter((name) => name !== 'setsid')],
    ];
    it.each(shells.filter(([, shell]) => has(shell)))('%s', async (_name, shell, names) => {
      const folder = userland(sshd, shell, names);
      // what an rc file may do besides: talk on both streams, and not in text
      const noise = 'echo noise; echo noise >&2; head -c 20000 /dev/zero';
      const script = `${noise}; export PATH=${folder}; exec sh`;
      const server = await start(forced(join(folder, 'login'), script));
      const pool = open([server.host()]);
      const answers = await look(pool, [
        ask('echo hello; exit 4'),
        ask('seq 1 20000'),
        ask('echo begun; sleep 276', 1_000),
        ask("trap '' TERM; sleep 277; sleep 277", 1_000),
      ]);
      expect(answers[0]).toMatchObject({ code: 4, text: 'hello\n' });
      expect(answers[1]).toHaveProperty('text', expect.stringMatching(/\n19999\n20000\n$/));
      expect(answers[2]).toMatchObject({ outcome: 'timed_out', text: 'begun' });
      expect(answers[3]).toMatchObject({ outcome: 'timed_out' });
      await until('all is gone', () => processesWith('sleep 27').length === 0);
      const stop = new AbortController();
      const looking = look(pool, [ask('sleep 278', 60_000)], stop.signal);
      await until('it runs', () => processesWith('sleep 278').length > 0);
      stop.abort();
      await looking;
      await until('it is gone', () => processesWith('sleep 278').length === 0);
    });
  });
});
