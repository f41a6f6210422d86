import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { describeWith } from '#test/needs.ts';
import { concluded, faulty, observed, started } from '#test/sample-runs.ts';
import { type Line, startLine } from '#test/slack-line.ts';
import { scaled } from '#test/scaled.ts';

async function diagnose(_request: object, tell: (event: typeof started) => void): Promise<void> {
  for (const event of [started, ...observed, concluded(faulty)]) tell(event);
}

describeWith(['redis'], 'the two connections to Slack', () => {
  let line: Line;
  beforeAll(async () => {
    line = await startLine({ diagnose });
  });
  // The bot hears of a connection a little after it stands.
  beforeEach(async () => {
    await line.workspace.until(() => line.workspace.sockets.connected === 2, 15_000);
    await connections(2000).toEqual({ connected: 2, wanted: 2 });
  });
  afterAll(() => line.stop());

  const rosa = () => line.workspace.as('U0ROSA');
  const connections = (ms: number) => expect.poll(() => line.bot.connections(), { timeout: scaled(ms) });

  const fourCommands = async () => {
    const acks = await Promise.all(Array.from({ length: 4 }, () => rosa().command('/resus', 'help')));
    return acks.map(({ ok }) => ok);
  };

  test('a frame without an event does not end the bot', async () => {
    line.workspace.sockets.send({
      type: 'events_api',
      envelope_id: 'x',
      payload: { type: 'app_rate_limited' },
    });
    await expect
      .poll(() => line.log.lines.map(({ message }) => message))
      .toContain('slack sent a frame that its own client cannot read');
    expect(await rosa().command('/resus', 'help')).toMatchObject({ ok: true });
  });

  test('commands are acked while one connection is recycled, and both are back afterwards', async () => {
    const { workspace } = line;
    const recycled = workspace.sockets.recycle({ warningMs: 300 });
    const acks = [];
    for (let i = 0; i < 20; i += 1) acks.push((await rosa().command('/resus', 'help')).ok);
    await recycled;
    expect(acks).toEqual(Array(20).fill(true));
    await workspace.until(() => workspace.sockets.connected === 2, 15_000);
  });

  test('a link that is half open is noticed and replaced, and the other one takes what comes meanwhile', {
    timeout: scaled(60_000),
  }, async () => {
    const { workspace } = line;
    workspace.sockets.freeze();
    expect(workspace.sockets.connected).toBe(1);
    await workspace.until(() => workspace.sockets.connected === 2, 15_000);
    // Until Slack notices as well, it may still send into the dead one.
    await expect.poll(fourCommands, { timeout: scaled(20_000) }).toEqual([true, true, true, true]);
  });

  test('fifteen seconds without Slack end nothing: both come back, what was asked before arrives, new commands work', {
    timeout: scaled(90_000),
  }, async () => {
    const { workspace, log } = line;
    log.lines.length = 0;
    const verdicts = () =>
      workspace.messages('#ops').filter(({ text }) => text.startsWith('api: Faulty')).length;
    const before = verdicts();
    expect(await rosa().command('/diagnose', 'api')).toMatchObject({ ok: true });
    workspace.faults.fail('*', { times: 1000 });
    workspace.sockets.kill();
    await connections(5000).toEqual({ connected: 0, wanted: 2 });
    expect(await rosa().command('/diagnose', 'api')).toMatchObject({ ok: false, error: 'dispatch_failed' });
    await delay(15_000);
    workspace.faults.clear();
    await connections(10_000).toEqual({ connected: 2, wanted: 2 });
    await workspace.until(() => verdicts() > before, 30_000);
    expect(await rosa().command('/resus', 'help')).toMatchObject({ ok: true });
  });

  test('a stop lets who was acked have their answer, and takes nobody new', async () => {
    const { workspace } = line;
    const amara = workspace.as('U0AMARA');
    // Who asks for the first time is looked up.
    workspace.faults.delay('users.info', 700);
    expect(await amara.command('/services')).toMatchObject({ ok: true });
    expect(workspace.ephemerals('U0AMARA')).toEqual([]);
    await line.bot.stop(3000);
    expect(workspace.ephemerals('U0AMARA')).toMatchObject([
      { text: expect.stringContaining('Payments API') },
    ]);
    expect(await amara.command('/services')).toMatchObject({ ok: false, error: 'dispatch_failed' });
  });
});
