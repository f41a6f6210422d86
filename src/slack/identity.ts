import type { Log } from '#base/log.ts';
import type { Phrase } from '#base/phrase.ts';
import type { Clients } from './client.ts';
import type { OwnTeam } from './own-team.ts';
import { readRefusal } from './refusal.ts';
import { cannotAsk, noScope, unfit, type Unfit } from './identity-refusals.ts';

/** The kind of a request: to see something, or to change or record something in one's name. */
export type Purpose = 'look' | 'act';

export type Identity = {
  /**
   * Undefined: this is a full member of our own workspace, by Slack's own record. Else what to tell them. Never throws
   * and answers within 1.5 s; when Slack cannot be asked, nobody acts, and only who was seen lately looks.
   */
  readonly whyNot: (user: string, purpose: Purpose) => Promise<Phrase | undefined>;
};

export type IdentityDeps = {
  readonly client: Clients['interactive'];
  readonly ownTeam: () => Promise<OwnTeam>;
  readonly log: Log;
};

type Seen = { readonly at: number; readonly unfit: Unfit | undefined };

/** A night's questions come in bursts; an approver's rights must not outlive their account. */
const freshMs: Readonly<Record<Purpose, number>> = { look: 30_000, act: 5_000 };
/** How long a known person may still look while Slack's records cannot be read. */
const trustedMs = 10 * 60_000;
const patienceMs = 1500;
const peopleRemembered = 1000;

export function createIdentity(
  deps: IdentityDeps,
  clock: { now(): number } = { now: () => Date.now() },
): Identity {
  const known = new Map<string, Seen>();
  const asking = new Map<string, Promise<Seen>>();
  const look = async (user: string): Promise<Seen> => {
    const at = clock.now();
    const seen = { at, unfit: await findUnfit(deps, user) };
    if (known.size >= peopleRemembered) known.clear();
    known.set(user, seen);
    return seen;
  };
  const lookOnce = (user: string): Promise<Seen> => {
    const running = asking.get(user) ?? look(user).finally(() => asking.delete(user));
    asking.set(user, running);
    return within(running);
  };
  return {
    whyNot: async (user, purpose) => {
      const before = known.get(user);
      const ageMs = before === undefined ? Infinity : clock.now() - before.at;
      if (before !== undefined && ageMs < freshMs[purpose]) return phraseOf(before);
      try {
        return phraseOf(await lookOnce(user));
      } catch (error) {
        const { code } = readRefusal(error);
        deps.log.warn({ user, code }, 'cannot look up a person');
        if (before !== undefined && purpose === 'look' && ageMs < trustedMs) return phraseOf(before);
        return code === 'missing_scope' ? noScope : cannotAsk;
      }
    },
  };
}

function phraseOf(seen: Seen): Phrase | undefined {
  return seen.unfit === undefined ? undefined : unfit[seen.unfit];
}

/** By Slack's own record, asked now. */
export async function findUnfit(
  { client, ownTeam }: Pick<IdentityDeps, 'client' | 'ownTeam'>,
  user: string,
): Promise<Unfit | undefined> {
  const [team, record] = await Promise.all([ownTeam(), userOf(client, user)]);
  if (record === undefined) return 'stranger';
  const teams = [record.team_id, ...(record.enterprise_user?.teams ?? [])];
  if (record.deleted === true) return 'deactivated';
  if (record.is_bot === true) return 'bot';
  if (record.is_stranger === true || !teams.includes(team.id)) return 'stranger';
  if (record.is_restricted === true || record.is_ultra_restricted === true) return 'guest';
  return undefined;
}

/** Slack shows no record of some people of other workspaces. */
async function userOf(client: Clients['interactive'], user: string) {
  try {
    return (await client.users.info({ user })).user;
  } catch (error) {
    if (['user_not_found', 'user_not_visible'].includes(readRefusal(error).code)) return undefined;
    throw error;
  }
}

async function within<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('slack took too long')), patienceMs);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
