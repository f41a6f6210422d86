import type { Catalog } from '#catalog/catalog.ts';
import type { Clients } from './client.ts';

/** A person by id, whichever way they came. */
type PersonRef = { readonly id: string; readonly via?: string };

export type MembershipsDeps = {
  /** Absent on the command line without a token: then nobody is shown to be in a Slack group. */
  readonly client?: Clients['interactive'];
  readonly catalog: () => Catalog;
  readonly clock: { now(): number };
};

export type Memberships = ReturnType<typeof createMemberships>;

/** Rights must not outlive a change of the group by more than this. */
const freshMs = 10_000;

/**
 * The names of `people` that someone belongs to, by id or by Slack user group, as of the last few seconds. Rejects when a
 * group cannot be read: who cannot be shown to belong does not.
 */
export function createMemberships({ client, catalog, clock }: MembershipsDeps) {
  const groups = new Map<string, { readonly at: number; readonly users: Promise<readonly string[]> }>();

  const usersOf = (from: Clients['interactive'], usergroup: string): Promise<readonly string[]> => {
    const known = groups.get(usergroup);
    if (known !== undefined && clock.now() - known.at < freshMs) return known.users;
    const users = readGroup(from, usergroup);
    groups.set(usergroup, { at: clock.now(), users });
    // A failure is nobody's answer for ten seconds.
    users.catch(() => groups.delete(usergroup));
    return users;
  };

  const namesOf = async ({ id }: PersonRef): Promise<readonly string[]> => {
    const found = await Promise.all(
      Object.entries(catalog().people).map(async ([name, person]) => {
        if (id === `person:${name}` || person.users?.includes(id) === true) return name;
        if (person.slack_group === undefined || client === undefined || !/^[UW]/.test(id)) return undefined;
        return (await usersOf(client, person.slack_group)).includes(id) ? name : undefined;
      }),
    );
    return found.filter((name) => name !== undefined);
  };
  /** Those that the catalog itself lists them under: all that is known while Slack cannot be asked. */
  const listedNamesOf = ({ id }: PersonRef): readonly string[] =>
    Object.entries(catalog().people).flatMap(([name, { users = [] }]) =>
      id === `person:${name}` || users.includes(id) ? [name] : [],
    );
  /** Everyone in these `people`, Slack users only. */
  const usersIn = async (names: readonly string[]): Promise<readonly string[]> => {
    const { people } = catalog();
    const lists = await Promise.all(
      names.map(async (name) => {
        const { users = [], slack_group: group } = people[name] ?? {};
        return group === undefined || client === undefined
          ? users
          : [...users, ...(await usersOf(client, group))];
      }),
    );
    return [...new Set(lists.flat())];
  };
  return { namesOf, listedNamesOf, usersIn };
}

async function readGroup(client: Clients['interactive'], usergroup: string): Promise<readonly string[]> {
  return (await client.usergroups.users.list({ usergroup })).users ?? [];
}
