import type { Case } from './case.ts';
import { badGateway, notListening } from './facts.ts';

const compose = { kind: 'compose', name: 'api' };
const own = { container: { image: 'shop-api:1.4' } };
const failed = { ...compose, state: 'failed', substate: 'exited', exitCode: 1 };
const passes = { port: 8000, published: true, listens: true, loopbackOnly: false, imageCurrent: true };
const reset = { local: { outcome: 'reset', alive: false, expectMet: false } };
const mysql = { kind: 'mysql', address: 'db:3306', unit: 'shop-db-1', up: false };
const broken = { local: { status: 500, alive: false, expectMet: false } };

/** What can be wrong between a container and its host, its engine and its neighbours. */
export const containerCases: readonly Case[] = [
  {
    name: 'the engine is down, and its containers with it',
    saw: [
      {
        process: { ...compose, state: 'stopped', failure: 'manager_down' },
        engine: { up: false, unitState: 'inactive' },
      },
      notListening,
    ],
    verdict: 'engine-down',
  },
  {
    name: 'the kernel killed it at the limit of its container',
    saw: [
      {
        process: { ...failed, memoryLimit: '256 MiB' },
        oom: { killed: true, victimIsService: true },
        ...own,
      },
      notListening,
    ],
    verdict: 'container-oom',
  },
  {
    name: 'the engine says that memory ran out',
    saw: [{ process: { ...failed, oomKilled: true }, ...own }, notListening],
    verdict: 'container-oom',
  },
  {
    name: 'a container that ended with the engine and that no policy brings back',
    saw: [{ process: { ...compose, state: 'stopped', leftByEngine: true }, ...own }, notListening],
    verdict: 'not-started-at-boot',
  },
  {
    name: 'a command that is not in the image',
    saw: [{ process: { ...failed, failure: 'exec', exitCode: 127 }, ...own }, notListening],
    verdict: 'container-command',
  },
  {
    name: 'another container has the published port',
    saw: [{ process: { ...failed, failure: 'port' }, ...own }, notListening],
    verdict: 'published-port-taken',
  },
  {
    name: 'the port of the catalog is not published',
    saw: [
      { process: compose, container: { ...passes, published: false, publishedPorts: ['8081'] } },
      notListening,
    ],
    verdict: 'port-unpublished',
  },
  {
    name: 'it listens on 127.0.0.1 inside',
    saw: [
      { process: compose, container: { ...passes, listens: false, loopbackOnly: true } },
      badGateway,
      reset,
    ],
    verdict: 'container-loopback',
  },
  {
    name: 'it listens on another port inside',
    saw: [
      { process: compose, container: { ...passes, listens: false, otherPorts: ['9000'] } },
      badGateway,
      reset,
    ],
    verdict: 'container-port',
  },
  {
    name: 'Docker accepts for a container in which nobody listens',
    saw: [{ process: compose, container: { ...passes, listens: false } }, badGateway, reset],
    verdict: 'container-not-listening',
  },
  {
    name: 'the container of the database is on another network',
    saw: [broken, { 'needs.mysql': { ...mysql, outcome: 'off_network', unitState: 'running' } }],
    verdict: 'need-off-network',
  },
  {
    name: 'the container of the database is stopped, and its name is gone with it',
    saw: [
      broken,
      {
        'needs.mysql': { ...mysql, outcome: 'stopped', unitState: 'stopped' },
        logs: { rootSignature: 'db-host-unresolved', signatures: ['db-host-unresolved'] },
      },
    ],
    verdict: 'need-container-down',
  },
  {
    name: 'the database has no free connection',
    saw: [broken, { 'needs.mysql': { ...mysql, outcome: 'full', full: true } }],
    verdict: 'need-full',
  },
  {
    name: 'the volume of the database is full',
    saw: [
      broken,
      {
        'needs.mysql': { ...mysql, outcome: 'restarting', logSignature: 'disk-full', logLine: 'OS error 28' },
      },
    ],
    verdict: 'volume-full',
  },
  {
    name: 'Compose waits for a dependency that its health check calls unhealthy',
    saw: [
      { process: { ...compose, state: 'stopped', substate: 'created' } },
      notListening,
      { 'needs.mysql': { ...mysql, up: true, outcome: 'up', health: 'unhealthy' } },
    ],
    verdict: 'dependency-unhealthy',
  },
  {
    name: 'a health check that asks for the wrong thing',
    saw: [{ process: { ...compose, health: 'unhealthy' } }],
    verdict: 'healthy',
    warnings: ['health-check-wrong'],
  },
  {
    name: 'a newer image under the tag that runs',
    saw: [{ process: compose, container: { ...passes, imageCurrent: false } }],
    verdict: 'healthy',
    warnings: ['image-not-deployed'],
  },
];
