import { writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stringify } from 'yaml';
import type { Message } from '@resus/sandbox/workspace/talk/message.ts';
import { type ActingHost, bootActing } from '#test/actions/acting-host.ts';
import { djangoWords } from '#test/lab/faults/django-words.ts';
import type { WrittenCatalog } from '#test/lab/systems/system.ts';
import { systemdDjango } from '#test/lab/systems/systemd-django.ts';
import { describeWith } from '#test/needs.ts';
import { section } from '#test/outages/read-report.ts';
import { type HostRecord, readHostRecord } from './host-record.ts';
import { type Product, startProduct } from './product.ts';
import { readSample, shapeOf, withoutAddresses, writeChart, writeSample } from './report-sample.ts';
import { scaled } from '#test/scaled.ts';

const token = 'an-invented-token-of-the-lab';
const isWriting = process.env['RESUS_WRITE'] === '1';
const link = 'https://ci.example.test/payments/runs/812';

/** As the system's own catalog has it, with people, a monitor through the real proxy and short times. */
function catalogOf(web: ActingHost): WrittenCatalog {
  const catalog = systemdDjango.catalog(web.host);
  const { api } = catalog.services ?? {};
  if (api === undefined) throw new Error('the system has api');
  return {
    ...catalog,
    slack: { channel: '#ops' },
    people: { sre: { slack_group: 'S0SRE' } },
    policy: { critical: { approvers: ['sre'], need: 2, expires: '15m' }, request: ['everyone'] },
    alerts: { deploys: { token: 'env:RESUS_TEST_DEPLOYS' } },
    outages: { resolve_after: '5s' },
    services: {
      api: {
        ...api,
        owners: ['sre'],
        escalate: [{ after: '10m', to: 'sre' }],
        watch: { every: '5s', fail: '2 of 3' },
      },
    },
  };
}

/** People read before they click; in the sample that shows, and in a test it would only take time. */
async function reads(): Promise<void> {
  if (isWriting) await setTimeout(4000);
}

describeWith(['lab', 'redis'], 'an outage of a real host, from a deploy to its post-mortem', () => {
  let web: ActingHost;
  let product: Product;
  beforeAll(async () => {
    web = await bootActing(systemdDjango, djangoWords);
    // Its remote is a directory that the login does not own.
    await web.must(`printf '[safe]\\n directory = *\\n' >/home/bot/.gitconfig`);
    process.env['RESUS_TEST_DEPLOYS'] = token;
    product = await startProduct(catalogOf(web));
  }, scaled(300_000));
  afterAll(async () => {
    await product?.stop();
    await web?.down();
  });

  const parents = (): Message[] =>
    product.workspace.messages('#ops').filter(({ thread_ts }) => thread_ts === undefined);
  const replies = (): readonly Message[] => product.workspace.thread('#ops', parents()[0]?.ts ?? '').slice(1);
  const reply = (start: string): Promise<Message> =>
    product.workspace.until(() => replies().find(({ text }) => text.includes(start)), 60_000);
  const reports = (): string[] =>
    product.workspace
      .files()
      .filter(({ name }) => name.startsWith('post-mortem-api-'))
      .map(({ id }) => String(product.workspace.fileBytes(id)));

  test('a release breaks api, two people approve its rollback, and the report tells what the host itself recorded', {
    timeout: scaled(240_000),
    // The host is broken by then.
    retry: 0,
  }, async () => {
    const { workspace } = product;
    const checks = async () =>
      Number(await web.must('grep -c "GET /health" /var/log/nginx/access.log || true'));
    const seenBefore = isWriting ? 14 : 3;
    await expect.poll(checks, { timeout: scaled(90_000), interval: 500 }).toBeGreaterThan(seenBefore);

    const good = (await web.must('git rev-parse HEAD')).trim();
    const brokenAt = Date.now();
    await web.must(
      `edit '1i from orders.pricing import with_tax' orders/models.py; deploy 'orders: prices with tax'`,
    );
    const commit = (await web.must('git rev-parse HEAD')).trim();
    const told = await fetch(`${product.httpUrl}/alerts/deploys`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ service: 'api', version: 'v1.8.0', commit, by: 'dev-one', link }),
    });
    expect(told.status).toBe(200);

    const parent = await workspace.until(() => parents()[0], 25_000);
    await reads();
    expect(await workspace.as('U0AMARA').click(parents()[0] ?? parent, 'outage.ack')).toMatchObject({
      ok: true,
    });
    const plan = await reply('Waits for 2 approvals');
    await reads();
    await workspace.as('U0AMARA').click(plan, 'plan.approve');
    const half = await reply('Waits for one approval');
    await reads();
    await workspace.as('U0BJORN').click(half, 'plan.approve');
    await workspace.until(() => parents()[0]?.text.startsWith('✅ api: Resolved'), 90_000);
    await workspace.until(() => reports().length === 1, 10_000);
    const chart = workspace.files().find(({ name }) => name.startsWith('outage-api-'));
    expect(chart?.size).toBeGreaterThan(20_000);
    const english = withoutAddresses(reports()[0] ?? '', web.host.address);
    const host = await readHostRecord(web);

    expect(await web.visit('http://api.example.test/health')).toBe(200);
    expect((await web.must('git rev-parse HEAD')).trim()).toBe(good);
    holdAgainst(host, english, { brokenAt, good, commit });

    // The same outage in the other language, asked for after a restart with another locale.
    await product.restart(async () =>
      writeFileSync(
        product.configFile,
        stringify({ ...catalogOf(web), slack: { channel: '#ops', locale: 'fr' } }),
      ),
    );
    await workspace.as('U0ROSA').command('/outage', 'postmortem api');
    await workspace.until(() => reports().length === 2, 20_000);
    const french = withoutAddresses(reports()[1] ?? '', web.host.address);

    if (isWriting) {
      writeSample('en', english);
      writeSample('fr', french);
      writeChart(workspace.fileBytes(chart?.id ?? '') ?? Buffer.of());
    }
    expect(shapeOf(readSample('en'))).toEqual(shapeOf(english));
    expect(shapeOf(readSample('fr'))).toEqual(shapeOf(french));
    expect(shapeOf(french).length).toBe(shapeOf(english).length);
  });
});

