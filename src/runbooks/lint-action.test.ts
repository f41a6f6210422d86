import { describe, expect, test } from 'vitest';
import { loadRunbooks } from '#app/load-runbooks.ts';
import { capabilities } from '#runtimes/runtimes.ts';
import { action } from '#test/plan-samples.ts';
import { lintAction } from './lint-action.ts';
import { readLibrary } from './library.ts';

const undo = { en: 'not possible', fr: 'impossible' };
const says = { en: 'x', fr: 'x' };
const lint = (steps: object[], more: object = {}): string[] =>
  lintAction(action({ undo, steps, ...more }), capabilities);

describe('what a runbook may not do', () => {
  test.each([
    [['rm', '-rf', '/srv/cache']],
    [['rm', '-f', '-r', '/srv/cache']],
    [['chmod', '-R', 'u+w', '/srv']],
    [['chmod', '0777', '/srv/x']],
    [['chown', '--recursive', 'bot', '/srv']],
    [['sudo', 'pkill', '-f', 'python']],
    [['killall', 'nginx']],
    [['docker', 'system', 'prune', '-f']],
    [['docker', 'compose', 'down']],
    [['git', 'reset', '--hard', 'HEAD']],
    [['git', '-C', '/srv', 'clean', '-fd']],
    [['dd', 'if=/dev/zero', 'of=/x']],
    [['systemctl', 'reboot']],
    [['shutdown', '-r', 'now']],
    [['ufw', 'disable']],
  ])('%s', (run) => {
    expect(lint([{ run }])).toHaveLength(1);
  });

  test.each([
    [['rm', '--', '/srv/app.pid']],
    [['chmod', 'u+w', '/srv/x']],
    [['docker', 'compose', 'restart', 'api']],
    [['git', 'reset', '--keep', 'abc1234']],
    [['ls', '-R', '/srv']],
  ])('%s is fine', (run) => {
    expect(lint([{ run }])).toEqual([]);
  });

  test('a parameter inside of code, or as the command itself', () => {
    const params = { name: { type: 'name', says } };
    expect(lint([{ run: ['sh', '-c', 'echo {name}'] }], { params })).toHaveLength(1);
    expect(lint([{ run: ['sudo', 'bash', '-ec', 'echo {name}'] }], { params })).toHaveLength(1);
    expect(lint([{ run: ['sh', '-c', 'echo "$1"', 'sh', '{name}'] }], { params })).toEqual([]);
    expect(lint([{ run: ['{name}', 'x'] }], { params })).toHaveLength(1);
    expect(lint([{ run: ['echo', '{name}'] }], { params })).toEqual([]);
  });

  test('words that no parameter fills, wherever they stand', () => {
    expect(lint([{ run: ['ls', '{dir}'], in: '{dir}', as: '{user}' }])).toHaveLength(3);
    expect(lint([{ helper: 'free-port', args: ['{pid}'] }])).toHaveLength(1);
    expect(lint([{ platform: 'set-port', args: { port: '{port}' } }])).toHaveLength(1);
    expect(lint([{ run: ['ls'], says: { en: '{x} of {service}', fr: '{service}' } }])).toHaveLength(1);
  });

  test('an unknown call, twice what changes, nothing to do, nothing said of undoing', () => {
    expect(lint([{ platform: 'delete' }])).toEqual([
      'action "try": step 1: no platform has an operation "delete"',
    ]);
    expect(lint([{ verb: 'restart', once: false }])).toHaveLength(1);
    expect(lint([])).toHaveLength(1);
    expect(lint([{ verb: 'restart' }], { refuse: says })).toHaveLength(1);
    expect(lintAction(action({ steps: [{ verb: 'restart' }] }), capabilities)).toHaveLength(1);
    expect(lint([{ run: ['systemctl', 'reboot'] }], { target: 'host' })).toEqual([]);
  });

  test('the built-in ones do none of it', () => {
    expect([...loadRunbooks().actions.values()].flatMap((one) => lintAction(one, capabilities))).toEqual([]);
  });
});

const one = (version: number): string =>
  `action: restart\nversion: ${version}\ntitle: { en: a, fr: a }\nrisk: high\nundo: { en: a, fr: a }\nsteps: [{ verb: restart }]\n`;

test('an action of the same name takes the place of the earlier one, and it is said', () => {
  const diagnosis = {
    file: 'tree.yaml',
    text: 'diagnosis: service\nversion: 1\nlayers: []\ntree: []\nverdicts: {}\n',
  };
  const files = [diagnosis, { file: 'a.yaml', text: one(1) }, { file: 'runbooks/b.yaml', text: one(2) }];
  const library = readLibrary(files);
  expect(library.actions.get('restart')?.version).toBe(2);
  expect(library.replaced).toEqual([{ action: 'restart', file: 'runbooks/b.yaml' }]);
  const bad = one(1).replace('{ verb: restart }', '{ run: [rm, -rf, /] }');
  expect(() => readLibrary([diagnosis, { file: 'c.yaml', text: bad }])).toThrow(
    'c.yaml: action "restart": step 1',
  );
});

test('what no way to run can do is a slip of the pen, and is named', () => {
  expect(lint([{ verb: 'restart', can: 'code' }], { can: ['restart', 'memory-limit'] })).toEqual([]);
  expect(lint([{ verb: 'restart', can: 'restrat' }])).toEqual([
    expect.stringContaining('step 1: can: no way to run has "restrat"; there are: start, stop, restart'),
  ]);
});
