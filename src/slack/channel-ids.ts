import type { Clients } from './client.ts';

/** Ids of channels that the catalog calls by name: Slack edits messages by id only. */
export type ChannelIds = { readonly find: (nameOrId: string) => Promise<string | undefined> };

/** A renamed channel is rare; a restart of the search costs one call a thousand channels. */
const rememberedMs = 10 * 60_000;
const pageSize = 1000;
/** A workspace of more than 20,000 channels is told to use ids. */
const pagesRead = 20;

export function createChannelIds(
  client: Clients['interactive'],
  clock: { now(): number } = { now: () => Date.now() },
): ChannelIds {
  const known = new Map<string, { readonly id: string; readonly until: number }>();
  const readPage = async (cursor: string): Promise<string> => {
    const from = cursor === '' ? {} : { cursor };
    const kinds = { types: 'public_channel,private_channel', exclude_archived: true };
    const page = await client.conversations.list({ ...kinds, ...from, limit: pageSize });
    for (const { name, id } of page.channels ?? [])
      if (name !== undefined && id !== undefined) known.set(name, { id, until: clock.now() + rememberedMs });
    return page.response_metadata?.next_cursor ?? '';
  };
  return {
    find: async (nameOrId) => {
      if (!nameOrId.startsWith('#')) return nameOrId;
      const name = nameOrId.slice(1);
      const remembered = known.get(name);
      if (remembered !== undefined && remembered.until > clock.now()) return remembered.id;
      known.delete(name);
      let cursor = '';
      for (let page = 0; page < pagesRead; page += 1) {
        cursor = await readPage(cursor);
        if (known.has(name) || cursor === '') break;
      }
      return known.get(name)?.id;
    },
  };
}
