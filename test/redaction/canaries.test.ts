import { createRemedyPreview } from '#actions/remedy.ts';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { knownSecrets } from '#secrets/known-secrets.ts';
import { loadHelper } from '#app/load-helper.ts';
import { loadRunbooks } from '#app/load-runbooks.ts';
import { createLog } from '#app/log.ts';
import { sleepUntil } from '#app/sleep.ts';
import { systemClock } from '#base/clock.ts';
import { createRedact, type Redact } from '#redaction/redact.ts';
import { createDiagnose } from '#diagnosis/diagnose-service.ts';
import { createObserveDirectly } from '#diagnosis/observe-service.ts';
import { allProbes } from '#probes/all-probes.ts';
import type { ProbeTransport } from '#probes/probe-transport.ts';
import type { Catalog } from '#catalog/catalog.ts';
import { describeWith } from '#test/needs.ts';
import { sampleCatalog } from '#test/sample-catalog.ts';
import { type Line, startLine } from '#test/slack-line.ts';
import { base64, strange } from './parts.ts';
import { secrets } from './secrets.ts';

/** The catalog refers to it as env:KEY; no shape and no key gives it away. */
const known = ['sunshine', 'and', 'some', 'rain'].join(' ');
/** What a file that the catalog refers to holds: a password in plain words, and one line of a key. */
const kept = ['violet', 'harbour', 'engine'].join(' ');
const keptLine = ['b3BlbnNzaC1rZXktdjEA', 'AAAABG5vbmUAAAAE'].join('');
const onOneLine = secrets.filter(({ text, secret }) => !text.includes('\n') && secret.length >= 8);
const canaries = [
  ...new Set([
    known,
    kept,
    keptLine,
    base64(`app:${known}`),
    encodeURIComponent(known),
    ...onOneLine.map(({ secret }) => secret),
  ]),
];
const innocent = 'this line may be read by everyone';

/** What a host of a careless service prints, whatever it is asked. */
const says = [
  `it is ${known}, or ${base64(`app:${known}`)}`,
  `?x=${encodeURIComponent(known)}`,
  innocent,
  `${kept}; ${keptLine}`,
]
  .concat(onOneLine.map(({ text }) => text))
  .concat('Traceback (most recent call last):', `ValueError: cannot connect with password=${strange}`);
const printed = [
  'resus-now=1795220224\nExecMainStartTimestamp=@1795220196',
  ...says.map((line, i) => `${1795220197 + i / 1000} gunicorn[2860]: ${line}`),
].join('\n');

const shell: ProbeTransport['shell'] = async (_host, asks, settled) => {
  for (const index of asks.keys())
    settled(index, { outcome: 'exited', code: 1, text: printed, truncated: false, tookMs: 1 });
};
const refused = { outcome: 'unreachable', reason: 'refused', detail: says.join(' '), tookMs: 1 } as const;
const nothing = async (): Promise<typeof refused> => refused;
const transport: ProbeTransport = {
  shell,
  http: nothing,
  tls: nothing,
  dns: nothing,
  tcp: nothing,
  platform: nothing,
};

const diagnose = createDiagnose({
  remedy: createRemedyPreview({ catalog: sampleCatalog, helper: loadHelper() }),
  look: createObserveDirectly({ transport, probes: allProbes }),
  probes: allProbes,
  catalog: sampleCatalog,
  library: () => loadRunbooks(),
  clock: systemClock,
  sleep: sleepUntil,
});
const keptFile = join(mkdtempSync(join(tmpdir(), 'resus-canary-')), 'secret');
writeFileSync(keptFile, `${kept}\n${keptLine}\n`);
afterAll(() => rmSync(dirname(keptFile), { recursive: true }));

const catalogWithFile = (): Catalog => {
  const catalog = sampleCatalog();
  const hosts = Object.entries(catalog.hosts).map(([name, host]) => [
    name,
    { ...host, key: `file:${keptFile}` },
  ]);
  return { ...catalog, hosts: Object.fromEntries(hosts) };
};
const redact = createRedact([
  ...knownSecrets({ KEY: known }, sampleCatalog()),
  ...knownSecrets({}, catalogWithFile()),
]);

