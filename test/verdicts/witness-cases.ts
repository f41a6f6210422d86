import type { Case } from './case.ts';
import { notListening } from './facts.ts';

const failed = {
  process: {
    state: 'failed',
    substate: 'failed',
    failure: 'exit_code',
    exitCode: 1,
    kind: 'systemd',
    oomKilled: false,
  },
};
const answers500 = {
  local: { status: 500, alive: false, expectMet: false },
  public: { status: 500, alive: false, expectMet: false },
};
const saysDiskFull = { logs: { rootSignature: 'disk-full', rootSignatures: ['disk-full'] } };
const roomy = {
  full: false,
  inodesFull: false,
  anyFull: false,
  anyInodesFull: false,
  usedPercent: 21,
  readOnly: false,
};

/** A log line is a witness, not a judge: what stands against it, what stands with it, and what stands alone. */
export const witnessCases: readonly Case[] = [
  {
    name: 'the log says that the disk is full, and it is not',
    saw: [failed, notListening, saysDiskFull, { disk: roomy }],
    verdict: 'backend-crashed',
    confidence: 'certain',
  },
  {
    name: 'the log says that the disk is full, and nobody could look',
    saw: [failed, notListening, saysDiskFull],
    verdict: 'disk-full',
    confidence: 'likely',
  },
  {
    name: 'the log says that the disk is full, and it is',
    saw: [failed, notListening, saysDiskFull, { disk: { ...roomy, full: true, anyFull: true } }],
    verdict: 'disk-full',
    confidence: 'certain',
  },
  {
    name: 'the disk is full, and nothing says that this is why it fails',
    saw: [failed, notListening, { disk: { ...roomy, full: true, anyFull: true } }],
    verdict: 'disk-full',
    confidence: 'likely',
  },
  {
    name: 'the inodes are used up, which the kernel tells in the same words as a full disk',
    saw: [failed, notListening, saysDiskFull, { disk: { ...roomy, inodesFull: true, anyInodesFull: true } }],
    verdict: 'inodes-full',
    confidence: 'certain',
  },
  {
    name: 'the file of variables is closed to its user, and systemd read it as root',
    saw: [answers500, { paths: { fine: false, unreadable: ['/etc/payments/env'] } }],
    verdict: 'app-error',
    warnings: ['path-not-usable'],
  },
  {
    name: 'a path is closed, and its log complains of that very path',
    saw: [
      answers500,
      { paths: { fine: false, unwritable: ['/srv/media'] } },
      { logs: { rootSignature: 'permission', deniedPaths: ['/srv', '/srv/media', '/srv/media/a.png'] } },
    ],
    verdict: 'permission',
    warnings: ['path-not-usable'],
    confidence: 'certain',
  },
  {
    name: 'a path is closed, and its log complains of another one',
    saw: [
      answers500,
      { paths: { fine: false, unwritable: ['/srv/media'] } },
      { logs: { rootSignature: 'permission', deniedPaths: ['/var/cache/x'] } },
    ],
    verdict: 'permission',
    warnings: ['path-not-usable'],
    confidence: 'likely',
  },
  {
    name: 'its command is missing, and an earlier start complained of Redis',
    saw: [
      {
        process: {
          state: 'failed',
          substate: 'FATAL',
          failure: 'command_missing',
          kind: 'supervisor',
          oomKilled: false,
        },
      },
      notListening,
      { logs: { rootSignature: 'redis-unreachable' } },
    ],
    verdict: 'command-missing',
    confidence: 'certain',
  },
  {
    name: 'its log complains of Redis, and nobody asked Redis',
    saw: [failed, notListening, { logs: { rootSignature: 'redis-unreachable' } }],
    verdict: 'redis-unreachable',
    confidence: 'likely',
  },
  {
    name: 'its log complains of Redis, and Redis is down',
    saw: [
      failed,
      notListening,
      { logs: { rootSignature: 'redis-unreachable' } },
      { 'needs.redis': { kind: 'redis', up: false, outcome: 'refused', unitActive: false } },
    ],
    verdict: 'redis-unreachable',
    confidence: 'certain',
  },
  {
    name: 'it answers, and a file system where its workers may write is full',
    saw: [{ disk: { ...roomy, anyFull: true, fullMounts: ['/srv/exports'] } }],
    verdict: 'healthy',
    warnings: ['other-disk-full'],
    confidence: 'likely',
  },
  {
    name: 'it answers, and another file system has no inodes left',
    saw: [{ disk: { ...roomy, anyInodesFull: true, fullMounts: ['/srv/exports'] } }],
    verdict: 'healthy',
    warnings: ['other-disk-full'],
    confidence: 'likely',
  },
];
