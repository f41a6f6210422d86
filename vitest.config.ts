import { defineConfig } from 'vitest/config';

// Suites that boot hosts, run the whole bot or drive a browser: on two cores they would slow each other into
// false failures, so they run one file at a time, after everything that is quick.
const real = [
  'test/{actions,chaos,lab,integration,stories,browser}/**/*.test.ts',
  'sandbox/{demo,lab}/**/*.test.ts',
  'sandbox/main.test.ts',
  'sandbox/page/{page,on-workspace}.test.ts',
  'test/setup-fetch.test.ts',
];

const shared = { environment: 'node', pool: 'forks' } as const;

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...shared,
          name: 'quick',
          retry: 0,
          include: ['src/**/*.test.ts', 'sandbox/**/*.test.ts', 'test/**/*.test.ts'],
          exclude: real,
          testTimeout: 40_000,
          hookTimeout: 30_000,
          // vitest would leave one core idle, of two; and it moves group 0 to the end when it has one worker.
          maxWorkers: '100%',
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...shared,
          name: 'real',
          // Real hosts share two cores with everything else: what fails once more is broken, what does not was crowded out.
          retry: 1,
          include: real,
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 180_000,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
