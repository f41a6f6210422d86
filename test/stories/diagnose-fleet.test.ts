import { afterAll, beforeAll, expect, test } from 'vitest';
import { isReady, producerConnection } from '#redis/redis.ts';
import { createRunStore } from '#diagnosis/redis-run-store.ts';
import { getFault } from '#test/lab/faults/campaign.ts';
import type { LabHost } from '#test/lab/lab.ts';
import { bootSystem, hostEntry, type WrittenCatalog } from '#test/lab/systems/system.ts';
import { systemdDjango } from '#test/lab/systems/systemd-django.ts';
import { describeWith } from '#test/needs.ts';
import { type Product, startProduct } from './product.ts';
import { scaled } from '#test/scaled.ts';

/** Nine hosts are looked at through the queue. Three machines stand behind them: each has three names. */
const names = Array.from({ length: 9 }, (_, i) => `web-${i + 1}`);

function fleetOf(machines: readonly LabHost[]): WrittenCatalog {
  const [first] = machines;
  if (first === undefined) throw new Error('a fleet has a machine');
  const { services } = systemdDjango.catalog(first);
  const { host: _one, ...api } = services?.['api'] ?? { run: { systemd: 'payments-backend' } };
  const hosts = names.map((name, i) => [name, hostEntry(machines[i % machines.length] ?? first)]);
  return { hosts: Object.fromEntries(hosts), services: { api: { ...api, hosts: [...names] } } };
}

describeWith(['lab', 'redis'], 'someone types /diagnose api, and api runs on nine hosts', () => {
  const machines: LabHost[] = [];
  let product: Product;
  beforeAll(async () => {
    // One after the other: the first may have to install, and three that start at once take longer on two cores.
    for (let i = 0; i < 3; i += 1) machines.push(await bootSystem(systemdDjango));
    product = await startProduct(fleetOf(machines));
  }, scaled(240_000));
  afterAll(async () => {
    await product?.stop();
    await Promise.all(machines.map((machine) => machine.down()));
  });

  test('while one machine has it stopped: one verdict names its hosts and counts the others', {
    timeout: scaled(120_000),
  }, async () => {
    const [, second] = machines;
    if (second === undefined) throw new Error('there are three machines');
    await getFault('d-stopped').inject(second);
    await product.workspace.as('U0ROSA').command('/diagnose', 'api');
    const { parent, replies } = await product.ended();
    expect(parent.text).toContain('Payments API is not running: payments-backend is dead.');
    const verdict = replies.find(({ text }) => text.includes('others fine'));
    expect(verdict?.text).toContain('web-2, web-5, web-8: ');
    expect(verdict?.text).toContain('; 6 others fine');
    const redis = producerConnection(product.redis.url, () => {});
    await isReady(redis, 5_000);
    const [run] = await createRunStore(redis).recent({ limit: 1 });
    redis.disconnect();
    expect(new Set(run?.observations.flatMap(({ host }) => host ?? []))).toEqual(new Set(names));
    expect(run?.verdict).toMatchObject({ hosts: ['web-2', 'web-5', 'web-8'], otherCauses: [] });
  });
});
