import type { Catalog } from '#catalog/catalog.ts';
import { keepBuild, keepDefinitions, keepLogs } from './caprover-fields.ts';
import { loginTo } from './caprover-login.ts';
import { createSession } from './caprover-session.ts';
import type { PlatformClient, PlatformDeps } from './platforms.ts';
import { silent } from './refused.ts';

/** All that is ever read, with what is kept of it. */
const reads: readonly {
  readonly path: RegExp;
  readonly keep: (data: unknown, catalog: Catalog) => unknown;
}[] = [
  { path: /^\/user\/apps\/appDefinitions$/, keep: keepDefinitions },
  { path: /^\/user\/apps\/appData\/[\w-]+$/, keep: keepBuild },
  // Only hex keeps what is not ASCII, and the lengths of the frames.
  { path: /^\/user\/apps\/appData\/[\w-]+\/logs\?encoding=hex$/, keep: keepLogs },
];

export function createCaprover({ catalog, readReference, clock }: PlatformDeps): PlatformClient {
  const session = createSession(clock);
  return async (path, signal) => {
    const read = reads.find((each) => each.path.test(path));
    if (read === undefined) return silent('other', `Resus does not read ${path.split('?')[0]} of CapRover`);
    const login = await loginTo(catalog(), readReference);
    if ('outcome' in login) return login;
    const answer = await session.get(login, path, signal);
    const isGood = answer.outcome === 'answered' && answer.status < 1_000;
    return isGood ? { ...answer, body: read.keep(answer.body, catalog()) } : answer;
  };
}
