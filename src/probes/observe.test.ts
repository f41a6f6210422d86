import { describe, expect, it } from 'vitest';
import type { HttpAnswer, NoAnswer, ShellAnswer, ShellAsk } from '#catalog/ask.ts';
import type { Observation } from '#catalog/observation.ts';
import { targetOf } from '#test/recorded/target.ts';
import type { ProbeTransport } from './probe-transport.ts';
import { observe } from './observe.ts';
import { defineProbe, type Probe } from './probe.ts';
import { shell } from './shell.ts';

const outside = targetOf({ run: { systemd: 'api' } }, 'outside');
const onHost = targetOf({ run: { systemd: 'api' } });
const never = new Promise<never>(() => {});

const unused = (): never => {
  throw new Error('nobody asks this here');
};

/** A world whose hosts answer as `shellAnswer` says, in order; what it says nothing about never answers. */
function world(
  shellAnswer: (ask: ShellAsk, host: string) => ShellAnswer | undefined,
  http: ProbeTransport['http'] = () => never,
): ProbeTransport & { batches: string[][] } {
  const batches: string[][] = [];
  return {
    batches,
    shell: async (host, asks, settled) => {
      batches.push(asks.map(({ command }) => command));
      let waits = false;
      for (const [index, ask] of asks.entries()) {
        const answer = shellAnswer(ask, host);
        if (answer === undefined) waits = true;
        else settled(index, answer);
      }
      await (waits ? never : Promise.resolve());
    },
    http,
    tls: unused,
    dns: unused,
    tcp: unused,
    platform: unused,
  };
}

const said = (text: string, tookMs = 5): ShellAnswer => ({
  outcome: 'exited',
  code: 0,
  text,
  truncated: false,
  tookMs,
});
const gone: NoAnswer = {
  outcome: 'unreachable',
  reason: 'refused',
  detail: 'connect ECONNREFUSED',
  tookMs: 7,
};

function shellProbe(id: string, usualMs: number, ...commands: string[]): Probe {
  return defineProbe({
    id,
    title: { en: id, fr: id },
    scope: 'host',
    usualMs,
    facts: {},
    asks: () => Object.fromEntries(commands.map((command) => [command, shell(command)])),
    read: (answers) => ({
      probe: id,
      status: 'ok',
      facts: { heard: Object.values(answers).map(({ outcome }) => outcome) },
      evidence: [],
      says: { en: id, fr: id },
    }),
  });
}

function look(
  transport: ProbeTransport,
  probes: readonly Probe[],
  more: { deadlineMs?: number; signal?: AbortSignal; onObservation?: (seen: Observation) => void } = {},
) {
  return observe({
    transport,
    probes,
    targets: [outside, onHost],
    deadlineMs: 5_000,
    signal: new AbortController().signal,
    ...more,
  });
}
const named = (all: readonly Observation[], probe: string): Observation | undefined =>
  all.find((each) => each.probe === probe);