/** Every place to which something went, as one text each. */
function placesOf({ workspace, server }: Line): Record<string, string> {
  const disk = globSync('appendonlydir/*', { cwd: dirname(server.url) });
  return {
    // Redis syncs every command to its file: what was deleted meanwhile is in there too.
    redis: disk.map((file) => readFileSync(join(dirname(server.url), file), 'utf8')).join('\n'),
    calls: JSON.stringify(workspace.calls()),
    messages: JSON.stringify([workspace.messages('#ops'), workspace.ephemerals('U0ROSA')]),
    files: workspace
      .files()
      .map(({ id, ...file }) => `${JSON.stringify(file)}\n${workspace.fileBytes(id)?.toString()}`)
      .join('\n'),
  };
}

function isIn(text: string, canary: string): boolean {
  return text.includes(canary) || text.includes(JSON.stringify(canary).slice(1, -1));
}

function found(places: Record<string, string>): Record<string, string[]> {
  const inPlaces = Object.entries(places).map(([place, text]) => {
    return [place, canaries.filter((one) => isIn(text, one))] as const;
  });
  return Object.fromEntries(inPlaces.filter(([, some]) => some.length > 0));
}

describeWith(['redis'], 'canaries in everything that a host says', () => {
  let line: Line;
  afterEach(() => line.stop());

  async function diagnoseAndCollect(redactWith: Redact): Promise<Record<string, string>> {
    line = await startLine({ diagnose, shell, redact: redactWith });
    const { workspace } = line;
    const file = (name: string) => workspace.files().some((one) => one.name.startsWith(name));
    await workspace.as('U0ROSA').command('/diagnose', 'api');
    await workspace.until(() => file('evidence-'), 10_000);
    const verdict = workspace
      .messages('#ops')
      .find(({ blocks }) => JSON.stringify(blocks).includes('collect_logs'));
    if (verdict === undefined) throw new Error('there is a verdict');
    await workspace.as('U0ROSA').click(verdict, 'collect_logs');
    await workspace.until(() => file('logs-'), 10_000);
    return placesOf(line);
  }

  test('none is in redis, in a queue, in a call to slack, in a message or in a file', async () => {
    const places = await diagnoseAndCollect(redact);
    expect(found(places)).toEqual({});
    for (const place of ['redis', 'calls', 'files']) expect(places[place]).toContain('[redacted]');
    expect(places['files']).toContain(innocent);
  });

  test('all these places would have them without redaction, so that the test above can fail', async () => {
    const leaks = found(await diagnoseAndCollect((text) => text));
    expect(Object.keys(leaks).toSorted()).toEqual(['calls', 'files', 'messages', 'redis']);
    expect(leaks['files']).toEqual(canaries);
  });

  test('one that is typed where a service or a word was asked for is not said back', async () => {
    line = await startLine({ redact, diagnose });
    const { workspace } = line;
    const rosa = workspace.as('U0ROSA');
    const typed = keptLine;
    await rosa.command('/diagnose', typed);
    await rosa.command('/resus', typed);
    await rosa.command('/restart', typed);
    rosa.say('#ops', `<@U0BOT> ${typed}`);
    await workspace.until(() => workspace.ephemerals('U0ROSA').length === 4, 10_000);
    const said = JSON.stringify(workspace.ephemerals('U0ROSA'));
    expect(said).toContain('[redacted]');
    expect(said).not.toContain(typed);
  });

  test('a diagnosis that fails with one in its error tells nobody, and the log has lost it', async () => {
    line = await startLine({
      redact,
      diagnose: async () => {
        throw new TypeError(`cannot use ${printed}`);
      },
    });
    const { workspace, log } = line;
    await workspace.as('U0ROSA').command('/diagnose', 'api');
    await workspace.until(() => workspace.messages('#ops').length === 2, 5000);
    expect(found(placesOf(line))).toEqual({});
    expect(found({ log: logged(log.lines) })).toEqual({});
    expect(logged(log.lines)).toContain(innocent);
  });
});

/** What the process would have written on standard error, by its own log. */
function logged(lines: Line['log']['lines']): string {
  const written: string[] = [];
  const spy = vi
    .spyOn(process.stderr, 'write')
    .mockImplementation((chunk) => written.push(String(chunk)) > 0);
  const log = createLog('debug', redact);
  for (const { data, message } of lines) log.error(data, message);
  spy.mockRestore();
  return written.join('');
}
