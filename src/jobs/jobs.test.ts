import { afterEach, expect, test } from 'vitest';
import { describeWith } from '#test/needs.ts';
import { asked, concluded, faulty, observed, started } from '#test/sample-runs.ts';
import { type Line, type LineOptions, startLine } from '#test/slack-line.ts';
import type { Diagnose } from '#diagnosis/diagnose.ts';
import { scaled } from '#test/scaled.ts';

const atOnce: Diagnose = async (_request, tell) => {
  for (const event of [started, ...observed, concluded(faulty)]) tell(event);
};

describeWith(['redis'], 'nothing asked is lost', () => {
  let line: Line;
  const start = async (options: Partial<LineOptions> = {}): Promise<Line> => {
    line = await startLine({ diagnose: atOnce, ...options });
    return line;
  };
  afterEach(() => line.stop());

  const ask = (service = 'api') => line.workspace.as('U0ROSA').command('/diagnose', service);
  const evidence = () => line.workspace.files().filter(({ name }) => name.startsWith('evidence-'));
  const until = (hold: () => boolean, ms = 15_000) => line.workspace.until(hold, ms);
  const texts = () => line.workspace.messages('#ops').map(({ text }) => text);
  const whispers = () => line.workspace.ephemerals('U0ROSA').map(({ text }) => text);

  test('while redis is down every command is acked and answered at once, and works again afterwards', async () => {
    const { server } = await start();
    expect(await ask()).toMatchObject({ ok: true });
    await until(() => evidence().length === 1);
    await server.kill();
    const since = performance.now();
    expect(await ask()).toMatchObject({ ok: true });
    await until(() => whispers().length === 1);
    expect(performance.now() - since).toBeLessThan(scaled(1000));
    expect(whispers()[0]).toContain('The queue (Redis) does not answer; nothing was started.');
    await server.restart();
    await expect
      .poll(async () => (await line.queues.counts().catch(() => [])).length, { timeout: scaled(5000) })
      .toBe(7);
    await ask();
    await until(() => evidence().length === 2, 15_000);
    // The last edit of a parent may come after its evidence.
    await until(() => texts().filter((text) => text.startsWith('🔴')).length === 2);
  });

  test('while redis is frozen the answer comes within 3 s and names the request and its end', async () => {
    const { server } = await start();
    server.freeze();
    const since = performance.now();
    expect(await ask()).toMatchObject({ ok: true });
    await until(() => whispers().length === 1);
    expect(performance.now() - since).toBeLessThan(scaled(3000));
    expect(whispers()[0]).toMatch(/Request run-\w{12} will not start after <!date\^/);
    server.thaw();
  });

  test('a run that was stored but never queued is found and done by the sweeper', async () => {
    const { runs } = await start();
    const now = { ...asked, at: Date.now() - 4000 };
    await runs.append({ runId: 'run-orphan', eventId: 'asked', event: now });
    await until(() => evidence().length === 1, 15_000);
    await until(() => texts()[0]?.includes('api: Faulty') === true);
    expect(await runs.open()).toEqual([]);
  });

  test('a run that was begun and has no job any more is ended and told', async () => {
    const { runs } = await start();
    const at = Date.now() - 4000;
    // Written at once: between the two it would be a run that was never queued.
    await Promise.all([
      runs.append({ runId: 'run-begun', eventId: 'asked', event: { ...asked, at } }),
      runs.append({ runId: 'run-begun', eventId: 'x/1', attempt: 'x', event: { ...started, at } }),
    ]);
    await until(() => texts().length === 3, 15_000);
    expect(texts()[2]).toContain('It was interrupted too often to finish');
    expect(await runs.open()).toEqual([]);
  });

  test('a run nobody could start in time is told as expired, not started late', async () => {
    const { runs, queues } = await start();
    const runId = 'run-late';
    await runs.append({ runId, eventId: 'asked', event: { ...asked, at: Date.now() } });
    const catalogHash = 'whatever';
    await queues.diagnose({ runId, service: 'api', catalogHash, notAfter: Date.now() - 1 });
    await until(() => texts().length === 2);
    // The edit of a parent may come after the reply.
    await until(() => texts()[0]?.includes('did not finish') === true);
    expect(texts()[1]).toContain('It was not started');
  });

  test('a diagnosis that throws ends with what is safe to say, and the log has the rest', async () => {
    await start({
      diagnose: async () => {
        throw new TypeError('secret detail');
      },
    });
    await ask();
    await until(() => texts().length === 2);
    expect(texts()[1]).toContain('Something inside Resus failed.');
    expect(JSON.stringify(line.workspace.messages('#ops'))).not.toContain('secret detail');
    expect(line.log.lines.map(({ message }) => message)).toContain('a diagnosis failed');
  });

  test('a diagnosis that forgets to conclude is told, not left looking for ever', async () => {
    await start({ diagnose: async (_request, tell) => tell(started) });
    await ask();
    await until(() => texts().length === 3);
    expect(texts()[2]).toContain('It ended without a verdict');
  });

  test('everything that is stored and shown has passed redaction', async () => {
    await start({ redact: (text) => text.replaceAll('psycopg', '[redacted]') });
    await ask();
    await until(() => evidence().length === 1);
    const [stored] = await line.runs.recent({ limit: 1 });
    const file = line.workspace.fileBytes(evidence()[0]?.id ?? '')?.toString();
    for (const text of [
      JSON.stringify(stored),
      JSON.stringify(line.workspace.messages('#ops')),
      file ?? '',
    ]) {
      expect(text).toContain('[redacted]');
      expect(text).not.toContain('psycopg');
    }
  });

  test('a worker that stops gives its diagnosis back, and the next one looks again and concludes once', async () => {
    let looks = 0;
    await start({
      diagnose: async (request, tell, signal) => {
        looks += 1;
        if (looks > 1) return atOnce(request, tell, signal);
        tell(started);
        await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      },
    });
    await ask();
    await until(() => texts().length === 2);
    await line.restartWorkers();
    await until(() => evidence().length === 1, 15_000);
    expect(looks).toBe(2);
    await until(() => texts()[0]?.includes('api: Faulty') === true);
    expect(texts().filter((text) => text.startsWith('api: Faulty'))).toHaveLength(1);
  });

  test('six commands at once lead to six threads, each with its progress, verdict and evidence in order', async () => {
    const { workspace } = await start();
    const places = ['#ops', '#payments', '#ops', '#payments', '#ops', '#payments'];
    await Promise.all(
      places.map((channel) => workspace.as('U0ROSA').command('/diagnose', 'api', { channel })),
    );
    await until(() => evidence().length === 6, 15_000);
    for (const channel of ['#ops', '#payments']) {
      const all = workspace.messages(channel);
      const parents = all.filter(({ thread_ts: ts, ts: own }) => ts === undefined || ts === own);
      expect(parents).toHaveLength(3);
      for (const { ts } of parents) {
        const kinds = workspace
          .thread(channel, ts)
          .map(({ blocks, files }) => files?.[0]?.filetype ?? blocks?.[0]?.type);
        expect(kinds.slice(0, 3)).toEqual(['section', 'plan', 'section']);
        expect(kinds.length).toBeLessThanOrEqual(5);
      }
    }
    expect(line.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });
});