type Known = { readonly brokenAt: number; readonly good: string; readonly commit: string };

/** Every claim that the host can confirm or deny. */
function holdAgainst(host: HostRecord, report: string, { brokenAt, good, commit }: Known): void {
  const times = section(report, 'Start and end');
  const [start, end] = ['Start', 'End'].map((name) => timeIn(times, name));
  // The first 502 in the proxy's own log is the monitor's, to the second; the second good answer ends it.
  expect(Math.abs((start ?? 0) - host.firstBadAt)).toBeLessThan(scaled(2000));
  expect(start).toBeGreaterThanOrEqual(Math.floor(brokenAt / 1000) * 1000);
  expect(end).toBeGreaterThan(host.lastBadAt);
  expect(end).toBeLessThanOrEqual(host.goodAgainAt + 12_000);

  const summary = section(report, 'Summary');
  expect(summary).toContain('approved by Amara Diallo and Björn Lund');
  expect(summary).toContain('after a deploy: v1.8.0 by dev-one');
  expect(section(report, 'Root causes')).toContain('`py-import-name`, `code`');
  expect(host.journal).toContain(quoteIn(section(report, 'Evidence'), 'E1'));

  const changes = section(report, 'Commits and deploys');
  expect(changes).toContain(`commit \`${commit}\` — <${link}>`);
  const tried = section(report, 'What was tried');
  expect(commandsIn(tried)).toEqual(host.sudo.map(({ command }) => command));
  expect(commandsIn(tried)[0]).toContain(` git-rollback ${good.slice(0, 7)}`);
  const begun = [...tried.matchAll(/\| `web-1` \| (\S+ \S+) UTC \|/g)].map(([, at = '']) =>
    Date.parse(`${at}Z`),
  );
  expect(begun).toHaveLength(host.sudo.length);
  for (const [i, { at }] of host.sudo.entries())
    expect(Math.abs((begun[i] ?? 0) - at)).toBeLessThan(scaled(2000));

  const proof = section(report, 'Verification');
  expect(proof).not.toContain('| no |');
  expect(proof).toMatch(/\| .*502.* \| .*200.* \| yes \|/);
  expect(section(report, 'Impact')).toContain('frontend is up (200)');
  expect(section(report, 'Open questions')).toContain('(v1.8.0 by dev-one)?');
}

function timeIn(text: string, name: string): number {
  return Date.parse(`${new RegExp(`^- ${name}: (\\S+ \\S+) UTC$`, 'm').exec(text)?.[1]}Z`);
}

/** The last line of a quote is as the journal has it, after the time and the program. */
function quoteIn(evidence: string, label: string): string {
  const quote = evidence.split(`**${label}** `)[1]?.split('```')[1] ?? '';
  return (
    quote
      .trim()
      .split('\n')
      .at(-1)
      ?.replace(/^\S+ \S+: /, '') ?? 'no quote'
  );
}

/** The commands that were to run, without the rollback that was not needed. */
function commandsIn(tried: string): string[] {
  const [, block = ''] = /```text\n# web-1 [^\n]*\n([\s\S]*?)\n(?:#[\s\S]*?)?```/.exec(tried) ?? [];
  return block.split('\n').map((line) => line.replace(/^sudo -n /, ''));
}
