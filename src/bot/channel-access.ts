import type { Catalog } from '#catalog/catalog.ts';
import type { Clients } from '#slack/client.ts';
import type { Log } from '#base/log.ts';
import { readRefusal } from '#slack/refusal.ts';

/** Whether an answer can and may stand in a channel. A command also works where the app was never invited. */
export type Place = 'open' | 'not_a_member' | 'not_allowed';
export type Places = { readonly check: (channel: string) => Promise<Place> };

/** Leaving a channel is rare, and then the undelivered answer is told in private. */
const rememberedMs = 10 * 60_000;
const channelsRemembered = 1000;

export function createPlaces(
  deps: { readonly client: Clients['interactive']; readonly catalog: () => Catalog; readonly log: Log },
  clock: { now(): number } = { now: () => Date.now() },
): Places {
  const known = new Map<string, { readonly name: string; readonly until: number }>();
  const isAllowed = (channel: string, name: string): boolean => {
    const { channels } = deps.catalog().slack;
    return (
      channels === undefined ||
      name === '' ||
      [channel, name, `#${name}`].some((one) => channels.includes(one))
    );
  };
  return {
    check: async (channel) => {
      const remembered = known.get(channel);
      if (remembered !== undefined && remembered.until > clock.now())
        return isAllowed(channel, remembered.name) ? 'open' : 'not_allowed';
      try {
        const { channel: found } = await deps.client.conversations.info({ channel });
        // A direct message has no name and no members to be one of.
        const name = found?.is_im === true ? '' : (found?.name ?? '');
        if (!isAllowed(channel, name)) return 'not_allowed';
        if (found?.is_im !== true && found?.is_member === false) return 'not_a_member';
        if (known.size >= channelsRemembered) known.clear();
        known.set(channel, { name, until: clock.now() + rememberedMs });
        return 'open';
      } catch (error) {
        const { code } = readRefusal(error);
        // What we cannot see has no name to compare with the list.
        const isListed = deps.catalog().slack.channels?.includes(channel) ?? true;
        if (code === 'channel_not_found') return isListed ? 'not_a_member' : 'not_allowed';
        // Slack's trouble must not keep a diagnosis from starting; an allow-list must not be passed by it either.
        deps.log.warn({ channel, code }, 'cannot look up a channel');
        return deps.catalog().slack.channels === undefined ? 'open' : 'not_allowed';
      }
    },
  };
}
