import { readFileSync } from 'node:fs';
import { shown } from '#base/fields.ts';
import type { DockerState, FakeContainer } from './docker-state.ts';

/**
 * `docker` as the platforms' hosts have it, for the few commands that Resus may run: any other word, option or template
 * is refused, and so shows in a test. Containers hold a secret in their environment that nothing may print.
 */
const [stateFile = '', ...argv] = process.argv.slice(2);
const state = JSON.parse(readFileSync(stateFile, 'utf8')) as DockerState;
const { containers = [], services = [] } = state;

function fail(text: string, code = 1): never {
  process.stderr.write(`${text}\n`);
  process.exit(code);
}

function print(lines: readonly string[]): void {
  process.stdout.write(lines.map((line) => `${line}\n`).join(''));
}

/** Options with a value, flags, and what is left. */
function options(
  words: readonly string[],
  flags: readonly string[],
): { all: [string, string][]; rest: string[] } {
  const all: [string, string][] = [];
  const rest: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (flags.includes(word)) all.push([word, '']);
    else if (word.startsWith('-')) all.push([word, words[(at += 1)] ?? '']);
    else rest.push(word);
  }
  return { all, rest };
}

const values = (all: [string, string][], name: string): string[] =>
  all.flatMap(([key, value]) => (key === name ? [value] : []));

function render(template: string, fields: Readonly<Record<string, unknown>>): string {
  return template.replaceAll(
    /\{\{(json )?\.([\w.]+)\}\}/g,
    (_whole, json: string | undefined, path: string) => {
      const value = fields[path];
      if (value === undefined) fail(`template parsing error: ${path}`, 64);
      return json === undefined ? shown(value) : JSON.stringify(value);
    },
  );
}

function containerFields(one: FakeContainer): Record<string, unknown> {
  const running = one.status === 'running';
  const container = {
    Status: one.status,
    Running: running,
    OOMKilled: one.oomKilled ?? false,
    ExitCode: one.exitCode ?? 0,
    Error: '',
    Pid: running ? 4121 : 0,
    StartedAt: one.startedAt ?? '2026-11-20T10:02:00.123456789Z',
    FinishedAt: running ? '0001-01-01T00:00:00Z' : '2026-11-20T23:59:50.000000001Z',
    ...(one.health === undefined ? {} : { Health: { Status: one.health, FailingStreak: 3, Log: [] } }),
  };
  return {
    State: container,
    'State.Pid': container.Pid,
    RestartCount: one.restarts ?? 0,
    'Config.Image': 'k8s4owgc:3f78685',
    'Config.Env': ['JWT_SECRET_KEY=jwt-9f8e7d6c5b'],
    'NetworkSettings.Ports': {},
    'HostConfig.RestartPolicy.Name': 'unless-stopped',
    'HostConfig.Memory': 536_870_912,
    Name: `/${one.name}`,
  };
}

function ps(words: readonly string[]): void {
  const { all } = options(words, ['-a', '-q', '-aq', '--no-trunc']);
  const filters = values(all, '--filter').map((filter) => filter.split(/=(.*)/s));
  const isAll = all.some(([key]) => key === '-a' || key === '-aq');
  const matching = containers.filter((one) =>
    filters.every(([kind, value = '']) => {
      if (kind === 'name') return new RegExp(value).test(`/${one.name}`);
      const [label = '', wanted] = value.split(/=(.*)/s);
      return wanted === undefined ? label in one.labels : one.labels[label] === wanted;
    }),
  );
  print(matching.filter(({ status }) => isAll || status === 'running').map(({ name }) => name));
}

function service(words: readonly string[]): void {
  const [verb, ...more] = words;
  const { all, rest } = options(more, ['--no-trunc', '--raw', '--timestamps']);
  const template = values(all, '--format')[0] ?? '';
  const named = services.find(({ name }) => name === rest[0]);
  if (verb === 'ls') {
    // Docker's own filter matches beginnings, too.
    const prefix = values(all, '--filter')[0]?.replace(/^name=/, '') ?? '';
    const found = services.filter(({ name }) => name.startsWith(prefix));
    return print(found.map(({ name, replicas }) => render(template, { Name: name, Replicas: replicas })));
  }
  if (named === undefined) fail(`no such service: ${rest[0]}`);
  if (verb === 'logs') return print(named.log);
  if (verb !== 'ps') fail(`unknown command: docker service ${verb}`, 125);
  print(
    named.tasks.map((task, index) =>
      render(template, {
        Name: `${index > 0 ? String.raw`\_ ` : ''}${named.name}.1`,
        DesiredState: task.desired,
        CurrentState: task.current,
        Error: task.error ?? '',
        Image: 'img-captain-portal:12@sha256:abc',
      }),
    ),
  );
}

const [command = '', ...words] = argv;
if (state.isDown === true)
  fail('Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?');
const found = containers.find(({ name }) => name === words.at(-1));
if (command === 'ps') ps(words);
else if (command === 'service') service(words);
else if (command === 'inspect' && found === undefined) fail(`Error: No such container: ${words.at(-1)}`);
else if (command === 'inspect' && found !== undefined)
  print([render(values(options(words, []).all, '--format')[0] ?? '', containerFields(found))]);
else if (command === 'logs' && found !== undefined) print(found.log);
else fail(`unknown command: docker ${argv.join(' ')}`, 125);
