import { defineConfig } from 'vitest/config';
import { root } from './bin/setup/place.mjs';
import { locateProgram, nginx, redisServer } from './bin/setup/programs.mjs';
import { measureSlowness } from './bin/setup/slowness.mjs';

// Suites that look at the processes of this machine, or at all hosts on it: alone, or they would see others.
const alone = ['test/integration/ssh/*.test.ts', 'test/lab/lab.test.ts'];

// Suites that boot hosts of their own: they share a kernel and two cores, so only two at a time.
const hosts = [
  'test/{actions,lab}/**/*.test.ts',
  'test/attack/{helper-files,helper-programs,helper-reading,read-as,sudo-rules}.test.ts',
  'test/stories/{diagnose-fleet,diagnose-lab-host,outage-lab}.test.ts',
];

// Suites that run the whole product or drive a browser: they mostly wait for its clocks, so some do so together.
const product = [
  'test/{chaos,integration,stories,browser}/**/*.test.ts',
  'packages/sandbox/demo/**/*.test.ts',
  'packages/sandbox/main.test.ts',
  'packages/sandbox/page/{page,accessible,on-workspace}.test.ts',
  'test/setup-fetch.test.ts',
];

// Measured once a run; every limit is so many times longer, here and where tests call scaled().
const slowness = Number(process.env['SANDBOX_SLOWNESS'] ?? '') || measureSlowness();

// packages/ knows nothing of how this repository sets a machine up: it is told where the programs are.
const env = {
  RESUS_NGINX: locateProgram(root, nginx) ?? '',
  RESUS_REDIS_SERVER: locateProgram(root, redisServer) ?? '',
  SANDBOX_SLOWNESS: String(slowness),
};

// Never tried again: a test that passes at its second try has found something, or is no test.
const shared = { environment: 'node', pool: 'forks', retry: 0, env } as const;

const limits = (testMs: number, hookMs: number) => ({
  testTimeout: testMs * slowness,
  hookTimeout: hookMs * slowness,
  expect: { poll: { timeout: 5_000 * slowness } },
});

// Real parts share two cores with everything else.
const real = limits(60_000, 180_000);

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...shared,
          name: 'quick',
          include: ['src/**/*.test.ts', 'packages/**/*.test.ts', 'test/**/*.test.ts'],
          exclude: [...alone, ...hosts, ...product],
          ...limits(40_000, 30_000),
          // vitest would leave one core idle, of two; and it moves group 0 to the end when it has one worker.
          maxWorkers: '100%',
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...shared,
          ...real,
          name: 'product',
          include: product,
          exclude: [...alone, ...hosts],
          // Pictures are taken with the data in one fixed place.
          maxWorkers: process.env['RESUS_SHOTS'] ? 1 : 3,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          ...shared,
          ...real,
          name: 'hosts',
          include: hosts,
          exclude: alone,
          maxWorkers: 2,
          sequence: { groupOrder: 3 },
        },
      },
      {
        test: {
          ...shared,
          ...real,
          name: 'alone',
          include: alone,
          maxWorkers: 1,
          sequence: { groupOrder: 4 },
        },
      },
    ],
  },
});
