import { describe, expect, it } from 'vitest';
import { say } from '#base/phrase.ts';
import { type FactsByProbe, seen } from '#test/verdicts/facts.ts';
import { impactOf } from './impact.ts';

function told(outcome: 'faulty' | 'healthy', ...saw: readonly FactsByProbe[]) {
  const { affected, notAffected } = impactOf(outcome, seen(...saw), { service: 'API' });
  return {
    affected: affected.map((phrase) => say('en', phrase)),
    notAffected: notAffected.map((phrase) => say('en', phrase)),
  };
}
const down: FactsByProbe = { public: { alive: false, status: 502, gatewayError: true } };

describe('who is affected', () => {
  it('are the users and the failing function, not the frontend, the workers or the data', () => {
    const saw: FactsByProbe = {
      'checks.login': { passed: false, status: 502 },
      'related.frontend': { alive: true, status: 200 },
      'needs.worker': { kind: 'worker', up: true },
      'needs.postgres': { kind: 'postgres', up: true },
    };
    expect(told('faulty', down, saw)).toEqual({
      affected: ['API: users get no service (502)', 'login does not work'],
      notAffected: ['frontend is up (200)', 'workers run (worker)', 'data in postgres: it answers'],
    });
  });
  it('is the frontend too when it does not answer', () => {
    const { affected } = told('faulty', down, { 'related.frontend': { alive: false } });
    expect(affected).toContain('frontend does not answer either');
  });
  it('is nobody outside while the service still answers there', () => {
    expect(told('faulty', { 'needs.worker': { kind: 'worker', up: false } })).toEqual({
      affected: ['workers are down (worker)'],
      notAffected: ['API still answers its users (200)'],
    });
  });
  it('are the data when their store is down', () => {
    const { affected } = told('faulty', down, { 'needs.redis': { kind: 'redis', up: false } });
    expect(affected).toContain('data in redis: not available now');
  });
  it('claims nothing of what could not be seen', () => {
    const saw = { public: undefined, local: undefined, 'related.frontend': undefined };
    expect(told('faulty', saw)).toEqual({ affected: [], notAffected: [] });
  });
  it('does not call a check that passes on the own port a working function while users get through to nothing', () => {
    expect(told('faulty', down, { 'checks.login': { passed: true } }).notAffected).toEqual([]);
  });
  it('tells of a healthy service only what is broken around it', () => {
    expect(told('healthy', { 'related.frontend': { alive: false, status: 503 } })).toEqual({
      affected: ['frontend does not answer either (503)'],
      notAffected: [],
    });
  });
  it('tells in French as well', () => {
    const { affected } = impactOf('faulty', seen(down), { service: 'API' });
    expect(affected.map((phrase) => say('fr', phrase))).toEqual([
      'API : les utilisateurs ne sont pas servis (502)',
    ]);
  });
});
