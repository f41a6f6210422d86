import { expect, test } from 'vitest';
import { readCatalog } from '#app/read-catalog.ts';

const host = 'hosts: { web-1: { address: 192.0.2.5, user: bot } }';
const run = 'run: { systemd: api }';

const wrong: readonly (readonly [name: string, text: string, says: string])[] = [
  [
    'a host',
    `${host}\nservices: { api: { host: web-2, ${run} } }`,
    'no host named "web-2"; there are: web-1',
  ],
  ['one of several hosts', `${host}\nservices: { api: { hosts: [web-1, web-2], ${run} } }`, '"web-2"'],
  [
    'a jump host',
    'hosts: { web-1: { address: 192.0.2.5, user: bot, jump: gate } }\nservices: {}',
    'no host named "gate"',
  ],
  [
    'the host of a need',
    `${host}\nservices: { api: { host: web-1, ${run}, needs: [{ postgres: { host: db-1 } }] } }`,
    'no host named "db-1"',
  ],
  ['an owner', `${host}\nservices: { api: { host: web-1, ${run}, owners: [sre] } }`, 'no person named "sre"'],
  [
    'whom to call',
    `${host}\nservices: { api: { host: web-1, ${run}, escalate: [{ after: 5m, to: sre }] } }`,
    'no person named "sre"; there are: none',
  ],
  ['an approver', 'policy: { high: { approvers: [sre] } }\nservices: {}', 'no person named "sre"'],
  ['no host at all', `services: { api: { ${run} } }`, 'say where it runs'],
  [
    'two monitors of one id',
    `${host}\nservices: { api: { host: web-1, ${run}, monitors: [{ id: a, tcp: "192.0.2.5:80" }, { id: a, ssh: web-1 }] } }`,
    '"a" names two monitors',
  ],
  [
    'a watch that would check nothing',
    'services: { api: { run: { coolify: abc }, watch: { every: 5s } } }',
    'there is nothing to check',
  ],
];

test.each(wrong)('what the catalog says of another entry is checked: %s', (_name, text, says) => {
  expect(() => readCatalog(text, 'resus.yaml')).toThrow(says);
});

const read = (people: object) => () =>
  readCatalog(JSON.stringify({ people, hosts: {}, services: {} }), 'people.yaml');

test('an entry that would make two voters of one person is refused', () => {
  const key = 'ssh-ed25519 AAAAC3';
  expect(read({ rosa: { users: ['U0ROSA'], ssh_key: key } })).not.toThrow();
  expect(read({ two: { users: ['U0ROSA', 'U0ALI'], ssh_key: key } })).toThrow('one person must be one voter');
  expect(read({ team: { slack_group: 'S0SRE', ssh_key: key } })).toThrow('one person must be one voter');
  expect(read({ rosa: { ssh_key: `${key} laptop` }, again: { ssh_key: key } })).toThrow(
    'is the key of "rosa" too',
  );
});
