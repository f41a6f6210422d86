import type { Outbox } from './outbox.ts';
import type { OwnTeam } from './own-team.ts';
import { permalink, type StandsAt } from './permalink.ts';

/** The address of the first message of a run, a plan or an outage; undefined while it does not stand in Slack, or Slack cannot be asked where we are. */
export type LinkRun = (runId: string, isOnItsWay?: boolean) => Promise<string | undefined>;

/** Nothing waits longer for a link. */
const patienceMs = 500;
/** The time to wait for a message that is being posted. */
const onItsWayMs = 2000;
const askAgainMs = 100;

export function createLinkRun(
  outbox: Pick<Outbox, 'find'>,
  ownTeam: (() => Promise<OwnTeam>) | undefined,
): LinkRun {
  return async (runId, isOnItsWay = false) => {
    if (ownTeam === undefined) return undefined;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), isOnItsWay ? onItsWayMs : patienceMs);
    });
    const findIt = async (): Promise<StandsAt | undefined> => {
      let at = await findFirst(outbox, runId);
      for (let left = isOnItsWay ? onItsWayMs / askAgainMs : 0; at === undefined && left > 0; left -= 1) {
        await new Promise((resolve) => setTimeout(resolve, askAgainMs));
        at = await findFirst(outbox, runId);
      }
      return at;
    };
    const find = Promise.all([ownTeam(), findIt()]);
    const found = await Promise.race([find, late])
      .catch(() => undefined)
      .finally(() => clearTimeout(timer));
    const [team, at] = found ?? [];
    return team === undefined || at === undefined ? undefined : permalink(team.url, at);
  };
}

/**
 * Finds the first message of a run, an outage or a plan: in the thread of an outage a diagnosis has its verdict only.
 */
async function findFirst(outbox: Pick<Outbox, 'find'>, id: string): Promise<StandsAt | undefined> {
  for (const part of ['parent', 'verdict', 'plan']) {
    const found = await outbox.find(`${id}.${part}`);
    if (found !== undefined) return found;
  }
  return undefined;
}
