import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { describeWith } from '#test/needs.ts';
import { concluded, faulty, observed, started } from '#test/sample-runs.ts';
import { type Line, startLine } from '#test/slack-line.ts';
import type { Message } from '@resus/sandbox/workspace/talk/message.ts';

/** What a worker would see, at once; the rest of the line is real. */
const looks = { count: 0 };
async function diagnose(_request: object, tell: (event: typeof started) => void): Promise<void> {
  looks.count += 1;
  for (const event of [started, ...observed, concluded(faulty)]) tell(event);
}

function last<T>(list: readonly T[]): T {
  const one = list.at(-1);
  if (one === undefined) throw new Error('nothing was said yet');
  return one;
}

const status = { socket: '2 of 2 connections', http: 'Slack calls over HTTP' };

for (const mode of ['socket', 'http'] as const)
  describeWith(['redis'], `the bot over ${mode}`, () => {
    let line: Line;
    beforeAll(async () => {
      line = await startLine({ diagnose, mode });
    });
    beforeEach(() => {
      looks.count = 0;
      line.log.lines.length = 0;
      line.workspace.faults.clear();
    });
    afterAll(() => line.stop());

    const rosa = () => line.workspace.as('U0ROSA');
    const parents = (channel: string): Message[] =>
      line.workspace
        .messages(channel)
        .filter((one) => one.thread_ts === undefined || one.thread_ts === one.ts);
    const errors = () => line.log.lines.filter(({ level }) => level === 'error');
    /** Runs `act` and waits until something new is said to Rosa alone. */
    async function whispered(act: () => Promise<unknown>) {
      const { workspace } = line;
      const before = workspace.ephemerals('U0ROSA').length;
      await act();
      await workspace.until(() => workspace.ephemerals('U0ROSA').length > before);
      return last(workspace.ephemerals('U0ROSA'));
    }
    /** Runs `act` and waits for a whole new diagnosis, up to its evidence. */
    async function diagnosed(channel: string, act: () => Promise<unknown> | Message): Promise<Message> {
      const { workspace } = line;
      const files = () => workspace.files().filter(({ name }) => name.startsWith('evidence-')).length;
      const before = files();
      await act();
      await workspace.until(() => files() > before);
      return last(parents(channel));
    }

    test('a command leads to a parent, a live progress, a verdict and the evidence in its thread', async () => {
      const { workspace } = line;
      const parent = await diagnosed('#ops', () => rosa().command('/diagnose', 'api', { channel: '#ops' }));
      await workspace.until(() => workspace.thread('#ops', parent.ts).length === 5, 2000);
      const [, progress, verdict, path, evidence] = workspace.thread('#ops', parent.ts);
      // Its last edit may come after the evidence.
      const ended = 'api: Faulty. payments-backend crashes at start';
      await workspace.until(() => workspace.thread('#ops', parent.ts)[0]?.text.includes(ended));
      expect(progress?.blocks?.[0]).toMatchObject({
        type: 'plan',
        title: expect.stringContaining('Looked at api'),
      });
      expect(verdict?.text).toContain('ModuleNotFoundError');
      expect(path?.files).toMatchObject([{ title: 'Path of api', filetype: 'png' }]);
      expect(evidence?.files?.map(({ title }) => title)).toEqual(['Evidence: api']);
      expect(workspace.calls('files.getUploadURLExternal')[0]?.args).toMatchObject({
        alt_txt: expect.stringContaining('Process: cause, Crash at start'),
      });
      expect(errors()).toEqual([]);
    });

    test('a misspelt service is answered with the closest names, and one press diagnoses', async () => {
      const whisper = await whispered(() => rosa().command('/diagnose', 'apu', { channel: '#ops' }));
      expect(whisper.text).toContain('There is no service `apu`');
      const parent = await diagnosed('#ops', () => rosa().click(whisper, 'diagnose.0'));
      expect(parent.text).toContain('api');
    });

    test('a misspelt word after /resus gets the closest words, and one press says what was meant', async () => {
      const whisper = await whispered(() => rosa().command('/resus', 'stauts', { channel: '#ops' }));
      expect(whisper.text).toContain('I do not know `stauts`');
      const status = await whispered(() => rosa().click(whisper, 'word.0'));
      expect(status.text).toContain('nothing to do: diagnose');
    });

    test('a misspelt verb in a mention keeps its service, and one press diagnoses it', async () => {
      const whisper = await whispered(async () => rosa().say('#ops', '<@U0BOT> diagnos api'));
      const parent = await diagnosed('#ops', () => rosa().click(whisper, 'diagnose.0'));
      expect(parent.text).toContain('api');
    });

    test('a misspelt word that would change something is not to be pressed', async () => {
      const { blocks, text } = await whispered(() => rosa().command('/resus', 'freze', { channel: '#ops' }));
      expect(text).toContain('`freeze`, type it');
      expect(JSON.stringify(blocks)).not.toContain('"value":"freeze"');
    });

    test('a direct message takes the same words', async () => {
      const { workspace } = line;
      const direct = () =>
        [...workspace.team.channels.values()].find(({ user }) => user === 'U0ROSA')?.id ?? '';
      rosa().say(direct(), 'stauts');
      await workspace.until(() => workspace.messages(direct()).length >= 2);
      expect(workspace.messages(direct()).at(-1)?.text).toContain('I do not know `stauts`');
    });

    test('no argument opens a modal with a search over the catalog, and its choice is diagnosed', async () => {
      const { workspace } = line;
      await rosa().command('/diagnose', '', { channel: '#payments' });
      await workspace.until(() => workspace.views('U0ROSA').length === 1, 2000);
      const view = last(workspace.views('U0ROSA'));
      const found = await rosa().suggest(view, 'pick_service', 'pay');
      expect(JSON.stringify(found)).toContain('"api"');
      const submit = () => rosa().submit(view, { pick_service: 'api' });
      expect((await diagnosed('#payments', submit)).text).toContain('api');
      expect(workspace.views('U0ROSA')).toEqual([]);
    });

    test('a mention in a thread is answered in that thread', async () => {
      const { workspace } = line;
      const start = workspace.as('U0AMARA').say('#ops', 'api looks dead');
      await diagnosed('#ops', () => rosa().say('#ops', '<@U0BOT> diagnose api', { thread_ts: start.ts }));
      await workspace.until(() => workspace.thread('#ops', start.ts).length === 7, 2000);
      const said = workspace.thread('#ops', start.ts).map(({ text }) => text.split('\n')[0]);
      expect(said[2]).toContain('api: Faulty');
      expect(said[4]).toContain('api: Faulty');
    });

    test('a pasted browser error diagnoses the service it is about', async () => {
      const error =
        'Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at <https://api.example.test/orders>. Status code: 502.';
      const parent = await diagnosed('#ops', () => rosa().say('#ops', `<@U0BOT> ${error}`));
      const { workspace } = line;
      expect(
        workspace
          .thread('#ops', parent.ts)
          .map(({ text }) => text)
          .join(' '),
      ).toContain('api: Faulty');
      await diagnosed('#ops', () => rosa().command('/diagnose', error, { channel: '#ops' }));
      expect(looks.count).toBe(2);
    });

    test('a direct message is understood without a mention', async () => {
      const { workspace } = line;
      const dm = workspace.team.channels.values().find((one) => one.user === 'U0ROSA');
      const asked = rosa().say(dm?.id ?? '', 'services');
      await workspace.until(() => workspace.thread(dm?.id ?? '', asked.ts).length === 2);
      expect(last(workspace.thread(dm?.id ?? '', asked.ts)).text).toContain('Payments API');
    });

    test('in a channel the app is not in, the one who asked is told how to invite it and nothing starts', async () => {
      const whisper = await whispered(() => rosa().command('/diagnose', 'api', { channel: '#random' }));
      expect(whisper.text).toContain('/invite @resus');
      expect(looks.count).toBe(0);
    });

    test('the button of a remedy asks for its plan, and never carries a command', async () => {
      const { workspace } = line;
      const parent = await diagnosed('#ops', () => rosa().command('/diagnose', 'api'));
      const verdict = workspace.thread('#ops', parent.ts)[2];
      if (verdict === undefined) throw new Error('there is a verdict');
      const whisper = await whispered(() => rosa().click(verdict, 'remedy.1'));
      expect(whisper.text).toContain('then the plan of `restart` stands here');
      expect(JSON.stringify(verdict.blocks)).not.toMatch(/"value":"[^"]*systemctl/);
    });

    test('the logs of the service follow in the thread as one redacted file', async () => {
      const { workspace } = line;
      const parent = await diagnosed('#ops', () => rosa().command('/diagnose', 'api'));
      const [, , verdict] = workspace.thread('#ops', parent.ts);
      if (verdict === undefined) throw new Error('there is a verdict');
      const whisper = await whispered(() => rosa().click(verdict, 'collect_logs'));
      expect(whisper.text).toContain('Collecting the logs of api');
      const logs = () => workspace.files().find(({ name }) => name.startsWith('logs-api-'));
      await workspace.until(() => logs() !== undefined);
      const text = workspace.fileBytes(logs()?.id ?? '')?.toString();
      expect(text).toContain('=== journalctl -u payments-backend · web-1\nweb-1: ');
      expect(text).toContain('=== systemctl cat payments-backend · web-2\n(the connection was refused)');
      await workspace.until(
        () => workspace.thread('#ops', parent.ts).some(({ files }) => files?.[0]?.name === logs()?.name),
        2000,
      );
    });

    test('what people say of a verdict is kept with its run, the last word of each', async () => {
      const { workspace } = line;
      const parent = await diagnosed('#ops', () => rosa().command('/diagnose', 'api'));
      const [, , verdict] = workspace.thread('#ops', parent.ts);
      const [run] = await line.runs.recent({ limit: 1 });
      if (verdict === undefined || run === undefined) throw new Error('there is a verdict');
      const rate = (word: string) =>
        whispered(() => rosa().click(verdict, 'rate_verdict', { value: `${run.id} ${word}` }));
      expect((await rate('right')).text).toBe('Noted, thank you.');
      expect((await rate('wrong')).text).toContain('What was it?');
      expect((await line.runs.find(run.id))?.run.ratings).toEqual([{ by: 'U0ROSA', isRight: false }]);
    });

    test('a host that the service does not have is refused with those it has', async () => {
      const whisper = await whispered(() => rosa().command('/diagnose', 'api web-9'));
      expect(whisper.text).toContain('Its hosts: web-1, web-2.');
    });

    test('a guest is told why not, in every way of asking, and nothing starts', async () => {
      const { workspace } = line;
      const gwen = workspace.as('U0GUEST');
      const told = () => workspace.ephemerals('U0GUEST').length;
      const acts = [
        () => gwen.command('/diagnose', 'api'),
        () => gwen.command('/diagnose', ''),
        () => gwen.command('/services'),
        () => gwen.command('/resus', 'status'),
        () => gwen.command('/restart', 'api'),
        () => gwen.say('#ops', '<@U0BOT> diagnose api'),
        () => gwen.say('#ops', '<@U0BOT> status'),
      ];
      for (const act of acts) {
        const before = told();
        await act();
        await workspace.until(() => told() > before);
        expect(last(workspace.ephemerals('U0GUEST')).text).toContain('you are a guest here');
      }
      expect(told()).toBe(acts.length);
      expect([looks.count, workspace.views('U0GUEST').length]).toEqual([0, 0]);
    });

    test('/services shows what was last seen, /resus what it can do and how it is', async () => {
      expect((await whispered(() => rosa().command('/services'))).text).toContain('Payments API');
      expect((await whispered(() => rosa().command('/resus', 'help'))).text).toContain('/diagnose');
      const said = (await whispered(() => rosa().command('/resus', 'status'))).text;
      expect(said).toContain(status[mode]);
      expect(said).toMatch(/Redis \d+\.\d+/);
    });

    test('/resus doctor says what the command line says: catalog, redis, and every host', async () => {
      const { workspace } = line;
      const started = await whispered(() => rosa().command('/resus', 'doctor'));
      expect(started.text).toContain('Examining my own set-up');
      const said = () => last(workspace.ephemerals('U0ROSA')).text;
      await workspace.until(() => said().includes('checks of my set-up need someone'));
      expect(said()).toContain('✅ catalog: 3 services on 2 hosts');
      expect(said()).toMatch(/✅ redis: .*\d+\.\d+/);
      expect(said()).toMatch(/❌ host web-1: .*\n❌ host web-2: /);
    });

    test('a command that Slack delivers again starts nothing new', async () => {
      const { workspace } = line;
      await diagnosed('#ops', () => rosa().command('/diagnose', 'api'));
      const count = parents('#ops').length;
      const sent = workspace.envelopes.sent().filter(({ type }) => type === 'slash_commands');
      await workspace.envelopes.redeliver(last(sent));
      expect(await rosa().command('/resus', 'help')).toMatchObject({ ok: true });
      expect(looks.count).toBe(1);
      expect(parents('#ops')).toHaveLength(count);
    });
  });
