import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { renderStep } from '#actions/render-step.ts';
import { readCatalog } from '#app/read-catalog.ts';
import { say } from '#base/phrase.ts';
import type { ShellAsk } from '#catalog/ask.ts';
import { verbs } from '#catalog/verb.ts';
import { exited } from '#test/recorded/recorded.ts';
import { targetOf } from '#test/recorded/target.ts';
import { runFacts } from './run-reader.ts';
import { runtimes } from './runtimes.ts';

const page = readFileSync(new URL('../../docs/ways-to-run.md', import.meta.url), 'utf8');

/** Every way to run with every form of its value: a new one is held against all of this without a word about it here. */
const all = [...runtimes.values()].flatMap((runtime) =>
  runtime.examples.map((value) => ({
    form: `${runtime.id}: ${JSON.stringify(value)}`,
    runtime,
    value,
    target: targetOf({ run: { [runtime.id]: value }, listen: '127.0.0.1:8000' }),
  })),
);

const login = { host: 'web-1', address: '192.0.2.5', port: 22, user: 'bot', hostKey: '' };

describe.each(all)('$form', ({ runtime, value, target }) => {
  const { service } = target;
  const asks = (): ShellAsk[] => [runtime.ask(service)];

  test('its commands are whole shell text', () => {
    const commands = [
      ...asks().map(({ command }) => command),
      ...runtime.logs(service).map(({ command }) => command),
      runtime.mainPid(service),
    ].filter((command) => !command.startsWith('powershell'));
    for (const command of commands) {
      const checked = spawnSync('sh', ['-n'], { input: command, encoding: 'utf8' });
      expect({ command, problem: checked.stderr }).toEqual({ command, problem: '' });
    }
  });

  test('a log has a name, a source for people and a command', () => {
    for (const log of runtime.logs(service)) {
      expect(log.name).not.toBe('');
      expect(log.source).not.toBe('');
      expect(log.command).not.toBe('');
    }
  });

  test('what the right to look needs is told with every argument fixed', () => {
    for (const rule of runtime.sudo(service)) expect(rule).toMatch(/^\/[\w/.-]+(?: [\w@%=:,./-]+)*$/);
  });

  test('an answer that says nothing is unknown, and is told so in both languages', () => {
    for (const text of ['', 'zzz', 'sudo: a password is required\n']) {
      const seen = runtime.read(exited(text), target);
      expect({ text, status: seen.status, probe: seen.probe }).toEqual({
        text,
        status: 'unknown',
        probe: 'process',
      });
      expect(say('en', seen.says)).not.toBe('');
      expect(say('fr', seen.says)).not.toBe('');
      expect(Object.keys(seen.facts).filter((fact) => !(fact in runFacts))).toEqual([]);
    }
  });

  test('its verbs become commands, operations or calls', () => {
    const done = verbs.filter((verb) => runtime.verb(verb, service) !== undefined);
    for (const verb of done) {
      const rendered = renderStep({ verb, of: 'service', once: true, may_fail: false }, 0, {
        service,
        params: {},
        login,
        needLogin: login,
        need: undefined,
        helper: { path: '/usr/local/sbin/resus-step', sha256: '', textFor: () => '' },
        platformUrl: 'https://platform.example.test',
        prefix: 'web-1',
      });
      if ('refused' in rendered) throw new Error(say('en', rendered.refused));
      expect(rendered.length).toBeGreaterThan(0);
      const commands = rendered.flatMap(({ doing }) => (doing.via === 'ssh' ? [doing.command] : []));
      expect(commands.filter((command) => !/^[\w/.-]+ \S/.test(command))).toEqual([]);
    }
    // Whatever can be stopped can be brought back.
    expect(done.includes('stop')).toBe(done.includes('start'));
  });

  test('a value that is no name, or would be an option or shell text, never gets into the catalog', () => {
    const wrong = typeof value === 'string' ? ['-rf', '$(id)', 'a b', "a'b", ''] : [{ nosuchkey: 'x' }];
    for (const one of wrong)
      expect(() =>
        readCatalog(
          JSON.stringify({
            hosts: { h: { address: '192.0.2.5', user: 'bot' } },
            services: { api: { host: 'h', run: { [runtime.id]: one } } },
          }),
          'resus.yaml',
        ),
      ).toThrow(/resus\.yaml:1: services\.api\.run/);
  });
});

describe('the ways to run', () => {
  test.each([...runtimes.values()])(
    '$id has examples, and its line in docs/ways-to-run.md',
    ({ id, examples }) => {
      expect(examples.length).toBeGreaterThan(0);
      expect(page).toMatch(new RegExp(`^\\| \`${id}: `, 'm'));
    },
  );

  test('every capability is explained in docs/ways-to-run.md', () => {
    const named = new Set([...runtimes.values()].flatMap(({ capabilities }) => capabilities));
    expect([...named].filter((one) => !page.includes(`| \`${one}\` |`))).toEqual([]);
  });

  test('each stands in a file of its name, and every other file here is used by one', () => {
    const files = globSync('*.ts', { cwd: import.meta.dirname }).filter((file) => !file.endsWith('.test.ts'));
    const texts = globSync('../**/*.ts', { cwd: import.meta.dirname }).map((file) =>
      readFileSync(new URL(file, import.meta.url), 'utf8'),
    );
    expect([...runtimes.keys()].map((id) => `${id}.ts`).filter((file) => !files.includes(file))).toEqual([]);
    const unused = files
      .filter((file) => !runtimes.has(file.slice(0, -3)))
      .filter((file) => !texts.some((text) => text.includes(`/${file}'`)));
    expect(unused).toEqual([]);
  });
});
