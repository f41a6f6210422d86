import type { Case } from './case.ts';
import { badGateway, type FactsByProbe, notListening } from './facts.ts';

const answers500: FactsByProbe = {
  local: { status: 500, alive: false, expectMet: false },
  public: { status: 500, alive: false, expectMet: false },
};
const failed: FactsByProbe = {
  process: { state: 'failed', failure: 'exit_code', exitCode: 1 },
  ...notListening,
};
const hangs: FactsByProbe = {
  local: { outcome: 'timed_out', alive: false },
  public: { ...badGateway['public'], status: 504 },
};

/** The host itself, and what was changed on it. */
export const hostCases: readonly Case[] = [
  {
    name: 'disk full and errors',
    saw: [answers500, { disk: { full: true, fullPath: '/srv', usedPercent: 100 } }],
    verdict: 'disk-full',
    symptoms: ['app-error'],
  },
  {
    name: 'disk full, nothing fails yet',
    saw: [{ disk: { full: true, fullPath: '/srv', usedPercent: 97 } }],
    verdict: 'healthy',
    warnings: ['disk-filling'],
  },
  {
    name: 'no inodes',
    saw: [answers500, { disk: { full: false, inodesFull: true, fullPath: '/srv' } }],
    verdict: 'inodes-full',
  },
  {
    name: 'inodes run out, nothing fails yet',
    saw: [{ disk: { full: false, inodesFull: true, fullPath: '/srv' } }],
    verdict: 'healthy',
    warnings: ['disk-filling'],
  },
  {
    name: 'mounted read-only',
    saw: [answers500, { disk: { readOnly: true, readOnlyPath: '/srv' } }],
    verdict: 'disk-read-only',
  },
  {
    name: 'the kernel killed it',
    saw: [failed, { oom: { killed: true, victimIsService: true } }],
    verdict: 'oom-kernel',
  },
  {
    name: 'out of files',
    saw: [hangs, { files: { nearLimit: true } }],
    verdict: 'too-many-files',
    symptoms: ['backend-hanging', 'bad-gateway'],
  },
  { name: 'no memory', saw: [hangs, { memory: { low: true, availablePercent: 2 } }], verdict: 'memory-low' },
  {
    name: 'memory stalls',
    saw: [hangs, { memory: { stalled: true, availablePercent: 8 } }],
    verdict: 'memory-low',
  },
  {
    name: 'overloaded',
    saw: [hangs, { load: { overloaded: true, load5: 40, cpus: 2 } }],
    verdict: 'backend-hanging',
    warnings: ['host-overloaded'],
  },
  { name: 'busy but fine', saw: [{ load: { overloaded: true, load5: 40, cpus: 2 } }], verdict: 'healthy' },
  {
    name: 'rebooted, not enabled',
    saw: [{ process: { state: 'stopped', enabled: false }, boot: { rebootedRecently: true } }, notListening],
    verdict: 'not-started-at-boot',
    symptoms: ['backend-not-running', 'bad-gateway'],
  },
  {
    name: 'firewall on the public port',
    saw: [
      {
        public: { outcome: 'timed_out', alive: false, gatewayError: false },
        firewall: { blocks: true, blockedPorts: ['80'] },
      },
    ],
    verdict: 'firewall',
    symptoms: ['edge', 'public-unreachable'],
  },
  {
    name: 'firewall on the local port',
    saw: [hangs, { firewall: { blocks: true, blockedPorts: ['8000'] } }],
    verdict: 'firewall',
  },
  {
    name: 'a wrong clock',
    saw: [{ clock: { skewed: true, skewS: 400 } }],
    verdict: 'healthy',
    warnings: ['clock-skew'],
  },
  {
    name: 'restarted often, and it answers',
    saw: [{ process: { crashLoop: true, restarts: 4, uptimeS: 9 } }],
    verdict: 'healthy',
    warnings: ['restarted-often'],
  },
  {
    name: 'restarted often, up at this moment, and mute',
    saw: [{ process: { crashLoop: true, restarts: 4, uptimeS: 1 } }, notListening],
    verdict: 'crash-loop',
  },
  {
    name: 'a unit edited since',
    saw: [{ process: { needReload: true } }],
    verdict: 'healthy',
    warnings: ['unit-changed'],
  },
  {
    name: 'secrets for everyone',
    saw: [{ paths: { fine: true, worldReadable: ['/srv/.env'] } }],
    verdict: 'healthy',
    warnings: ['secrets-readable'],
  },
  {
    name: 'a variable missing, as the file shows',
    saw: [answers500, { env: { missing: ['SECRET_KEY'], empty: [], placeholder: [], wrong: [] } }],
    verdict: 'env-missing',
  },
  {
    name: 'a variable empty',
    saw: [answers500, { env: { missing: [], empty: ['SECRET_KEY'] } }],
    verdict: 'env-missing',
  },
  {
    name: 'a placeholder left',
    saw: [answers500, { env: { missing: [], placeholder: ['SECRET_KEY'] } }],
    verdict: 'env-placeholder',
  },
  {
    name: 'a wrong value',
    saw: [answers500, { env: { missing: [], wrong: ['NODE_ENV'] } }],
    verdict: 'env-wrong',
  },
  {
    name: 'a variable missing in the file, nothing fails yet',
    saw: [{ env: { missing: ['SECRET_KEY'] } }],
    verdict: 'healthy',
    warnings: ['env-waiting'],
  },
  {
    name: 'a placeholder, nothing fails yet',
    saw: [{ env: { missing: [], placeholder: ['SECRET_KEY'] } }],
    verdict: 'healthy',
    warnings: ['env-waiting'],
  },
  {
    name: 'the file of variables is gone',
    saw: [failed, { env: { fileExists: false } }],
    verdict: 'sysd-envfile',
  },
  {
    name: 'a path it may not use',
    saw: [
      answers500,
      { paths: { fine: false, unwritable: ['/srv/media'] }, logs: { deniedPaths: ['/srv/media'] } },
    ],
    verdict: 'permission',
    warnings: ['path-not-usable'],
  },
  { name: 'the venv is gone', saw: [failed, { runtime: { venvExists: false } }], verdict: 'venv-broken' },
  { name: 'another Python', saw: [failed, { runtime: { pythonMatches: false } }], verdict: 'py-version' },
  {
    name: 'migrations wait and it fails',
    saw: [answers500, { migrations: { pending: true, pendingCount: 2 } }],
    verdict: 'mig-pending',
  },
  {
    name: 'migrations wait, nothing fails yet',
    saw: [{ migrations: { pending: true, pendingCount: 2 } }],
    verdict: 'healthy',
    warnings: ['migrations-waiting'],
  },
  {
    name: 'a deployment stopped half way',
    saw: [{ deploy: { unfinished: 'MERGE_HEAD' } }],
    verdict: 'healthy',
    warnings: ['deploy-unfinished'],
  },
  {
    name: 'a fix that is not deployed',
    saw: [{ branch: { deployed: false, remoteHead: '1f2e3d4' } }],
    verdict: 'healthy',
    warnings: ['fix-not-deployed'],
  },
];
