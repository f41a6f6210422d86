import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { ActCommand, ActResult } from '#ssh/durable-command.ts';
import type { Pool } from '#ssh/pool.ts';
import { describeWith } from '#test/needs.ts';
import { poolOf, processesWith, startSshd, until, type Sshd } from './sshd.ts';

const ids: string[] = [];
const kill = (words: string): void => {
  for (const line of processesWith(words)) process.kill(Number.parseInt(line, 10), 'SIGKILL');
};
let count = 0;
const newId = (): string => {
  const id = `test-${process.pid}-${(count += 1)}`;
  ids.push(id);
  return id;
};

describeWith(['sshd'], 'one change on a host', () => {
  let sshd: Sshd;
  let dir: string;
  let pool: Pool;
  beforeAll(async () => {
    sshd = await startSshd();
  });
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'resus-act-'));
    pool = poolOf([sshd.host()]);
  });
  afterEach(() => {
    pool.close();
    rmSync(dir, { recursive: true, force: true });
    for (const id of ids.splice(0)) rmSync(join(homedir(), '.resus', id), { recursive: true, force: true });
  });
  afterAll(() => sshd.stop());

  const act = (command: string, more: Partial<ActCommand> = {}, on = pool): Promise<ActResult> =>
    on.act('web-1', {
      id: newId(),
      command,
      timeoutMs: 10_000,
      signal: new AbortController().signal,
      ...more,
    });
  const linesOf = (file: string): number =>
    existsSync(join(dir, file)) ? readFileSync(join(dir, file), 'utf8').trim().split('\n').length : 0;

  it('tells how it ended and all it said, in order, live', async () => {
    const live: string[] = [];
    const result = await act('echo out; echo err >&2; sleep 0.3; echo late; exit 3', {
      onOutput: (text) => live.push(text),
    });
    expect(result).toMatchObject({ outcome: 'failed', code: 3, output: 'out\nerr\nlate\n' });
    expect(live.join('')).toBe('out\nerr\nlate\n');
    expect(live.length).toBeGreaterThan(1);
    expect(await act('true')).toMatchObject({ outcome: 'succeeded', output: '' });
    expect(await act('kill -SEGV $$')).toMatchObject({ outcome: 'killed' });
  });

  it('of twenty at once with one id from two pools, one runs', async () => {
    const other = poolOf([sshd.host()]);
    const id = newId();
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        act(`echo run >>${dir}/count; sleep 0.2`, { id }, i % 2 === 0 ? pool : other),
      ),
    );
    other.close();
    expect(linesOf('count')).toBe(1);
    expect(results.filter(({ outcome }) => outcome === 'succeeded').length).toBe(1);
    expect(results.filter(({ outcome }) => outcome === 'already').length).toBe(19);
  });

  it('a change goes on without its connection, and is followed again over a new one', async () => {
    const done = act(`echo begun; sleep 2; echo done >>${dir}/done; echo over`);
    await until('it runs', () => processesWith('sleep 2').length > 0);
    kill('notty');
    expect(await done).toMatchObject({ outcome: 'succeeded', output: 'begun\nover\n' });
    expect(linesOf('done')).toBe(1);
  });

  it('a worker that takes over asks the host what became of it', async () => {
    const id = newId();
    expect(await pool.actState('web-1', id)).toEqual({ state: 'never' });
    const mine = poolOf([sshd.host()]);
    void act('echo begun; sleep 1.5; exit 4', { id }, mine);
    await until('it runs', () => processesWith('sleep 1.5').length > 0);
    mine.close();
    expect(await pool.actState('web-1', id)).toMatchObject({ state: 'running', output: 'begun\n' });
    await until('it ended', () => processesWith('sleep 1.5').length === 0);
    await expect
      .poll(() => pool.actState('web-1', id))
      .toMatchObject({ state: 'ended', code: 4, output: 'begun\n' });
  });

  it('what was killed behind our back is told as vanished, not as done', async () => {
    const id = newId();
    const result = act('sleep 277', { id });
    await until('it runs', () => processesWith('sleep 277').length > 0);
    kill('wait $p');
    kill('sleep 277');
    expect(await result).toMatchObject({ outcome: 'lost' });
    expect(await pool.actState('web-1', id)).toMatchObject({ state: 'vanished' });
  });

  it('a cancel ends all of it: background children, pipelines and what ignores TERM', async () => {
    const stop = new AbortController();
    const result = act(`trap "" TERM; sleep 271 & sleep 271 | cat; echo never >>${dir}/never`, {
      signal: stop.signal,
    });
    await until('it runs', () => processesWith('sleep 271').length >= 2);
    stop.abort();
    const ended = await result;
    expect(ended.outcome).toBe('cancelled');
    expect(ended).not.toHaveProperty('stillRunning');
    expect(processesWith('sleep 271')).toEqual([]);
    expect(linesOf('never')).toBe(0);
  });

  it('its own limit ends it on the host, and leaves nothing', async () => {
    expect(await act('sleep 269', { timeoutMs: 1000 })).toMatchObject({ outcome: 'timed_out' });
    expect(processesWith('sleep 269')).toEqual([]);
  });

  it('a secret comes by standard input, and stands neither in a command line nor in a file', async () => {
    const id = newId();
    const seen = await act(
      'read -r it; echo "got ${#it}"; ps -eo args= | grep -c "se[c]ret-word"; env | grep -c RESUS_',
      {
        id,
        stdin: 'secret-word\n',
      },
    );
    expect(seen.output).toBe('got 11\n0\n0\n');
    const kept = await pool.run('web-1', `grep -rl secret-word "$HOME/.resus/${id}" | wc -l`, {
      timeoutMs: 5000,
      signal: new AbortController().signal,
    });
    expect(kept).toMatchObject({ stdout: '0\n' });
  });

  it('a flood of output is cut in the middle, its end is kept', async () => {
    const result = await act('yes 0123456789 | head -c 3000000; echo the-end');
    expect(result.outcome).toBe('succeeded');
    expect(result.output.endsWith('the-end\n')).toBe(true);
    expect(result.output.length).toBeLessThan(400_000);
  });

  it('a host that is not there was never begun on', async () => {
    const nowhere = poolOf([{ ...sshd.host(), port: 1 }]);
    expect(await act('true', {}, nowhere)).toMatchObject({ outcome: 'unreachable' });
    nowhere.close();
  });
});
