import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { describeWith } from '#test/needs.ts';
import { type Line, startLine } from '#test/slack-line.ts';

describeWith(['redis'], 'a worker killed at any point loses nothing and doubles nothing', () => {
  let line: Line;
  const children: ChildProcess[] = [];
  beforeEach(async () => {
    line = await startLine({});
  });
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    await line.stop();
  });

  async function startWorker(lookMs: number): Promise<ChildProcess> {
    const { server, workspace } = line;
    const child = fork(join(import.meta.dirname, 'worker-process.ts'), [
      server.url,
      workspace.botToken,
      workspace.apiUrl,
      String(lookMs),
    ]);
    children.push(child);
    await once(child, 'message');
    return child;
  }
  const ask = () => line.workspace.as('U0ROSA').command('/diagnose', 'api', { channel: '#ops' });
  const messages = () => line.workspace.messages('#ops');
  const evidence = () => line.workspace.files().filter(({ name }) => name.startsWith('evidence-')).length;

  test('killed while it looks: another worker looks again and the thread ends with one verdict', async () => {
    const first = await startWorker(10_000);
    await ask();
    await line.workspace.until(() => messages().length === 2, 10_000);
    first.kill('SIGKILL');
    await startWorker(100);
    await line.workspace.until(() => evidence() === 1 && messages().length === 4, 45_000);
    const [parent, progress, verdict] = messages();
    // Its last edit may come after the evidence.
    await line.workspace.until(() => messages()[0]?.text.includes('api: Faulty'), 5000);
    expect(progress?.text).toContain('Looked at api');
    expect(verdict?.text).toContain('api: Faulty');
    expect(verdict?.thread_ts).toBe(parent?.ts);
  });

  test('killed between posting and noting it: the message is found in Slack and stands there once', async () => {
    const { workspace } = line;
    workspace.faults.delay('chat.postMessage', 2000);
    const first = await startWorker(100);
    await ask();
    await workspace.until(() => workspace.calls('chat.postMessage').length === 1, 10_000);
    first.kill('SIGKILL');
    await workspace.until(() => messages().length === 1);
    await startWorker(100);
    await workspace.until(() => evidence() === 1 && messages().length === 4, 45_000);
    const ids = messages().flatMap(({ metadata }) => metadata?.event_payload['id'] ?? []);
    expect(ids).toHaveLength(3);
    expect(new Set(ids).size).toBe(3);
  });
});
