import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { readYaml } from './read-yaml.ts';
import { defaultSeed, type TeamSeed } from './seed.ts';

const id = (letters: string) =>
  z.string().regex(new RegExp(`^[${letters}][A-Z0-9]{2,}$`), `an id such as ${letters[0]}0NAME`);
const name = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,79}$/, 'lower-case letters, digits, ".", "_" or "-"');

const personSchema = z.strictObject({
  id: id('UW'),
  name,
  real_name: z.string().min(1),
  title: z.string().optional(),
  email: z.email().optional(),
  color: z
    .string()
    .regex(/^#[0-9a-f]{6}$/i)
    .optional(),
  is_restricted: z.boolean().optional(),
  is_ultra_restricted: z.boolean().optional(),
  is_bot: z.boolean().optional(),
  is_admin: z.boolean().optional(),
  deleted: z.boolean().optional(),
  is_stranger: z.boolean().optional(),
});

const seedSchema = z.strictObject({
  team: z.strictObject({ id: id('T'), name: z.string().min(1), domain: name }).default(defaultSeed.team),
  people: z.array(personSchema).min(1),
  channels: z
    .array(
      z.strictObject({
        id: id('CG'),
        name,
        is_member: z.boolean().default(true),
        is_private: z.boolean().optional(),
        is_archived: z.boolean().optional(),
        members: z.array(z.string()).optional(),
      }),
    )
    .min(1),
  userGroups: z
    .array(z.strictObject({ id: id('S'), handle: name, name: z.string(), users: z.array(z.string()) }))
    .default([]),
  commands: z
    .array(
      z.strictObject({
        command: z.string().regex(/^\/[a-z0-9_-]{1,31}$/, 'a word that begins with "/"'),
        description: z.string(),
        usage_hint: z.string().optional(),
        should_escape: z.boolean().optional(),
      }),
    )
    .default(defaultSeed.commands),
  shortcuts: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        type: z.enum(['global', 'message']),
        callback_id: z.string().min(1),
      }),
    )
    .default(defaultSeed.shortcuts),
});

/**
 * The people, channels, groups and commands of a workspace, from a YAML file. Without a bot user of its own it gets the
 * default one. Throws an Error naming file and line of every mistake.
 */
export function readSeed(file: string): TeamSeed {
  const source = { text: readFileSync(file, 'utf8'), file };
  const seed = readYaml(source, seedSchema, ({ people, channels, userGroups }) => {
    const known = new Set(people.map((person) => person.id));
    const strangers = (path: (string | number)[], ids: readonly string[]) =>
      ids.filter((one) => !known.has(one)).map((one) => ({ path, text: `there is no person ${one}` }));
    return [
      ...channels.flatMap(({ members = [] }, i) => strangers(['channels', i, 'members'], members)),
      ...userGroups.flatMap(({ users }, i) => strangers(['userGroups', i, 'users'], users)),
      ...(people.some((person) => person.is_bot !== true && person.deleted !== true)
        ? []
        : [{ path: ['people'], text: 'nobody could act: one person must be neither bot nor deactivated' }]),
    ];
  });
  const bot = defaultSeed.people.filter(({ is_bot: isBot }) => isBot === true);
  const people = seed.people.some((person) => person.is_bot === true)
    ? seed.people
    : [...seed.people, ...bot];
  return JSON.parse(JSON.stringify({ ...seed, people })) as TeamSeed;
}
