import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { loadRunbooks } from '#app/load-runbooks.ts';
import { readCatalog } from '#app/read-catalog.ts';
import { say } from '#base/phrase.ts';
import type { ShellAsk } from '#catalog/ask.ts';
import { exited } from '#test/recorded/recorded.ts';
import { targetOf } from '#test/recorded/target.ts';
import { needKinds } from './need-kinds.ts';
import { needs } from './needs.ts';

const library = loadRunbooks();
const { signatures } = library;
const page = readFileSync(new URL('../../docs/ways-to-run.md', import.meta.url), 'utf8');

/** Every kind with every form of its entry: a new one is held against all of this without a word about it here. */
const all = [...needKinds.values()].flatMap((kind) =>
  kind.examples.map((value) => ({ form: `${kind.id}: ${JSON.stringify(value)}`, kind, value })),
);

const withNeed = (id: string, value: object) =>
  targetOf({ run: { systemd: 'api' }, needs: [{ [id]: value }] });

function commandOf(id: string, value: object): string {
  const { [id]: ask } = needs.asks(withNeed(id, value)) ?? {};
  return (ask as ShellAsk).command;
}

function see(id: string, value: object, text: string) {
  const [seen] = [needs.read({ [id]: exited(text) }, { ...withNeed(id, value), signatures })].flat();
  if (seen === undefined) throw new Error('nothing was seen');
  return seen;
}

describe.each(all)('$form', ({ kind, value }) => {
  const { id } = kind;

  test('what it is asked with is whole shell text', () => {
    const command = commandOf(id, value);
    const checked = spawnSync('sh', ['-n'], { input: command, encoding: 'utf8' });
    expect({ command, problem: checked.stderr }).toEqual({ command, problem: '' });
  });

  test('an answer that says nothing is unknown, and is told so in both languages', () => {
    for (const text of ['', 'zzz', 'resus-no-address\n']) {
      const seen = see(id, value, text);
      expect({ text, status: seen.status, probe: seen.probe }).toEqual({
        text,
        status: 'unknown',
        probe: `needs.${id}`,
      });
      expect(say('en', seen.says)).not.toBe('');
      expect(say('fr', seen.says)).not.toBe('');
      expect(Object.keys(seen.facts).filter((fact) => !(fact in needs.facts))).toEqual([]);
    }
  });

  test('an entry with a key of another kind, or shell text for a unit, never gets into the catalog', () => {
    for (const wrong of [
      { ...value, nosuchkey: 'x' },
      { ...value, unit: 'a b' },
      { ...value, docker: '$(id)' },
    ])
      expect(() =>
        readCatalog(
          JSON.stringify({
            hosts: { h: { address: '192.0.2.5', user: 'bot' } },
            services: { api: { host: 'h', run: { systemd: 'api' }, needs: [{ [id]: wrong }] } },
          }),
          'resus.yaml',
        ),
      ).toThrow(/resus\.yaml:1: services\.api\.needs/);
  });
});

const open = (said: string): string => `resus-address 127.0.0.1:9\nresus-open\n${said}resus-end\n`;
const spoken = [...needKinds.values()].filter(({ read }) => read !== undefined);

describe.each(spoken)('a $id that can be spoken to', ({ id, talk, conversation, port, unreachable }) => {
  const at = { address: '127.0.0.1:9' };

  test('its conversation is whole text for bash, and it has a usual port', () => {
    const checked = spawnSync('bash', ['-n'], { input: conversation ?? talk ?? '(', encoding: 'utf8' });
    expect(checked.stderr).toBe('');
    expect(port).toBeGreaterThan(0);
  });

  test('what takes the connection and says nothing, or what no such server says, is no answer', () => {
    expect(see(id, at, open(''))).toMatchObject({ status: 'bad', facts: { outcome: 'no_answer' } });
    expect(see(id, at, open('SSH-2.0-OpenSSH_10.0\n')).facts).toMatchObject({ up: false, answers: false });
  });

  test('nobody there is told by its own fault, which the library has', () => {
    const text = 'resus-address 127.0.0.1:9\nbash: connect: Connection refused\nresus-end\n';
    const seen = see(id, at, text);
    expect(seen).toMatchObject({ status: 'bad', facts: { outcome: 'refused', reachable: false } });
    expect(seen.facts['unreachable']).toBe(unreachable);
    expect(unreachable === undefined || library.diagnosis.verdicts[unreachable] !== undefined).toBe(true);
  });
});

test.each([...needKinds.values()])(
  '$id has examples, and its line in docs/ways-to-run.md',
  ({ id, examples }) => {
    expect(examples.length).toBeGreaterThan(0);
    expect(page).toMatch(new RegExp(`^\\| \`${id}\` \\| `, 'm'));
  },
);
