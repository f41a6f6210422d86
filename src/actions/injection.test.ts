import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { quote } from '#base/quote.ts';
import { readCatalog } from '#app/read-catalog.ts';
import { action, ask, deps, phrase, seen } from '#test/plan-samples.ts';
import { planOf } from './plan-of.ts';
import { stepsOf } from './plan.ts';

/** Words that people type at 3 a.m., that attackers type, and that hosts may print. */
const evil: readonly string[] = [
  [
    '; id',
    '| id',
    '& id',
    '&& id',
    '|| id',
    '$(id)',
    '`id`',
    '${IFS}id',
    '> /tmp/x',
    '< /etc/passwd',
    '\nid',
    '\r\nid',
    '\0id',
    '\\',
    "'",
    '"',
  ],
  [
    "'; id; '",
    '"; id; "',
    "'$(id)'",
    '"$(id)"',
    "\\'; id #",
    '#',
    '!id',
    '!!',
    '~root',
    '*',
    '?',
    '[a-z]',
    '{a,b}',
    '$HOME',
    '%0aid',
    '\u2028id',
  ],
  [
    '-rf',
    '--help',
    '-o ProxyCommand=id',
    '-e id',
    '--',
    '-',
    '../../etc/passwd',
    '/etc/../etc/shadow',
    '/srv/a b',
    "/srv/a'b",
    '/srv/$(id)',
    '/srv/`id`',
    '/srv/a;id',
    '/srv/a\nb',
  ],
  [
    '4121; id',
    '4121 1',
    '-4121',
    '0',
    '99999999',
    '1e3',
    '0x10',
    '٤',
    '4121\n',
    ' 4121',
    '80;id',
    '65536',
    '-80',
    '8o',
  ],
  [
    'main; id',
    'HEAD',
    '--upload-pack=id',
    'deadbee;id',
    'g1234567',
    'env:A;id',
    'file:x',
    'file:/a b',
    'file:/$(id)',
    'env:$(id)',
    'A=b;id',
    'A B',
    '1A',
    'PATH=/tmp:',
    'LD_PRELOAD=/x',
  ],
  [
    'api\u0000',
    'api api',
    'API;',
    '<!channel>',
    '<script>',
    '{"a":1}',
    '%s%n',
    '$((1+1))',
    '<(id)',
    '>(id)',
    'a=$(id)',
    '\u001b[2J',
    '\t',
    '',
    ' ',
    '\u202e',
  ],
  [
    '127.0.0.1:80;id',
    '[::1]:80$(id)',
    'host name:80',
    ':80',
    'x:99999999',
    '1G;',
    '1T T',
    '1.5G',
    '-1G',
    '10 m',
    'm10',
    '10s;id',
  ],
].flat();

function tryRead(written: object): unknown {
  try {
    return readCatalog(JSON.stringify(written), 'x.yaml');
  } catch {
    return undefined;
  }
}

describe('nothing that is typed or seen reaches a shell as more than one word', () => {
  const types = [
    'port',
    'pid',
    'number',
    'name',
    'path',
    'address',
    'commit',
    'variable',
    'reference',
    'size',
    'duration',
  ] as const;

  test('there are more than a hundred payloads', () => {
    expect(new Set(evil).size).toBeGreaterThanOrEqual(100);
  });

  test.each(evil)('%j as a parameter, typed or read from a fact', (payload) => {
    for (const type of types) {
      const params = { it: { type, says: phrase, from: 'fact.listening.it' } };
      const one = action({ params, steps: [{ run: ['echo', 'x{it}y', '{it}'] }] });
      for (const more of [
        { params: { it: payload } },
        { observations: [seen('listening', { it: payload })] },
      ]) {
        const made = planOf(deps, ask('worker', one, more));
        if ('refused' in made) continue;
        // What its type lets through is harmless by itself: it is the same words for a shell, quoted or not.
        const [step] = stepsOf(made.plan);
        if (step?.doing.via !== 'ssh') throw new Error('it is a command');
        expect(step.doing.command).toBe(`echo x${payload}y ${payload}`);
        expect(quote(payload)).toBe(payload);
      }
    }
  });

  test('even unchecked, every payload arrives as exactly one word', () => {
    for (const payload of evil.filter((one) => !one.includes('\0'))) {
      const command = `printf '<%s>' ${quote(payload)}`;
      expect(execFileSync('sh', ['-c', command], { encoding: 'utf8' })).toBe(`<${payload}>`);
    }
  });

  test.each(evil)('%j as the name of a service, a host or a unit is no catalog', (payload) => {
    const one = { host: 'h', run: { systemd: 'u' } };
    const hosts = { h: { address: '192.0.2.5', user: 'bot' } };
    if (/^[a-z0-9][a-z0-9._-]*$/.test(payload)) return;
    expect(tryRead({ hosts, services: { [payload]: one } })).toBeUndefined();
    expect(tryRead({ hosts: { [payload]: hosts.h }, services: {} })).toBeUndefined();
    if (/^[A-Za-z0-9_][\w.@:\\-]*$/.test(payload)) return;
    expect(tryRead({ hosts, services: { api: { ...one, run: { systemd: payload } } } })).toBeUndefined();
  });
});
