import { systemClock } from '#base/clock.ts';
import type { StepExecutor } from '#actions/run-step.ts';
import { createPlatformChanges } from '#platforms/change-platform.ts';
import type { Login } from '#actions/plan.ts';
import type { Catalog } from '#catalog/catalog.ts';
import type { Pool } from '#ssh/pool.ts';
import type { Reach } from '#ssh/target.ts';
import { readReference } from '#secrets/read-reference.ts';

/** Everything through which approved changes are made. */
export function openStepExecutor(pool: Pool, catalog: () => Catalog): StepExecutor {
  return {
    act: async (host, change) => pool.act(host, change),
    state: pool.actState,
    stop: pool.actStop,
    call: createPlatformChanges({ catalog, readReference, clock: systemClock }),
    resolve: (reference) =>
      readReference(reference).then(
        (text) => text.replace(/\n$/, ''),
        () => undefined,
      ),
  };
}

/** Where a command for a host goes, and by which key it is known: a change of any of it makes another plan. */
export function createResolveLogin(pool: Pool) {
  return async (name: string): Promise<Login | undefined> => {
    const reach = await pool.reach(name);
    return 'trouble' in reach ? undefined : loginOf(reach);
  };
}

function loginOf({ host, address, port, user, pinned, knownHosts, jump }: Reach): Login {
  return {
    host,
    address,
    port,
    user,
    hostKey: pinned ?? `known_hosts${knownHosts === undefined ? '' : `:${knownHosts}`}`,
    ...(jump === undefined ? {} : { jump: loginOf(jump) }),
  };
}
