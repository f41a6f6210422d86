import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dockerMissing } from './docker.ts';
import type { LabHost } from './lab.ts';
import { composeShop } from './systems/compose-shop.ts';
import { dockerPortal } from './systems/docker-portal.ts';
import { bootSystem, renewSystem } from './systems/system.ts';
import { visit } from './visit.ts';

const missing = dockerMissing();
if (missing) console.warn(`tests of Docker hosts are skipped: ${missing}`);

describe.skipIf(missing !== undefined)('a lab host with a Docker engine', { timeout: 600_000 }, () => {
  let shop: LabHost;
  let portal: LabHost;
  beforeAll(async () => {
    shop = await bootSystem(composeShop);
    portal = await bootSystem(dockerPortal);
  });
  afterAll(async () => {
    await shop?.down();
    await portal?.down();
  });

  it('runs a real engine with layers of its own, and Compose 2', async () => {
    expect(await shop.must('docker info --format "{{.Driver}} {{.Containers}}"')).toBe('overlay2 5\n');
    expect(await shop.must('docker compose version --short')).toMatch(/^2\./);
    expect(await portal.must('docker ps --format "{{.Names}}" | sort | xargs')).toBe('portal portal-db\n');
  });

  it('answers from containers that reach a database which the host does not publish', async () => {
    const { gave, body } = await visit(portal, 'http://portal.example.test/api/pages');
    expect([gave, body]).toEqual([200, '["contact", "welcome"]']);
    expect((await portal.exec('ss -Hltn | grep -c :5432')).stdout).toBe('0\n');
  });

  it('limits the memory of a container: the kernel kills what takes more', async () => {
    const eater = `docker run --name eater --memory 64m lab/debian:12 python3 -c 'b = b"x" * (300 << 20)'`;
    expect((await portal.exec(`docker rm -f eater; ${eater}`)).code).toBe(137);
  });

  it('is renewed with the containers and volumes that were frozen, whatever was done to them', async () => {
    await shop.must(`cd /srv/shop && docker compose exec -T db mariadb -S /tmp/mysqld.sock -e 'DROP DATABASE shop' &&
      docker compose exec -T api rm -r /usr/bin/python3.11 && docker rmi -f lab/debian:12 && docker compose down -v`);
    await renewSystem(composeShop, shop);
    const { gave, body } = await visit(shop, 'http://store.example.test/api/items');
    expect([gave, JSON.parse(body)]).toEqual([
      200,
      [
        { name: 'cup', price_cents: 900 },
        { name: 'plate', price_cents: 1500 },
      ],
    ]);
  });
});
