import type { Case } from './case.ts';
import { badGateway, type FactsByProbe, notListening } from './facts.ts';

const failed: FactsByProbe = {
  process: { state: 'failed', failure: 'exit_code', exitCode: 1 },
  ...notListening,
};
const justDeployed: FactsByProbe = {
  deploy: { deployedRecently: true, deployedAgeS: 240, head: '1f2e3d4', subject: 'new prices' },
};

/** What the emergency guides conclude beyond the other cases. */
export const guideCases: readonly Case[] = [
  {
    name: 'the name of a dependency leads nowhere',
    saw: [
      failed,
      { 'needs.redis': { kind: 'redis', up: false, outcome: 'unresolved', address: 'cache:6379' } },
    ],
    verdict: 'need-unreachable',
    symptoms: ['need-down', 'backend-crashed', 'bad-gateway'],
  },
  {
    name: 'a dependency runs but its packets are dropped',
    saw: [
      failed,
      { 'needs.postgres': { kind: 'postgres', up: false, outcome: 'timed_out', unitActive: true } },
    ],
    verdict: 'need-unreachable',
  },
  {
    name: 'listens, reachable, and refuses',
    saw: [badGateway, { listening: { open: true, reachable: true } }],
    verdict: 'refuses-locally',
    symptoms: ['bad-gateway'],
  },
  {
    name: 'cannot be imported since it was deployed',
    saw: [
      failed,
      justDeployed,
      { logs: { rootSignature: 'py-import-name', rootSubject: 'Basket', signatures: ['py-import-name'] } },
    ],
    verdict: 'py-import-name',
    warnings: ['deployed-unchecked'],
  },
  {
    name: 'crashes since it was deployed on a host',
    saw: [failed, justDeployed],
    verdict: 'backend-crashed',
    warnings: ['code-changed-just-before'],
  },
  { name: 'deployed just before, and well', saw: [justDeployed], verdict: 'healthy', warnings: [] },
  {
    name: 'a check that a gateway answered',
    saw: [failed, { 'checks.login': { blocked: true, alive: false, outcome: 'answered', status: 502 } }],
    verdict: 'backend-crashed',
    symptoms: ['bad-gateway'],
  },
  {
    name: 'one path that a gateway does not let through',
    saw: [{ 'checks.list': { blocked: true, alive: false, outcome: 'answered', status: 502 } }],
    verdict: 'check-failed',
  },
];
