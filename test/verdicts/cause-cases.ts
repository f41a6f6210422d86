import type { Case } from './case.ts';
import { badGateway, notListening } from './facts.ts';

const failed = { state: 'failed', substate: 'failed', failure: 'exit_code', exitCode: 1 };

/** Access, and deeper causes that the manager or the log names. */
export const causeCases: readonly Case[] = [
  {
    name: 'host unreachable',
    saw: [
      {
        access: { reachable: false, reason: 'timed_out' },
        process: undefined,
        listening: undefined,
        local: undefined,
        proxy: undefined,
        logs: undefined,
        public: undefined,
      },
    ],
    verdict: 'access-lost',
  },
  {
    name: 'host key changed',
    saw: [
      {
        access: { reachable: false, reason: 'host_key_changed' },
        process: undefined,
        listening: undefined,
        local: undefined,
        proxy: undefined,
        logs: undefined,
        public: undefined,
      },
    ],
    verdict: 'host-key-changed',
  },
  {
    name: 'host key unknown',
    saw: [
      {
        access: { reachable: false, reason: 'host_key_unknown' },
        process: undefined,
        listening: undefined,
        local: undefined,
        proxy: undefined,
        logs: undefined,
        public: undefined,
      },
    ],
    verdict: 'host-key-unknown',
  },
  {
    name: 'login refused',
    saw: [
      {
        access: { reachable: false, reason: 'auth_refused' },
        process: undefined,
        listening: undefined,
        local: undefined,
        proxy: undefined,
        logs: undefined,
        public: undefined,
      },
    ],
    verdict: 'login-refused',
  },
  ...(['exec', 'chdir', 'user', 'resources'] as const).map((failure, index) => ({
    name: `systemd says ${failure}`,
    saw: [{ process: { ...failed, failure } }, notListening],
    verdict: ['sysd-exec', 'sysd-chdir', 'sysd-user', 'sysd-envfile'][index] ?? '',
    symptoms: ['backend-crashed', 'bad-gateway'],
  })),
  {
    name: 'killed for memory, as systemd says',
    saw: [{ process: { ...failed, kind: 'systemd', oomKilled: true } }, notListening],
    verdict: 'oom-systemd',
  },
  {
    name: 'killed for memory, as systemd and the log say',
    saw: [
      { process: { ...failed, kind: 'systemd', oomKilled: true }, logs: { rootSignature: 'py-exception' } },
      notListening,
    ],
    verdict: 'oom-systemd',
  },
  {
    name: 'a worker killed',
    saw: [badGateway, { local: { outcome: 'empty_reply' }, logs: { signatures: ['gun-worker-killed'] } }],
    verdict: 'gun-worker-killed',
    symptoms: ['worker-dying', 'bad-gateway'],
  },
  {
    name: 'sqlalchemy only',
    saw: [{ process: failed }, notListening, { logs: { signatures: ['sa-operational'] } }],
    verdict: 'sa-operational',
  },
  {
    name: 'crashed with an exception that has no name of its own',
    saw: [
      { process: failed },
      notListening,
      { logs: { rootSignature: 'py-exception', rootLine: 'ZeroDivisionError: division by zero' } },
    ],
    verdict: 'backend-crashed',
  },
  {
    name: 'answers 500 with an exception that has no name of its own',
    saw: [
      { local: { status: 500, alive: false, expectMet: false } },
      { public: { status: 500, alive: false, expectMet: false } },
      { logs: { rootSignature: 'py-exception' } },
    ],
    verdict: 'app-error',
  },
  {
    name: 'dies again and again with an error of its own',
    saw: [
      { process: { ...failed, crashLoop: true } },
      notListening,
      { logs: { rootSignature: 'node-exception' } },
    ],
    verdict: 'crash-loop',
  },
  {
    name: 'static files missing',
    saw: [
      {
        local: { status: 500, alive: false, expectMet: false },
        logs: { signatures: ['dj-static-manifest'] },
      },
    ],
    verdict: 'dj-static-manifest',
  },
  {
    name: 'host name not allowed',
    saw: [
      {
        local: { status: 400, expectMet: false },
        public: { status: 400, expectMet: false },
        logs: { signatures: ['dj-disallowed-host'] },
      },
    ],
    verdict: 'dj-disallowed-host',
  },
];
