import { expect, test } from 'vitest';
import { readCatalog } from '#app/read-catalog.ts';
import { policyFor } from './policy.ts';

const resus = { id: 'resus', via: 'monitor' } as const;
const person = { id: 'U0ROSA', via: 'slack' } as const;

function policy(more: string, risk: 'low' | 'high' | 'critical', requester: typeof resus | typeof person) {
  const text = `
people: { sre: { users: [U0SRE] } }
policy: { high: { approvers: [sre] }, critical: { approvers: [sre] } }
hosts: { web-1: { address: 192.0.2.5, user: bot } }
services: { api: { host: web-1, run: { systemd: api } } }
${more}`;
  const catalog = readCatalog(text, 'resus.yaml');
  const { api } = catalog.services;
  if (api === undefined) throw new Error('no api');
  const { need, approvers } = policyFor(catalog, api, risk, requester);
  return { need, approvers };
}

test('what a person asks for at low risk runs at once; what Resus proposes waits for one of those who approve more', () => {
  expect(policy('', 'low', person)).toEqual({ need: 0, approvers: [] });
  expect(policy('', 'low', resus)).toEqual({ need: 1, approvers: ['sre'] });
});

test('only low risk, and only in as many words, runs without anyone', () => {
  const alone = 'outages: { auto_approve: low }';
  expect(policy(alone, 'low', resus).need).toBe(0);
  expect(policy(alone, 'high', resus)).toEqual({ need: 1, approvers: ['sre'] });
  expect(policy(alone, 'critical', resus)).toEqual({ need: 2, approvers: ['sre'] });
});
