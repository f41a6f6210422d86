import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeWith } from '#test/needs.ts';
import { concluded, faulty, observed, started } from '#test/sample-runs.ts';
import { type Line, startLine } from '#test/slack-line.ts';

describeWith(['redis'], 'from slash command to verdict', () => {
  let line: Line;
  beforeAll(async () => {
    line = await startLine({
      diagnose: async (_request, tell) => {
        for (const event of [started, ...observed, concluded(faulty)]) tell(event);
      },
    });
  });
  afterAll(() => line.stop());

  test('a command leads to a parent, a live progress and a verdict in its thread', async () => {
    const { workspace } = line;
    const done = await workspace.as('U0ROSA').command('/diagnose', 'api', { channel: '#ops' });
    expect(done).toMatchObject({ ok: true });
    await workspace.until(() => workspace.files().length === 1, 5000);
    const [parent, ...replies] = workspace.messages('#ops');
    expect(parent?.text).toContain('psycopg');
    expect(replies.map(({ thread_ts: ts }) => ts)).toEqual(replies.map(() => parent?.ts));
    expect(replies[0]?.blocks?.[0]).toMatchObject({ type: 'plan' });
    expect(replies[1]?.text).toContain('api: Faulty. payments-backend crashes at start');
    expect(line.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });
});
