import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createCarryOutSigned } from '#actions/carry-out-signed.ts';
import type { DecidePlan } from '#actions/plan-commands.ts';
import { createNonceStore } from '#actions/redis-nonce-store.ts';
import { voteNamespace } from '#actions/signed-command.ts';
import { readCatalog } from '#app/read-catalog.ts';
import { signCommand } from '#app/sign-command.ts';
import { systemClock } from '#base/clock.ts';
import { openSignedCommands, startSignedWorker } from '#jobs/signed-commands.ts';
import { workerConnection } from '#redis/redis.ts';
import { findSigner } from '#ssh/ssh-signature.ts';
import { describeWith } from '#test/needs.ts';
import { createQuietLog } from '#test/quiet-log.ts';
import { type RedisServer, startRedis } from '#test/redis-server.ts';

describeWith(['sshd', 'redis'], 'who is at the terminal', () => {
  let dir: string;
  let server: RedisServer;
  const log = createQuietLog();
  const keyOf = (name: string): string => join(dir, name);
  beforeAll(async () => {
    server = await startRedis();
    dir = mkdtempSync(join(tmpdir(), 'resus-identity-'));
    for (const name of ['mia', 'ned', 'eve'])
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', keyOf(name)]);
  });
  afterAll(async () => {
    await server.stop();
    rmSync(dir, { recursive: true, force: true });
  });
  const key = (name: string): string => readFileSync(`${keyOf(name)}.pub`, 'utf8').trim();
  const catalog = (mia = 'mia') => {
    const people = {
      mia: { users: ['U0MIA'], ssh_key: key(mia) },
      ned: { ssh_key: key('ned') },
      sre: { users: ['U0MIA', 'U0NED'] },
    };
    return readCatalog(JSON.stringify({ people }), 'people.yaml');
  };
  const approve = {
    kind: 'decide' as const,
    planId: 'plan-1',
    decision: { kind: 'approve' as const, digest: 'd' },
  };

  /** A worker with its own catalog, and a terminal, on one Redis. */
  async function withWorker(use: (send: ReturnType<typeof openSignedCommands>['send']) => Promise<void>) {
    const decided: DecidePlan[] = [];
    const connection = workerConnection(server.url, () => {});
    const terminal = workerConnection(server.url, () => {});
    const worker = startSignedWorker(
      connection,
      createCarryOutSigned({
        catalog: () => catalog(),
        clock: systemClock,
        findSigner: (keys, text, signature) =>
          findSigner(keys, { text, signature, namespace: voteNamespace }),
        claimNonce: createNonceStore(connection).claim,
        ask: async () => ({ outcome: 'asked', planId: 'plan-2' }),
        decide: async (command) => {
          decided.push(command);
          return { outcome: 'refused', message: { en: 'decided by the worker', fr: 'décidé' } };
        },
      }),
      log,
    );
    const commands = openSignedCommands(terminal, log);
    try {
      await use(commands.send);
    } finally {
      await commands.close();
      await worker.stop();
      connection.disconnect();
      terminal.disconnect();
    }
    return decided;
  }

  it('is whoever signs with the key that the worker lists for them, and the same person as in Slack', async () => {
    const decided = await withWorker(async (send) => {
      for (const name of ['mia', 'ned'])
        expect(await send(await signCommand(catalog(), approve, keyOf(name)), 20_000)).toMatchObject({
          outcome: 'refused',
          message: { en: 'decided by the worker' },
        });
    });
    expect(decided.map(({ by }) => by)).toEqual([
      { id: 'U0MIA', via: 'cli' },
      { id: 'person:ned', via: 'cli' },
    ]);
    expect(decided.every(({ signature }) => signature?.includes('BEGIN SSH SIGNATURE'))).toBe(true);
  });

  it('is nobody by a forged catalog, by another key, or a second time', async () => {
    const decided = await withWorker(async (send) => {
      const forged = await signCommand(catalog('eve'), approve, keyOf('eve'));
      expect(await send(forged, 20_000)).toMatchObject({ message: { with: { theirs: forged.catalogHash } } });
      const claimed = await signCommand(catalog(), approve, keyOf('eve'));
      expect(await send(claimed, 20_000)).toMatchObject({
        message: { en: expect.stringContaining('not by a key') },
      });
      const signed = await signCommand(catalog(), approve, keyOf('mia'));
      const renamed = { ...signed, nonce: `${signed.nonce}x` };
      expect(await send(renamed, 20_000)).toMatchObject({
        message: { en: expect.stringContaining('not by a key') },
      });
    });
    expect(decided).toEqual([]);
  });

  it('cannot sign without a key, or where nobody is listed', async () => {
    await expect(signCommand(catalog(), approve, keyOf('gone'))).rejects.toThrow('You must sign this');
    const empty = readCatalog('services: {}', 'none.yaml');
    await expect(signCommand(empty, approve, keyOf('mia'))).rejects.toThrow('Nobody has an `ssh_key`');
  });

  it('is told when no worker answers, and nothing is left for one that comes later', async () => {
    const terminal = workerConnection(server.url, () => {});
    const commands = openSignedCommands(terminal, log);
    try {
      await expect(commands.send(await signCommand(catalog(), approve, keyOf('mia')), 300)).rejects.toThrow(
        'No worker answered',
      );
    } finally {
      await commands.close();
      terminal.disconnect();
    }
    expect(await withWorker(async () => {})).toEqual([]);
  });
});
