import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Message } from '@resus/sandbox/workspace/talk/message.ts';
import { describeWith } from '#test/needs.ts';
import { concluded, faulty, observed, started } from '#test/sample-runs.ts';
import { type Line, startLine } from '#test/slack-line.ts';

async function diagnose(_request: object, tell: (event: typeof started) => void): Promise<void> {
  for (const event of [started, ...observed, concluded(faulty)]) tell(event);
}

describeWith(['redis'], 'outside of any channel', () => {
  let line: Line;
  beforeAll(async () => {
    line = await startLine({ diagnose });
  });
  afterAll(() => line.stop());

  const rosa = () => line.workspace.as('U0ROSA');
  const homeText = () => JSON.stringify(line.workspace.home('U0ROSA')?.blocks ?? []);
  const parents = (channel: string): Message[] =>
    line.workspace.messages(channel).filter(({ thread_ts: thread, ts }) => (thread ?? ts) === ts);
  const topView = () => line.workspace.views('U0ROSA').at(-1);
  async function openHome() {
    rosa().openHome();
    return line.workspace.until(() => line.workspace.home('U0ROSA'));
  }

  test('the home tab shows the services, and one press diagnoses in the ops channel and refreshes it', async () => {
    const { workspace } = line;
    const home = await openHome();
    expect(homeText()).toContain('Payments API\\nnever diagnosed');
    expect(homeText()).toContain('2 of 2 connections are open');
    await rosa().click(home, 'home_diagnose.0');
    await workspace.until(() => topView() !== undefined);
    expect(JSON.stringify(topView()?.blocks)).toContain('the verdict follows in <#C0OPS>');
    await workspace.until(() => parents('#ops').length === 1);
    await workspace.until(() => homeText().includes('Faulty: payments-backend crashes at start'));
    const { ts } = parents('#ops')[0] ?? { ts: '' };
    await openHome();
    await workspace.until(() => homeText().includes(`/archives/C0OPS/p${ts.replace('.', '')}|thread`));
  });

  test('asked again within minutes, the verdict says whether it is the same and links the one before', async () => {
    const { workspace } = line;
    const verdicts = () => workspace.messages('#ops').filter(({ text }) => text.includes('Same cause as'));
    await rosa().command('/diagnose', 'api');
    await workspace.until(() => verdicts().length === 1, 6000);
    const { ts } = parents('#ops')[0] ?? { ts: '' };
    expect(verdicts()[0]?.text).toContain(`/archives/C0OPS/p${ts.replace('.', '')}|1 min ago>`);
    const [newest, before] = await line.runs.recent({ service: 'api', limit: 2 });
    expect(newest?.earlier).toMatchObject({ runId: before?.id, verdictId: 'crash-at-start' });
  });

  test('the home tab of a guest says why it is empty', async () => {
    line.workspace.as('U0GUEST').openHome();
    await line.workspace.until(() => line.workspace.home('U0GUEST'));
    const blocks = JSON.stringify(line.workspace.home('U0GUEST')?.blocks);
    expect(blocks).toContain('you are a guest here');
    expect(blocks).not.toContain('api');
  });

  test('the global shortcut opens the picker, and its choice is diagnosed in the ops channel', async () => {
    const { workspace } = line;
    const before = parents('#ops').length;
    await rosa().shortcut('diagnose_service');
    const view = await workspace.until(
      () => workspace.views('U0ROSA').find(({ callback_id: id }) => id === 'diagnose'),
      4000,
    );
    await rosa().suggest(view, 'pick_service', 'work');
    await rosa().submit(view, { pick_service: 'worker' });
    await workspace.until(() => parents('#ops').length === before + 1);
    expect(parents('#ops').at(-1)?.text).toContain('worker');
  });

  test('"Diagnose this" answers in the thread of the message that names the service', async () => {
    const { workspace } = line;
    const said = workspace.as('U0AMARA').say('#ops', 'customers say that payments api is slow');
    await rosa().shortcut('diagnose_message', said);
    await workspace.until(() => workspace.thread('#ops', said.ts).length >= 4);
    expect(workspace.thread('#ops', said.ts)[1]?.text).toContain('api');
  });

  test('a message that names no service is asked about, and the answer still goes to its thread', async () => {
    const { workspace } = line;
    const said = workspace.as('U0AMARA').say('#ops', 'everything is on fire');
    const before = workspace.ephemerals('U0ROSA').length;
    await rosa().shortcut('diagnose_message', said);
    await workspace.until(() => workspace.ephemerals('U0ROSA').length > before);
    const whisper = workspace.ephemerals('U0ROSA').at(-1);
    if (whisper === undefined) throw new Error('it was asked about');
    expect(whisper.text).toContain('Which service is this message about?');
    await rosa().click(whisper, 'diagnose.0');
    await workspace.until(() => workspace.thread('#ops', said.ts).length >= 4);
  });
});
