import type { Redis } from 'ioredis';
import { createCarryOutSigned } from '#actions/carry-out-signed.ts';
import { createNonceStore } from '#actions/redis-nonce-store.ts';
import { voteNamespace } from '#actions/signed-command.ts';
import { systemClock } from '#base/clock.ts';
import type { Log } from '#base/log.ts';
import type { PlanUseCases } from '#bot/use-cases.ts';
import type { Catalog } from '#catalog/catalog.ts';
import { startSignedWorker } from '#jobs/signed-commands.ts';
import { findSigner } from '#ssh/ssh-signature.ts';

export type SignedDeps = {
  readonly connection: Redis;
  readonly catalog: () => Catalog;
  readonly useCases: Pick<PlanUseCases, 'ask' | 'decide'>;
  readonly log: Log;
};

/** The part of a worker that takes commands from terminals: proven here, against this process's own catalog. */
export function startSigned({ connection, catalog, useCases, log }: SignedDeps) {
  const carryOut = createCarryOutSigned({
    catalog,
    clock: systemClock,
    findSigner: (keys, text, signature) => findSigner(keys, { text, signature, namespace: voteNamespace }),
    claimNonce: createNonceStore(connection).claim,
    ask: useCases.ask,
    decide: useCases.decide,
  });
  return startSignedWorker(connection, carryOut, log);
}
