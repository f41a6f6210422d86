import type { Hands } from '#jobs/run-step.ts';
import type { Login } from '#runbooks/plan.ts';
import type { Pool } from '#ssh/pool.ts';
import type { Reach } from '#ssh/reach.ts';
import { readReference } from './references.ts';

/** Everything through which approved changes are made. */
export function openHands(pool: Pool): Hands {
  return {
    act: async (host, change) => pool.act(host, change),
    state: pool.actState,
    stop: pool.actStop,
    call: async ({ platform }) => ({
      outcome: 'refused',
      output: `Resus does not call ${platform} in this version.`,
      tookMs: 0,
    }),
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
