import type { Finding } from './examine-setup.ts';
import { findUnfit } from '#slack/identity.ts';
import type { Unfit } from '#slack/identity-refusals.ts';
import type { Catalog } from '#catalog/catalog.ts';
import type { Clients } from '#slack/client.ts';
import { createMemberships } from '#slack/memberships.ts';
import { createOwnTeam } from '#slack/own-team.ts';
import { readRefusal } from '#slack/refusal.ts';
import { botScopes } from '#slack/scopes.ts';

export type SlackSetup = {
  readonly catalog: Catalog;
  readonly client: Clients['interactive'];
};

/** One call each; more would leave none for those who press buttons meanwhile. */
const peopleLookedAt = 40;
/** Of a thousand channels each. */
const pagesRead = 20;

/** Whether Slack would let Resus do what the catalog wants: its token, scopes, channels and people. */
export async function examineSlack(setup: SlackSetup): Promise<Finding[]> {
  const app = await examineApp(setup);
  if (app.some(({ ok, about }) => !ok && about === 'slack')) return app;
  const [channels, people] = await Promise.all([examineChannels(setup), examinePeople(setup)]);
  return [...app, ...channels, ...people];
}

async function examineApp({ client }: SlackSetup): Promise<Finding[]> {
  try {
    const { team = '', user = '', response_metadata: data } = await client.auth.test();
    const given = data?.scopes;
    const missing = given === undefined ? [] : botScopes.filter((scope) => !given.includes(scope));
    const says = `@${user} in ${team}`;
    if (missing.length === 0) return [{ ok: true, about: 'slack', says }];
    return [
      { ok: true, about: 'slack', says },
      {
        ok: false,
        about: 'slack scopes',
        says: `the app lacks ${missing.join(', ')}: paste slack-manifest.yaml again (App Manifest) and reinstall it`,
      },
    ];
  } catch (error) {
    const { code } = readRefusal(error);
    const why = notOurToken.has(code)
      ? 'check SLACK_BOT_TOKEN, or install the app again'
      : 'is Slack reachable from here?';
    return [{ ok: false, about: 'slack', says: `did not accept us (${code}): ${why}` }];
  }
}

const notOurToken = new Set([
  'account_inactive',
  'invalid_auth',
  'not_allowed_token_type',
  'not_authed',
  'token_expired',
  'token_revoked',
]);

/** Whether what is told would be read: in each channel that the catalog names. One list, however many channels. */
export async function examineChannels({ catalog, client }: SlackSetup): Promise<Finding[]> {
  const named = [
    catalog.slack.channel,
    catalog.outages.digest === false ? undefined : catalog.outages.digest,
    ...Object.values(catalog.services).map(({ channel }) => channel),
  ].filter((name) => name !== undefined);
  if (named.length === 0) return [];
  try {
    const channels = await listChannels(client);
    return [...new Set(named)].map((name) => {
      const found = channels.find((one) => name === one.id || name === `#${one.name}`);
      const place = placeOf(found, catalog);
      return { ok: place === 'open', about: `channel ${name}`, says: placeSays[place] };
    });
  } catch (error) {
    return [{ ok: false, about: 'channels', says: `could not be looked up (${readRefusal(error).code})` }];
  }
}

type Channel = { readonly id: string; readonly name: string; readonly isMember: boolean };

async function listChannels(client: Clients['interactive']): Promise<Channel[]> {
  const channels: Channel[] = [];
  let cursor: string | undefined = '';
  for (let page = 0; page < pagesRead && cursor !== undefined; page += 1) {
    const from = cursor === '' ? {} : { cursor };
    const types = 'public_channel,private_channel';
    const answer = await client.conversations.list({ types, exclude_archived: true, ...from, limit: 1000 });
    for (const { id = '', name = '', is_member: isMember = false } of answer.channels ?? [])
      channels.push({ id, name, isMember });
    cursor = answer.response_metadata?.next_cursor || undefined;
  }
  return channels;
}

type Place = 'open' | 'not_a_member' | 'not_allowed' | 'not_found';

function placeOf(channel: Channel | undefined, { slack }: Catalog): Place {
  if (channel === undefined) return 'not_found';
  const { id, name } = channel;
  const isAllowed = slack.channels?.some((one) => [id, name, `#${name}`].includes(one)) ?? true;
  if (!isAllowed) return 'not_allowed';
  return channel.isMember ? 'open' : 'not_a_member';
}

const placeSays: Readonly<Record<Place, string>> = {
  open: 'Resus is in it',
  not_a_member: 'Resus is not in it, so nothing can be told there: /invite @resus in it',
  not_allowed: 'is not among slack.channels of the catalog, so nothing is told there',
  not_found:
    'does not exist, or is private and Resus is not in it: correct its name, or /invite @resus in it',
};

/** Whether those who are to approve and to be called are there. */
async function examinePeople(setup: SlackSetup): Promise<Finding[]> {
  const { people } = setup.catalog;
  const users = [...new Set(Object.values(people).flatMap((person) => person.users ?? []))];
  const names = Object.keys(people).filter((name) => people[name]?.slack_group !== undefined);
  const found = await Promise.all([
    ...users.slice(0, peopleLookedAt).map((user) => examineUser(setup, user)),
    ...names.map((name) => examineGroup(setup, name)),
  ]);
  const wrong = found.filter((finding) => finding !== undefined);
  const left = Math.max(users.length - peopleLookedAt, 0);
  const more = left === 0 ? '' : `; ${left} more were not looked at`;
  const looked = users.length - left + names.length;
  if (wrong.length > 0 || looked === 0) return wrong;
  return [{ ok: true, about: 'people', says: `every user and group is there (${looked})${more}` }];
}

async function examineUser({ catalog, client }: SlackSetup, user: string): Promise<Finding | undefined> {
  const [name] = Object.entries(catalog.people).find(([, { users = [] }]) => users.includes(user)) ?? [];
  const about = `people.${name}`;
  try {
    const unfit = await findUnfit({ client, ownTeam: createOwnTeam(client) }, user);
    if (unfit === undefined) return undefined;
    return { ok: false, about, says: `${user} ${unfitSays[unfit]}: whatever waits for them waits in vain` };
  } catch (error) {
    return { ok: false, about, says: `${user} could not be looked up (${readRefusal(error).code})` };
  }
}

const unfitSays: Readonly<Record<Unfit, string>> = {
  bot: 'is a bot',
  deactivated: 'is deactivated',
  guest: 'is a guest',
  stranger: 'is not in this workspace',
};

async function examineGroup({ catalog, client }: SlackSetup, name: string): Promise<Finding | undefined> {
  const about = `people.${name}`;
  const group = catalog.people[name]?.slack_group ?? '';
  const { usersIn } = createMemberships({ client, catalog: () => catalog, clock: { now: () => 0 } });
  try {
    const users = await usersIn([name]);
    return users.length > 0 ? undefined : { ok: false, about, says: `its Slack group ${group} is empty` };
  } catch (error) {
    return {
      ok: false,
      about,
      says: `its Slack group ${group} could not be read (${readRefusal(error).code})`,
    };
  }
}
