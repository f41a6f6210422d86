import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { describeWith } from '#test/needs.ts';
import { type RedisServer, startRedis } from '#test/redis-server.ts';
import { type AlertServer, payload, startAlertServer, withTokens } from './alert-server.ts';

type Json = Record<string, unknown>;
type Group = Json & { readonly alerts: (Json & { labels: Record<string, string> })[] };

/** A recorded delivery with its first alert only, changed. */
function delivery(product: 'alertmanager' | 'grafana', change: (alert: Group['alerts'][number]) => void) {
  const group = JSON.parse(payload(product)) as Group;
  const alerts = group.alerts.slice(0, 1);
  for (const alert of alerts) change(alert);
  return JSON.stringify({ ...group, alerts });
}
const as = (status: 'firing' | 'resolved'): string =>
  delivery('alertmanager', (alert) => (alert['status'] = status));
const labelled =
  (labels: Record<string, string>) =>
  (alert: Group['alerts'][number]): void => {
    alert.labels = labels;
  };
const kuma = (change: Json): string =>
  JSON.stringify({ ...(JSON.parse(payload('uptime-kuma')) as Json), ...change });

describeWith(['redis'], 'what the products do besides firing and resolving', () => {
  let redis: RedisServer;
  let server: AlertServer;
  let look: Redis;
  beforeAll(async () => {
    redis = await startRedis();
    look = new Redis(redis.url);
  });
  beforeEach(async () => {
    await look.flushall();
    server = await startAlertServer(redis, withTokens);
  });
  afterEach(() => server.stop());
  afterAll(async () => {
    look.disconnect();
    await redis.stop();
  });
  const states = (): string[] => server.taken.map(({ state }) => state);
  const titles = (): unknown[] => server.taken.map(({ says }) => says.with?.['text']);
  const nothingIsKept = async (): Promise<void> => expect(await look.keys('*')).toEqual([]);

  test('Alertmanager: resolved because nobody told it for a while, then firing with the same start, is down again', async () => {
    const stored = 'stored: 1 new, 0 known before\n';
    for (const status of ['firing', 'resolved', 'firing', 'resolved'] as const) {
      expect(await server.post('alertmanager', as(status))).toEqual({ status: 200, text: stored });
      // Its repeat_interval, or the other Alertmanager of the cluster.
      expect(await server.post('alertmanager', as(status))).toEqual({
        status: 200,
        text: 'stored: 0 new, 1 known before\n',
      });
    }
    await expect.poll(states).toEqual(['down', 'up', 'down', 'up']);
    expect(new Set(server.taken.map(({ id }) => id)).size).toBe(4);
    expect(new Set(server.taken.map(({ fingerprint }) => fingerprint)).size).toBe(1);
  });

  test('Alertmanager: two of one cluster tell the same at the same moment: it counts once', async () => {
    const second = await startAlertServer(redis, withTokens);
    try {
      const answers = await Promise.all(
        [server, second].map((one) => one.post('alertmanager', as('firing'))),
      );
      expect(answers.map(({ text }) => text).toSorted()).toEqual([
        'stored: 0 new, 1 known before\n',
        'stored: 1 new, 0 known before\n',
      ]);
    } finally {
      await second.stop();
    }
  });

  test('Alertmanager: what max_alerts left out, and who is a stranger in a group, stands in the log', async () => {
    const cut = payload('alertmanager').replace('"truncatedAlerts": 0', '"truncatedAlerts": 12');
    const told = cut.replace('"service": "shop"', '"service": "billing"');
    const { status, text } = await server.post('alertmanager', told);
    expect(status).toBe(200);
    expect(text).toContain('"billing" is no service of the catalog');
    expect(text).toContain('truncatedAlerts: 12 more alerts of this group were not sent');
    expect(server.log.lines).toMatchObject([
      { level: 'warn', message: 'not all of an alert was taken', data: { endpoint: 'alertmanager' } },
    ]);
    expect(JSON.stringify(server.log.lines)).toContain('billing');
  });

  test.each(['alertmanager', 'grafana'] as const)(
    '%s: a text or link that is long describes an outage all the same, and is cut',
    async (product) => {
      const told = delivery(product, (alert) => {
        alert['annotations'] = { summary: 'x'.repeat(200_000), description: 'y'.repeat(10_000) };
        alert['generatorURL'] = `https://prometheus.example.test/graph?g0.expr=${'up+'.repeat(3_000)}`;
        delete alert['panelURL'];
        delete alert['dashboardURL'];
      });
      expect(await server.post(product, told)).toMatchObject({ status: 200 });
      await expect.poll(titles).toEqual(['x'.repeat(500)]);
      expect(server.taken[0]).not.toHaveProperty('link');
    },
  );

  test('Grafana: its test says whether the service would be found, and opens nothing', async () => {
    const asTest = { alertname: 'TestAlert', instance: 'Grafana' };
    const works = 'it works: a test, nothing of it is stored';
    expect(await server.post('grafana', delivery('grafana', labelled(asTest)))).toEqual({
      status: 200,
      text: `${works}; labels.service: there is no text that names a service; set it, or alerts.grafana.service_from (services: api, shop)\n`,
    });
    expect(
      await server.post('grafana', delivery('grafana', labelled({ ...asTest, service: 'API' }))),
    ).toEqual({ status: 200, text: `${works}; its service is api\n` });
    await nothingIsKept();
    expect(await server.counted()).toEqual({ 'grafana/nothing': 2 });
    // Of another product it is an alert like any other.
    const named = delivery('alertmanager', labelled({ ...asTest, service: 'api' }));
    expect(await server.post('alertmanager', named)).toMatchObject({
      text: expect.stringContaining('1 new'),
    });
  });

  test('Grafana: a rule without data or with an error says so, not what it would say of the service', async () => {
    const own = { rulename: 'High error rate', service: 'api', datasource_uid: 'p', ref_id: 'A' };
    for (const [n, alertname] of ['DatasourceNoData', 'DatasourceError'].entries()) {
      const told = delivery('grafana', (alert) => {
        alert.labels = { ...own, alertname };
        alert['annotations'] = {
          ...(alert['annotations'] as Json),
          Error: 'dial tcp 192.0.2.9:9090: timeout',
        };
        alert['values'] = null;
        alert['fingerprint'] = `f${n}`;
      });
      expect(await server.post('grafana', told)).toMatchObject({ status: 200 });
    }
    await expect
      .poll(titles)
      .toEqual([
        'no data for the rule High error rate',
        'the rule High error rate cannot be evaluated: dial tcp 192.0.2.9:9090: timeout',
      ]);
  });

  test('Grafana: the alerting of before version 9 is named as what it is', async () => {
    const told = {
      ruleId: 1,
      ruleName: 'errors',
      state: 'alerting',
      evalMatches: [],
      title: '[Alerting] errors',
    };
    expect(await server.post('grafana', JSON.stringify(told))).toEqual({
      status: 422,
      text: "this is Grafana's legacy alerting, which ended with Grafana 11: expected alerts of unified alerting\n",
    });
  });

  test('Uptime Kuma: pending, maintenance and certificates that end soon are answered and open nothing', async () => {
    for (const status of [2, 3]) {
      const { heartbeat } = JSON.parse(payload('uptime-kuma')) as { heartbeat: Json };
      expect(await server.post('uptime-kuma', kuma({ heartbeat: { ...heartbeat, status } }))).toEqual({
        status: 200,
        text: 'understood: nothing in it to store\n',
      });
    }
    const warning = {
      msg: '[api][https://api.example.test] server certificate api.example.test will expire in 7 days',
      heartbeat: null,
      monitor: null,
    };
    expect(await server.post('uptime-kuma', kuma(warning))).toEqual({
      status: 200,
      text: 'it works: a test, or a warning that is no outage\n',
    });
    await nothingIsKept();
  });

  test('Uptime Kuma: a page of an error in its message is cut, tags can name the service', async () => {
    const tagged = await startAlertServer(
      redis,
      withTokens.replace(
        'uptime-kuma: { token:',
        'uptime-kuma: { service_from: monitor.tags.0.value, token:',
      ),
    );
    try {
      const { heartbeat, monitor } = JSON.parse(payload('uptime-kuma')) as Record<string, Json>;
      const told = kuma({
        heartbeat: { ...heartbeat, msg: 'e'.repeat(50_000) },
        monitor: { ...monitor, tags: [{ tag_id: 1, name: 'service', value: 'shop' }] },
      });
      expect(await tagged.post('uptime-kuma', told)).toMatchObject({ status: 200 });
      await expect.poll(() => tagged.taken.map(({ service }) => service)).toEqual(['shop']);
    } finally {
      await tagged.stop();
    }
  });

  test('a body in another form is told what to send, a GET that only POST works, a slash at the end does no harm', async () => {
    const form = new FormData();
    form.append('data', payload('uptime-kuma'));
    const send = async (
      path: string,
      init: Omit<RequestInit, 'headers'> & { readonly headers?: Record<string, string> },
    ): Promise<[number, string, string | null]> => {
      const headers = { authorization: 'Bearer an-invented-token-of-the-tests', ...init.headers };
      const answer = await fetch(`${server.url}/alerts/${path}`, { ...init, headers });
      return [answer.status, await answer.text(), answer.headers.get('allow')];
    };
    expect(await send('uptime-kuma', { method: 'POST', body: form })).toEqual([
      415,
      'the body is a form: send it as application/json\n',
      null,
    ]);
    const gzip = { 'content-encoding': 'gzip' };
    expect(await send('grafana', { method: 'POST', body: 'x', headers: gzip })).toEqual([
      415,
      'the body is compressed: send it as it is\n',
      null,
    ]);
    for (const method of ['GET', 'OPTIONS', 'PUT'])
      expect(await send('uptime-kuma?msg=down', { method })).toEqual([405, 'only POST\n', 'POST']);
    expect(await send('uptime-kuma', { method: 'HEAD' })).toEqual([405, '', 'POST']);
    await nothingIsKept();
    expect(await server.post('grafana/', payload('grafana'))).toMatchObject({ status: 200 });
  });
});