describe('looking', () => {
  it('asks a host once for everything, the longest first', async () => {
    const transport = world(() => said('x'));
    await look(transport, [shellProbe('short', 5, 's'), shellProbe('long', 500, 'l1', 'l2')]);
    expect(transport.batches).toEqual([['l1', 'l2', 's']]);
  });

  it('tells each observation once its answers are in, without waiting for others', async () => {
    const told: string[] = [];
    const transport = world(({ command }) => (command === 'slow' ? undefined : said(command)));
    const all = await look(transport, [shellProbe('quick', 5, 'q'), shellProbe('slow', 5, 'slow')], {
      deadlineMs: 50,
      onObservation: ({ probe, status }) => told.push(`${probe} ${status}`),
    });
    expect(told).toEqual(['quick ok', 'slow unknown', 'access ok']);
    expect(named(all, 'slow')?.says.en).toBe('could not look in time');
  });

  it('takes as long as the slowest of its answers', async () => {
    const all = await look(
      world(({ command }) => said('', command === 'b' ? 70 : 20)),
      [shellProbe('both', 5, 'a', 'b')],
    );
    expect(named(all, 'both')).toMatchObject({ tookMs: 70, host: 'web-1' });
  });

  it('reads what came when only a part is missing at the deadline', async () => {
    const transport = world(({ command }) => (command === 'b' ? undefined : said('')));
    const all = await look(transport, [shellProbe('both', 5, 'a', 'b')], { deadlineMs: 40 });
    expect(named(all, 'both')?.facts['heard']).toEqual(['exited', 'cancelled']);
  });

  it('knows nothing about a service whose host cannot be reached, and says why', async () => {
    const all = await look(
      world(() => gone),
      [shellProbe('process', 5, 'a')],
    );
    expect(named(all, 'process')).toMatchObject({ status: 'unknown', facts: {} });
    expect(named(all, 'access')).toMatchObject({
      status: 'bad',
      host: 'web-1',
      facts: { reachable: false, reason: 'refused', detail: 'connect ECONNREFUSED' },
    });
  });

  it('does not call a host lost that was only too slow', async () => {
    const all = await look(
      world(() => undefined),
      [shellProbe('process', 5, 'a')],
      { deadlineMs: 30 },
    );
    expect(named(all, 'access')).toMatchObject({ status: 'unknown', facts: {} });
  });

  it('turns a defect of a probe into an unknown, and goes on', async () => {
    const broken = defineProbe({
      ...shellProbe('broken', 5, 'a'),
      read: () => {
        throw new TypeError('x is undefined');
      },
    });
    const all = await look(
      world(() => said('')),
      [broken, shellProbe('fine', 5, 'b')],
    );
    expect(named(all, 'broken')).toMatchObject({ status: 'unknown', evidence: [{ source: 'internal' }] });
    expect(named(all, 'fine')?.status).toBe('ok');
  });

  it('is not disturbed by eyes that throw or by a listener that does', async () => {
    const transport = { ...world(() => said('')), shell: () => Promise.reject(new Error('pool is closed')) };
    const all = await look(transport, [shellProbe('process', 5, 'a')], {
      onObservation: () => {
        throw new Error('listener');
      },
    });
    expect(named(all, 'process')).toMatchObject({ status: 'unknown' });
    expect(named(all, 'access')).toMatchObject({ status: 'bad', facts: { reachable: false } });
  });

  it('stops at once when it is cancelled', async () => {
    const stop = new AbortController();
    const transport = world(({ command }) => {
      if (command === 'q') stop.abort();
      return command === 'q' ? said('') : undefined;
    });
    const all = await look(transport, [shellProbe('quick', 9, 'q'), shellProbe('slow', 5, 's')], {
      signal: stop.signal,
    });
    expect(named(all, 'quick')?.status).toBe('ok');
    expect(named(all, 'slow')).toMatchObject({ status: 'unknown', says: { en: 'the look was cancelled' } });
  });

  it('looks from outside and on hosts at the same time', async () => {
    const answer: HttpAnswer = {
      outcome: 'answered',
      status: 200,
      headers: {},
      body: '',
      firstByteMs: 3,
      tookMs: 4,
    };
    const web = defineProbe({
      id: 'web',
      title: { en: 'page', fr: 'page' },
      scope: 'outside',
      usualMs: 5,
      facts: {},
      asks: () => ({ page: { via: 'http', method: 'GET', url: 'http://api.example.test/', timeoutMs: 100 } }),
      read: ({ page }) => ({
        probe: 'web',
        status: page.outcome === 'answered' ? 'ok' : 'bad',
        facts: {},
        evidence: [],
        says: { en: '', fr: '' },
      }),
    });
    const all = await look(
      world(
        () => said(''),
        () => Promise.resolve(answer),
      ),
      [web, shellProbe('process', 5, 'a')],
    );
    expect(named(all, 'web')).toEqual({
      probe: 'web',
      status: 'ok',
      facts: {},
      evidence: [],
      says: { en: '', fr: '' },
      tookMs: 4,
    });
    expect(named(all, 'process')?.host).toBe('web-1');
  });

  it('leaves probes that know only Linux out on Windows', async () => {
    const windows = {
      ...onHost,
      host: { ...(onHost.host as NonNullable<typeof onHost.host>), os: 'windows' as const },
    };
    const transport = world(() => said(''));
    const able = defineProbe({ ...shellProbe('able', 5, 'a'), windows: true });
    const all = await observe({
      transport,
      probes: [able, shellProbe('unable', 5, 'b')],
      targets: [windows],
      deadlineMs: 1_000,
      signal: new AbortController().signal,
    });
    expect(all.map(({ probe }) => probe)).toEqual(['able', 'access']);
  });
});
