import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Ephemeral, Message } from '@resus/sandbox/workspace/talk/message.ts';
import { describeWith } from '#test/needs.ts';
import { type Line, startLine } from '#test/slack-line.ts';

function last<T>(list: readonly T[]): T {
  const one = list.at(-1);
  if (one === undefined) throw new Error('nothing was said yet');
  return one;
}

type Shown = { readonly blocks?: Message['blocks'] };

const labels = ({ blocks = [] }: Shown): string[] =>
  [...JSON.stringify(blocks).matchAll(/"text":\{"type":"plain_text","text":"([^"]*)"/g)].map(
    ([, label = '']) => label,
  );

describeWith(['redis'], '/outage', () => {
  let line: Line;
  beforeAll(async () => {
    line = await startLine({});
  });
  beforeEach(() => {
    line.outages.clear();
    line.log.lines.length = 0;
  });
  afterAll(() => line.stop());

  const rosa = () => line.workspace.as('U0ROSA');
  const errors = () => line.log.lines.filter(({ level }) => level === 'error');
  async function whispered(act: () => Promise<unknown> | Message, user = 'U0ROSA'): Promise<Ephemeral> {
    const { workspace } = line;
    const before = workspace.ephemerals(user).length;
    await act();
    await workspace.until(() => workspace.ephemerals(user).length > before);
    return last(workspace.ephemerals(user));
  }
  const say = (text: string) => whispered(() => rosa().command('/outage', text));
  async function window(act: () => Promise<unknown>) {
    const { workspace } = line;
    const before = workspace.views('U0ROSA').length;
    await act();
    await workspace.until(() => workspace.views('U0ROSA').length > before, 4000);
    return last(workspace.views('U0ROSA'));
  }

  test('without a word, it lists what is open with buttons, then what is over', async () => {
    line.outages.begin('worker', { type: 'resolved', at: Date.now(), by: 'U0ROSA' });
    const { id } = line.outages.begin('api');
    const card = await say('');
    expect(card.text).toContain('1 outage is open\n🔴 Down: api — critical');
    expect(card.text).toContain('nobody has it yet');
    expect(card.text).toContain('Over lately\n✅ Resolved: worker');
    expect(JSON.stringify(card.blocks)).toContain(`https://example.test/${id}`);
    expect((await say('api')).text).toContain('1 outage is open');
    expect((await say('boutique')).text).toContain('There is no outage `boutique`');
    expect(errors()).toEqual([]);
  });

  test('nothing open is said, with how to open one', async () => {
    expect((await say('list')).text).toContain('No outage is open');
    expect((await say('ack')).text).toContain('No outage is open');
  });

  test('the only open outage needs no name; what was done is told, and stands on it', async () => {
    const { id } = line.outages.begin('api');
    expect((await say('ack')).text).toBe('Done: acknowledge api.');
    await say('assign <@U0AMARA|amara>');
    await say('silence 2h');
    await say('severity warning');
    const { acknowledged, assignee, silencedUntil = 0, severity } = line.outages.get(id);
    expect({ by: acknowledged?.by, assignee, severity }).toEqual({
      by: 'U0ROSA',
      assignee: 'U0AMARA',
      severity: 'warning',
    });
    expect(silencedUntil - Date.now()).toBeGreaterThan(7_000_000);
    await say('silence off');
    expect(line.outages.get(id).silencedUntil).toBeUndefined();
    await say('resolve the cache was full');
    expect(line.outages.get(id).resolved).toMatchObject({ by: 'U0ROSA', reason: 'the cache was full' });
    expect((await say(`ack ${id}`)).text).toBe('❌ This outage is over.');
    expect(errors()).toEqual([]);
  });

  test('several open ones are asked about, and one press says the same of the one chosen', async () => {
    const [api, worker] = [line.outages.begin('api'), line.outages.begin('worker')];
    const card = await say('assign me');
    expect(card.text).toBe('Which outage? api, worker');
    expect((await whispered(() => rosa().click(card, 'outage_say.1'))).text).toBe('Done: assign worker.');
    expect([line.outages.get(api.id).assignee, line.outages.get(worker.id).assignee]).toEqual([
      undefined,
      'U0ROSA',
    ]);
  });

  test('a misspelt service or word is answered with the closest ones, one press away', async () => {
    const { id } = line.outages.begin('api');
    const service = await say('ack apu');
    expect(service.text).toContain('There is no open outage `apu`');
    expect((await whispered(() => rosa().click(service, 'outage_say.0'))).text).toBe(
      'Done: acknowledge api.',
    );
    const verb = await say('asign api <@U0AMARA|amara>');
    expect(verb.text).toContain('I do not know `/outage` `asign`');
    await whispered(() => rosa().click(verb, 'outage_say.0'));
    expect(line.outages.get(id).assignee).toBe('U0AMARA');
    const opened = await say('open apu shop shows 502');
    expect(opened.text).toContain('There is no service `apu`');
  });

  test('a person opens one by a word; again, it is joined', async () => {
    expect((await say('open worker mails are late')).text).toContain(
      'The outage of `worker` is open: <#C0OPS>',
    );
    const [listed] = await line.outages.useCases.list();
    expect(listed?.outage).toMatchObject({ openedBy: 'U0ROSA', says: { with: { says: 'mails are late' } } });
    expect((await say('open worker')).text).toContain('is open already');
    const closest = await say('open boutiqe vitrine vide');
    const pressed = await whispered(() => rosa().click(closest, 'outage_say.0'));
    expect(pressed.text).toContain('La panne de `boutique` est ouverte');
  });

  test('what is left out is asked for in a window, with a search over outages or services', async () => {
    const { id } = line.outages.begin('api');
    const other = line.outages.begin('worker');
    const assign = await window(() => rosa().command('/outage', 'assign api'));
    await whispered(() => rosa().submit(assign, { person: 'U0AMARA' }));
    expect(line.outages.get(id).assignee).toBe('U0AMARA');
    const silence = await window(() => rosa().command('/outage', `silence ${id}`));
    await whispered(() => rosa().submit(silence, { time: '4h' }));
    expect(line.outages.get(id).silencedUntil).toBeGreaterThan(Date.now() + 14_000_000);
    const severity = await window(() => rosa().command('/outage', 'severity worker'));
    await whispered(() => rosa().submit(severity, { severity: 'info' }));
    expect(line.outages.get(other.id).severity).toBe('info');
    const open = await window(() => rosa().command('/outage', 'open'));
    expect(JSON.stringify(await rosa().suggest(open, 'pick_service', 'bout'))).toContain('"boutique"');
    const told = await whispered(() => rosa().submit(open, { pick_service: 'boutique', words: 'vide' }));
    expect(told.text).toContain('La panne de `boutique` est ouverte');
  });

  test('when more are open than buttons fit, the window finds them', async () => {
    const many = Array.from({ length: 9 }, (_, i) => line.outages.begin(`service-${i}`));
    const card = await say('resolve');
    expect(labels(card)).toHaveLength(9);
    expect(last(labels(card))).toBe('Choose …');
    const view = await window(() => rosa().click(card, 'outage_window'));
    const found = JSON.stringify(await rosa().suggest(view, 'pick_outage', 'service-8'));
    const wanted = last(many);
    expect(found).toContain(wanted.id);
    expect(found).not.toContain(many[0]?.id);
    await whispered(() => rosa().submit(view, { pick_outage: wanted.id, words: 'gone by itself' }));
    expect(line.outages.get(wanted.id).resolved?.reason).toBe('gone by itself');
    expect((await line.outages.useCases.list()).filter(({ outage }) => outage.resolved)).toHaveLength(1);
  });

  test('the buttons of an outage do what they say, and a click delivered twice counts once', async () => {
    const { id } = line.outages.begin('api');
    const card = await say('list');
    await whispered(() => rosa().click(card, 'outage.ack'));
    const sent = line.workspace.envelopes.sent().filter(({ type }) => type === 'interactive');
    await line.workspace.envelopes.redeliver(last(sent));
    await whispered(() => rosa().click(card, 'outage.assign_me'));
    await whispered(() => rosa().click(card, 'outage.silence', { selected_option: { value: `${id} 30m` } }));
    expect([...line.outages.clicks.values()]).toEqual(['acknowledge', 'assign', 'silence']);
    const view = await window(() => rosa().click(card, 'outage.resolve'));
    await whispered(() => rosa().submit(view, { words: 'restarted by hand' }));
    expect(line.outages.get(id).resolved?.reason).toBe('restarted by hand');
    const report = await whispered(() => rosa().click(card, 'outage.postmortem'));
    expect(report.text).toContain('The post-mortem of api is on its way');
    expect(line.outages.reports).toEqual([id]);
  });

  test('an old button of an outage that is no longer stored is answered', async () => {
    line.outages.begin('api');
    const card = await say('list');
    line.outages.clear();
    expect((await whispered(() => rosa().click(card, 'outage.ack'))).text).toContain('There is no outage');
  });

  test('in its own thread the bare words are about that outage, elsewhere it is asked', async () => {
    const { workspace } = line;
    const [api, worker] = [line.outages.begin('api'), line.outages.begin('worker')];
    const parent = workspace.as('U0AMARA').say('#ops', 'worker is down');
    line.outages.standsIn(worker.id, 'C0OPS', parent.ts);
    const reply = (text: string, thread?: string) =>
      whispered(() =>
        rosa().say('#ops', `<@U0BOT> ${text}`, thread === undefined ? {} : { thread_ts: thread }),
      );
    expect((await reply('ack', parent.ts)).text).toBe('Done: acknowledge worker.');
    await reply('assign <@U0AMARA>', parent.ts);
    expect(line.outages.get(worker.id).assignee).toBe('U0AMARA');
    expect((await reply('outage ack api', parent.ts)).text).toBe('Done: acknowledge api.');
    expect((await reply('silence')).text).toBe('Which outage? api, worker');
    const choose = await reply('severity', parent.ts);
    expect(choose.text).toContain('How bad is it?');
    const view = await window(() => rosa().click(choose, 'outage_window'));
    await whispered(() => rosa().submit(view, { severity: 'warning' }));
    expect(line.outages.get(worker.id).severity).toBe('warning');
    expect((await reply('outage')).text).toContain('2 outages are open');
    expect(line.outages.get(api.id).resolved).toBeUndefined();
  });

  test('nobody is called a silence longer than a week, and only members take an outage', async () => {
    const { id } = line.outages.begin('api');
    expect((await say('silence 8d')).text).toContain('A silence lasts 7d at most');
    expect((await say('assign <@U0GUEST|gwen>')).text).toContain('full members');
    expect((await say('assign <@U0NOBODY|x>')).text).toContain('full members');
    expect(line.outages.get(id)).toMatchObject({ alarms: [{ source: 'monitor' }] });
    expect(line.outages.clicks.size).toBe(0);
  });

  test('a guest is told why not, and changes nothing', async () => {
    line.outages.begin('api');
    const gwen = line.workspace.as('U0GUEST');
    for (const text of ['', 'ack', 'open worker', 'open', 'resolve it is fine']) {
      const { text: told } = await whispered(() => gwen.command('/outage', text), 'U0GUEST');
      expect({ text, told }).toEqual({ text, told: expect.stringContaining('you are a guest here') });
    }
    expect(line.outages.clicks.size).toBe(0);
    expect(await line.outages.useCases.list()).toHaveLength(1);
    expect(line.workspace.views('U0GUEST')).toEqual([]);
  });

  test('with Redis away every word is answered', async () => {
    line.outages.begin('api');
    line.outages.goDown();
    for (const text of ['', 'ack', 'open worker x', 'postmortem api', 'nonsense'])
      expect((await say(text)).text).toBe('❌ Redis does not answer.');
  });

  test('rubbish is answered and pings nobody', async () => {
    line.outages.begin('api');
    const long = 'x'.repeat(2500);
    for (const text of [
      '<!channel> <!here>',
      '``` `',
      '<@U0BOT>',
      long,
      `ack ${long}`,
      'silence apiapi 2h',
    ]) {
      const { text: told, blocks } = await say(text);
      expect(told.length).toBeGreaterThan(10);
      // What stands in plain text is shown as it is.
      const marked = (blocks ?? []).filter(({ type }) => type !== 'actions');
      expect(JSON.stringify([told, marked])).not.toMatch(/<!(?:channel|here)>/);
    }
    expect(line.outages.clicks.size).toBe(0);
    expect(errors()).toEqual([]);
  });

  test('the home tab shows what is open at the top, and acknowledges', async () => {
    const { workspace } = line;
    const { id } = line.outages.begin('api');
    const home = async () => {
      rosa().openHome();
      return workspace.until(() => workspace.home('U0ROSA'));
    };
    const shown = await home();
    expect(JSON.stringify(shown.blocks[0])).toContain('Open outages');
    expect(JSON.stringify(shown.blocks[1])).toContain('🔴 Down: `api` — critical');
    const notice = await window(() => rosa().click(shown, 'home_ack.0'));
    expect(JSON.stringify(notice.blocks)).toContain('Done: acknowledge api.');
    await workspace.until(() =>
      JSON.stringify(workspace.home('U0ROSA')?.blocks[1]).includes('<@U0ROSA> has it'),
    );
    expect(line.outages.get(id).acknowledged?.by).toBe('U0ROSA');
    await rosa().close(notice);
  });
});
