import type { Case } from './case.ts';
import { badGateway, notListening } from './facts.ts';

const stopped = { state: 'stopped', substate: 'dead', uptimeS: 0 };
const failed = { state: 'failed', substate: 'failed', failure: 'exit_code', exitCode: 1 };

/** What is wrong with the process and its port. */
export const processCases: readonly Case[] = [
  { name: 'all is well', saw: [], verdict: 'healthy', confidence: 'certain' },
  { name: 'nobody could look from outside', saw: [{ public: undefined }], verdict: 'not-all-seen' },
  {
    name: 'inside could not be looked at',
    saw: [{ process: undefined, listening: undefined, local: undefined, proxy: undefined, logs: undefined }],
    verdict: 'not-all-seen',
  },
  {
    name: 'old errors in the log of a healthy service',
    saw: [{ logs: { signatures: ['db-unreachable-pg'], rootSignature: 'db-unreachable-pg' } }],
    verdict: 'healthy',
  },
  {
    name: 'stopped',
    saw: [{ process: stopped }, notListening],
    verdict: 'backend-not-running',
    symptoms: ['bad-gateway'],
  },
  {
    name: 'stopped by somebody, with an old error in the log and checks that are refused',
    saw: [
      { process: stopped },
      notListening,
      { logs: { rootSignature: 'py-exception' }, 'checks.orders': { passed: false, outcome: 'refused' } },
    ],
    verdict: 'backend-not-running',
    symptoms: ['check-failed', 'bad-gateway'],
  },
  {
    name: 'crashed without a word',
    saw: [{ process: failed }, notListening],
    verdict: 'backend-crashed',
    symptoms: ['bad-gateway'],
  },
  {
    name: 'crash loop',
    saw: [{ process: { state: 'restarting', crashLoop: true, restarts: 4 } }, notListening],
    verdict: 'crash-loop',
    symptoms: ['bad-gateway'],
  },
  {
    name: 'just started',
    saw: [{ process: { state: 'starting', uptimeS: 1 } }, notListening],
    verdict: 'starting',
    symptoms: ['bad-gateway'],
  },
  {
    name: 'young and not yet listening',
    saw: [{ process: { uptimeS: 2 }, logs: { serving: false } }, notListening],
    verdict: 'starting',
  },
  {
    name: 'not installed',
    saw: [{ process: { state: 'not_found' } }, notListening],
    verdict: 'unit-not-found',
  },
  { name: 'masked', saw: [{ process: { state: 'masked' } }, notListening], verdict: 'unit-masked' },
  {
    name: 'broken unit file',
    saw: [{ process: { state: 'bad_setting', error: 'Invalid section' } }, notListening],
    verdict: 'unit-broken',
  },
  {
    name: 'suspended',
    saw: [
      { process: { state: 'paused' } },
      { local: { outcome: 'timed_out' } },
      { public: badGateway['public'] },
    ],
    verdict: 'process-paused',
    symptoms: ['backend-hanging', 'bad-gateway'],
  },
  {
    name: 'runs but does not listen',
    saw: [notListening],
    verdict: 'backend-not-listening',
    symptoms: ['bad-gateway'],
  },
  {
    name: 'listens on another port',
    saw: [notListening, { listening: { otherPorts: ['8001'] } }],
    verdict: 'port-mismatch',
  },
  {
    name: 'listens on another address',
    saw: [badGateway, { listening: { reachable: false, addresses: ['[::1]:8000'] } }],
    verdict: 'bind-address',
  },
  {
    name: 'says it cannot bind its address',
    saw: [
      { process: failed },
      notListening,
      { logs: { rootSignature: 'bind-refused', signatures: ['bind-refused'] } },
    ],
    verdict: 'bind-refused',
    others: [],
    symptoms: ['backend-crashed', 'bad-gateway'],
  },
  {
    name: 'its port is taken',
    saw: [
      { process: failed },
      badGateway,
      { listening: { ownerIsService: false, ownerCommand: 'nc -l 8000', ownerPid: 77 } },
    ],
    verdict: 'port-in-use',
    symptoms: ['backend-crashed', 'bad-gateway'],
  },
  {
    name: 'its port is taken, as its log says',
    saw: [
      { process: failed },
      badGateway,
      {
        listening: { ownerIsService: undefined as never },
        logs: { rootSignature: 'port-in-use', signatures: ['port-in-use'] },
      },
    ],
    verdict: 'port-in-use',
  },
];
