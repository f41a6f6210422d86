import { describe, expect, it } from 'vitest';
import { recordedAnswers } from '#test/recorded/recorded.ts';
import { targetOf } from '#test/recorded/target.ts';
import { needs } from './needs.ts';
import type { Seen } from '#probes/probe.ts';

const service = {
  run: { systemd: 'api' },
  env: { file: '/srv/api/.env' },
  needs: [
    { postgres: { unit: 'postgresql@15-main', database: 'payments', user: 'app' } },
    { redis: { url: 'env:REDIS_URL' } },
    { redis: { unit: 'redis-server' } },
    { postgres: { url: 'env:DATABASE_URL' } },
    { tcp: { address: '127.0.0.1:22' } },
    { rabbitmq: {} },
    { worker: { supervisor: 's-run' } },
    { redis: { url: 'file:/srv/api/redis-url' } },
  ],
};

function see(scene: string, key: string): Seen {
  const all = [needs.read(recordedAnswers('needs.txt', scene), targetOf(service))].flat();
  const seen = all.find(({ probe }) => probe === `needs.${key}`);
  if (seen === undefined) throw new Error(`nothing was seen of ${key}`);
  return seen;
}

describe('what a service needs', () => {
  it.each([
    ['up', 'postgres', 'up'],
    ['up', 'redis', 'up'],
    ['up', 'redis-2', 'up'],
    ['up', 'postgres-2', 'up'],
    ['up', 'tcp', 'up'],
  ])('%s: %s is %s', (scene, key, outcome) => {
    expect(see(scene, key)).toMatchObject({ status: 'ok', facts: { up: true, outcome } });
  });
  it.each([
    ['up', 'rabbitmq', 'refused', undefined],
    ['up', 'redis-3', 'auth_failed', 'redis-auth'],
    ['down', 'postgres', 'refused', undefined],
    ['down', 'redis-2', 'refused', undefined],
    ['down', 'postgres-2', 'refused', undefined],
    ['refused-login', 'postgres-2', 'auth_failed', 'db-auth-pg'],
    ['no-database', 'postgres-2', 'no_database', 'db-name-pg'],
    ['no-database', 'redis', 'replica', 'redis-state'],
    ['memory-full', 'redis', 'memory_full', 'redis-oom'],
    ['frozen', 'postgres', 'no_answer', undefined],
    ['frozen', 'redis', 'no_answer', undefined],
    ['frozen', 'postgres-2', 'no_answer', undefined],
  ])('%s: %s does not work: %s', (scene, key, outcome, signature) => {
    const { status, facts, evidence } = see(scene, key);
    expect(status).toBe('bad');
    expect(facts).toMatchObject({ up: false, outcome });
    expect(facts['signature']).toBe(signature);
    expect(evidence.some(({ about }) => about?.includes('up') === true)).toBe(true);
  });
  it('tells the unit apart from what it serves', () => {
    expect(see('up', 'postgres').facts).toMatchObject({ unitState: 'running', unitActive: true });
    expect(see('down', 'postgres').facts).toMatchObject({ unitState: 'stopped', unitActive: false });
    expect(see('frozen', 'postgres').facts).toMatchObject({
      unitActive: true,
      reachable: true,
      answers: false,
    });
  });
  it('knows a worker by its program', () => {
    expect(see('up', 'worker')).toMatchObject({ status: 'ok', facts: { up: true, unitState: 'running' } });
    expect(see('down', 'worker')).toMatchObject({
      status: 'bad',
      facts: { up: false, unitState: 'stopped' },
    });
  });
  it('takes a request for a password as life, and a login of ours that is refused as no fault', () => {
    expect(see('up', 'redis-2').facts).not.toHaveProperty('authenticated');
    expect(see('up', 'redis').facts).toMatchObject({ authenticated: true, version: '7.0.15' });
    expect(see('up', 'postgres-2').facts).toMatchObject({ authenticated: true, maxConnections: 100 });
  });
  it('claims nothing when it may not read where the service connects to', () => {
    for (const key of ['redis', 'postgres-2'])
      expect(see('unprivileged', key)).toMatchObject({ status: 'unknown', evidence: [] });
    expect(see('unprivileged', 'postgres')).toMatchObject({ status: 'ok' });
  });
  it('never lets a password leave the host', () => {
    const text = JSON.stringify(
      ['up', 'refused-login', 'down'].flatMap((scene) => Object.values(recordedAnswers('needs.txt', scene))),
    );
    for (const secret of ['s3cret', 'p@ss', 'p%40ss']) expect(text).not.toContain(secret);
    const asks = Object.values(needs.asks(targetOf(service)) ?? {}).map((ask) => JSON.stringify(ask));
    expect(asks.some((ask) => ask.includes('REDIS_URL'))).toBe(true);
  });
});
