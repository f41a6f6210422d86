import { describe, expect, test } from 'vitest';
import type { Facts, Observation } from '#catalog/observation.ts';
import { type Condition, conditionSchema, judge } from './condition.ts';

function saw(probe: string, facts: Facts): Observation {
  return { probe, status: 'ok', facts, evidence: [], says: { en: probe, fr: probe }, tookMs: 1 };
}

const observations = [
  saw('process', { state: 'running', uptimeS: 5 }),
  saw('needs.redis', { up: true, port: 6379 }),
  saw('needs.postgres', { up: false, port: 5432 }),
  saw('logs', { signatures: ['PY_SYNTAX', 'DISK_FULL'] }),
];

function truth(condition: unknown): string {
  const parsed: Condition = conditionSchema.parse(condition);
  return judge(parsed, observations).truth;
}

describe('a condition over facts', () => {
  test.each([
    [{ 'process.state': 'running' }, 'yes'],
    [{ 'process.state': ['failed', 'stopped'] }, 'no'],
    [{ 'process.state': { not: ['failed', 'stopped'] } }, 'yes'],
    [{ 'process.uptimeS': { gte: 5, lt: 10 } }, 'yes'],
    [{ 'process.uptimeS': { gt: 5 } }, 'no'],
    [{ 'process.uptimeS': { lte: 4 } }, 'no'],
    [{ 'process.state': { is: 'running' } }, 'yes'],
    [{ 'logs.signatures': { has: 'DISK_FULL' } }, 'yes'],
    [{ 'logs.signatures': { lacks: ['DISK_FULL', 'X'] } }, 'no'],
    [{ 'needs.*.up': false }, 'yes'],
    [{ 'needs.redis.port': { same_as: 'needs.postgres.port' } }, 'no'],
    [{ 'needs.redis.port': { other_than: 'needs.postgres.port' } }, 'yes'],
    [{ 'process.state': { known: true } }, 'yes'],
    [{ 'process.pid': { known: false } }, 'yes'],
    [{ 'process.state': { known: false } }, 'no'],
  ])('%j is %s', (condition, expected) => {
    expect(truth(condition)).toBe(expected);
  });

  test.each([
    [{ 'process.pid': 5 }, 'unknown'],
    [{ 'proxy.active': false }, 'no'],
    [{ 'proxy.active': { not: true } }, 'no'],
    [{ 'proxy.active': { known: false } }, 'yes'],
    [{ 'logs.signatures': { empty: false } }, 'yes'],
    [{ 'logs.signatures': { empty: true } }, 'no'],
    [{ 'process.state': { same_as: 'process.pid' } }, 'unknown'],
    [{ 'process.state': 'running', 'process.pid': 5 }, 'unknown'],
    [{ 'process.state': 'failed', 'process.pid': 5 }, 'no'],
    [{ any: [{ 'process.pid': 5 }, { 'process.state': 'running' }] }, 'yes'],
    [{ any: [{ 'process.pid': 5 }, { 'process.state': 'failed' }] }, 'unknown'],
    [{ none: [{ 'process.pid': 5 }] }, 'unknown'],
    [{ none: [{ 'process.state': 'failed' }] }, 'yes'],
    [{ all: [{ 'process.state': 'running' }, { 'needs.redis.up': true }] }, 'yes'],
  ])('ignorance is neither yes nor no: %j is %s', (condition, expected) => {
    expect(truth(condition)).toBe(expected);
  });

  test('what decided it is told, with the observation it came from', () => {
    const { seen, missing } = judge(
      conditionSchema.parse({ 'needs.*.up': false, 'process.pid': 1 }),
      observations,
    );
    expect(seen.map(({ observation, fact }) => `${observation.probe}.${fact}`)).toEqual([
      'needs.postgres.up',
    ]);
    expect(missing).toEqual(['process.pid']);
  });

  test('a path without a fact and an empty test are refused', () => {
    expect(conditionSchema.safeParse({ process: 'running' }).success).toBe(false);
    expect(conditionSchema.safeParse({ 'process.state': {} }).success).toBe(false);
  });
});
