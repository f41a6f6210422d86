import { afterAll, beforeAll, expect, test } from 'vitest';
import { getFault } from '#test/lab/faults/campaign.ts';
import type { LabHost } from '#test/lab/lab.ts';
import { bootSystem } from '#test/lab/systems/system.ts';
import { systemdDjango } from '#test/lab/systems/systemd-django.ts';
import { describeWith } from '#test/needs.ts';
import { type Product, startProduct } from './product.ts';
import { scaled } from '#test/scaled.ts';

// The whole line: slash command → sockets → queue → a real Debian host over SSH → verdict in the thread.
const stories = [
  { id: 'd-healthy', headline: 'Payments API is healthy.', proof: '"status": "healthy"', remedy: '' },
  {
    id: 'd-stopped',
    headline: 'Payments API is not running: payments-backend is dead.',
    proof: 'ActiveState=inactive',
    remedy: 'systemctl start payments-backend',
  },
  {
    id: 'd-nginx-port',
    headline:
      'The proxy passes requests to http://127.0.0.1:8001, but Payments API listens on 127.0.0.1:8000.',
    proof: 'proxy_pass http://127.0.0.1:8001;',
    remedy: '',
  },
  {
    id: 'd-hung',
    headline: 'Payments API accepts connections on port 8000 but does not answer within 3000 ms.',
    proof: '127.0.0.1:8000',
    remedy: 'systemctl restart payments-backend',
  },
  {
    id: 'd-import-missing',
    headline: 'Payments API cannot start: a Python module is missing: orders.discounts.',
    proof: "ModuleNotFoundError: No module named 'orders.discounts'",
    remedy: '',
  },
];

/** Every text of the blocks, one a line. */
function textsIn(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return '';
  return Object.values(value).map(textsIn).join('\n');
}

describeWith(['lab', 'redis'], 'someone types /diagnose api', () => {
  test.each(stories)('while $id', { timeout: scaled(120_000) }, async ({ id, headline, proof, remedy }) => {
    const host: LabHost = await bootSystem(systemdDjango);
    const product: Product = await startProduct(systemdDjango.catalog(host));
    try {
      await getFault(id).inject(host);
      const asked = await product.workspace.as('U0ROSA').command('/diagnose', 'api');
      expect(asked).toMatchObject({ ok: true });
      const { parent, replies } = await product.ended();
      expect(parent.text).toContain(headline);
      const [progress, verdict] = replies;
      expect(progress?.blocks?.[0]).toMatchObject({ type: 'plan' });
      const shown = textsIn(verdict?.blocks);
      expect(shown).toContain(proof);
      expect(shown).toContain(remedy);
      // The login may not read the service's variables, which matters where nothing better explains it.
      expect(shown.includes('likely')).toBe(!['d-healthy', 'd-nginx-port'].includes(id));
      expect(verdict?.text).toContain(headline);
      expect(product.workspace.files().length).toBeGreaterThan(0);
    } finally {
      await product.stop();
      await host.down();
    }
  });
});

describeWith(['lab', 'redis'], 'while the bot runs on', () => {
  let host: LabHost;
  let product: Product;
  beforeAll(async () => {
    host = await bootSystem(systemdDjango);
    product = await startProduct(systemdDjango.catalog(host));
    await product.workspace.until(() => product.workspace.sockets.connected === 2);
  }, scaled(120_000));
  afterAll(async () => {
    await product.stop();
    await host.down();
  });

  test('a command during the recycle of a socket is not lost', async () => {
    const before = Date.now() / 1000;
    const recycled = product.workspace.sockets.recycle();
    const asked = await product.workspace.as('U0ROSA').command('/diagnose', 'api');
    expect(asked).toMatchObject({ ok: true });
    const { parent } = await product.ended(String(before - 1));
    expect(parent.text).toContain('is healthy');
    await recycled;
    await product.workspace.until(() => product.workspace.sockets.connected === 2, 15_000);
  });

  test('an app_rate_limited frame does not end it', async () => {
    product.workspace.sockets.send({
      type: 'app_rate_limited',
      envelope_id: 'rate-limited-1',
      accepts_response_payload: false,
      payload: {
        type: 'app_rate_limited',
        team_id: 'T0RESUS',
        minute_rate_limited: 1_795_211_233,
        api_app_id: 'A0RESUS',
      },
    });
    const asked = await product.workspace.as('U0ROSA').command('/diagnose', 'api');
    expect(asked).toMatchObject({ ok: true });
  });
});
