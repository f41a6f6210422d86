import { z } from 'zod';
import { quote } from '#base/quote.ts';
import type { Service } from '#catalog/catalog.ts';
import { runName } from '#catalog/names.ts';
import { runsAs } from '#catalog/run-kind.ts';
import type { Verb } from '#catalog/verb.ts';
import { known, needsSudo, noTool, notSeen, quoted } from '#probes/make-observation.ts';
import type { Seen, Target } from '#probes/probe.ts';
import { elevate, lines, printed, shell, sudoRefused } from '#probes/shell.ts';
import { type RunFacts, type RunState, statusOf } from './run-reader.ts';
import { defineRuntime, runValue, type VerbStep } from './runtime.ts';
import { saysState } from './says-state.ts';

/** A name alone: a container of root's. `rootless`: of the user whom Resus logs in as. */
const schema = z.union([runName, z.strictObject({ name: runName, rootless: z.literal(true) })]);

const nameOf = (service: Service): string => runsAs(service).name;
const isRootless = (service: Service): boolean => typeof runValue('podman', schema, service) === 'object';

/** Unlike `inspect`, `ps` tells nothing of the container's environment, which holds its secrets. */
const listWords = (service: Service): string[] =>
  `podman ps --all --filter name=${nameOf(service)} --format json`.split(' ');
const logWords = (service: Service): string[] =>
  `podman logs --tail 200 --timestamps ${nameOf(service)}`.split(' ');

/** Podman has no engine that all talk to: each user has containers of its own. */
function asOwner(service: Service, words: readonly string[]): string {
  return `${isRootless(service) ? 's=;' : elevate} $s ${words.map((word) => quote(word)).join(' ')}`;
}

const pidOf =
  '/"Names": \\[/ { getline; gsub(/[ ",]/, ""); found = ($0 == name) } found && /"Pid": / { gsub(/[^0-9]/, ""); print; exit }';

export const podman = defineRuntime({
  id: 'podman',
  schema,
  examples: ['payments-api', { name: 'payments-api', rootless: true }],
  capabilities: ['host'],
  datesItsLog: true,
  bootUnit: (service) => (isRootless(service) ? undefined : 'podman-restart'),
  ask: (service) => shell(`${asOwner(service, listWords(service))} 2>&1; date +Now=%s`),
  read: readContainer,
  logs: (service) => [
    {
      name: 'podman',
      source: `podman logs ${nameOf(service)}`,
      command: `${asOwner(service, logWords(service))} 2>&1 | tail -c 65536`,
    },
  ],
  // With the one command that the printed rules allow: the pid that stands after the name.
  mainPid: (service) =>
    `${asOwner(service, listWords(service))} 2>/dev/null | awk -v name=${quote(nameOf(service))} ${quote(pidOf)}`,
  sudo: (service) =>
    isRootless(service)
      ? []
      : [listWords(service), logWords(service)].map((words) => `/usr/bin/${words.join(' ')}`),
  verb,
});

function verb(wanted: Verb, service: Service): readonly VerbStep[] | undefined {
  if (wanted === 'reload' || wanted === 'reset') return undefined;
  const words = ['podman', wanted, nameOf(service)];
  return [isRootless(service) ? { words } : { words, as: 'root' }];
}

const rowSchema = z.object({
  Names: z.array(z.string()),
  State: z.string(),
  Status: z.string().default(''),
  Image: z.string().optional(),
  ExitCode: z.int().default(0),
  StartedAt: z.number().optional(),
  ExitedAt: z.number().optional(),
  Exited: z.boolean().optional(),
  Pid: z.int().optional(),
  Restarts: z.int().optional(),
});
type Row = z.output<typeof rowSchema>;

function rowsIn(text: string): Row[] | undefined {
  const json = /^\[[\s\S]*^\]|^\[\]/m.exec(text)?.[0];
  if (json === undefined) return undefined;
  try {
    return z.array(rowSchema).safeParse(JSON.parse(json)).data;
  } catch {
    return undefined; // cut short
  }
}

const states: Readonly<Record<string, RunState>> = {
  created: 'stopped',
  configured: 'stopped',
  initialized: 'starting',
  running: 'running',
  paused: 'paused',
  stopping: 'stopping',
  stopped: 'stopped',
  exited: 'stopped',
  removing: 'stopping',
};

/** Up for less than this after restarts: not shown yet that it stays. */
const unprovenS = 15;

function readContainer(answer: Parameters<typeof printed>[0], target: Target): Seen {
  const text = printed(answer) ?? '';
  const name = nameOf(target.service);
  const source = `podman ps --filter name=${name}`;
  if (/podman: (?:command )?not found/.test(text)) return notSeen('process', noTool('podman'));
  if (sudoRefused(text)) return notSeen('process', needsSudo('podman ps'));
  const rows = rowsIn(text);
  if (rows === undefined)
    return notSeen('process', { en: 'Podman did not answer', fr: 'Podman n’a pas répondu' }, [
      quoted(source, lines(text)[0] ?? ''),
    ]);
  // The filter is a pattern: others may have a name with this one in it.
  const row = rows.find(({ Names }) => Names.includes(name));
  const facts = row === undefined ? gone(name) : factsOf(name, row, hostNow(text, target));
  const shown =
    row === undefined
      ? `no container named ${name}`
      : `State=${row.State} Status=${row.Status} ExitCode=${row.ExitCode} Restarts=${row.Restarts ?? 0}`;
  return {
    probe: 'process',
    status: facts.health === 'unhealthy' ? 'bad' : statusOf(facts.state),
    facts: known(facts),
    evidence: [quoted(source, shown, ...Object.keys(facts))],
    says: saysState(facts),
  };
}

function gone(name: string): RunFacts {
  return { kind: 'podman', name, state: 'not_found' };
}

function factsOf(name: string, row: Row, nowS: number): RunFacts {
  const running = row.State === 'running';
  const failed = !running && row.Exited === true && row.ExitCode !== 0;
  const startedAt = (row.StartedAt ?? 0) > 0 ? row.StartedAt : undefined;
  const uptimeS = running && startedAt !== undefined ? Math.max(0, nowS - startedAt) : undefined;
  const isYoung = running && (uptimeS ?? unprovenS) < unprovenS;
  const since = running ? startedAt : row.ExitedAt;
  return {
    kind: 'podman',
    name,
    state: failed ? 'failed' : (states[row.State] ?? 'failed'),
    substate: row.State,
    failure: failed ? (row.ExitCode === 137 ? 'killed' : 'exit_code') : undefined,
    since: since === undefined || since <= 0 ? undefined : since * 1000,
    startedAt: startedAt === undefined ? undefined : startedAt * 1000,
    uptimeS,
    restarts: row.Restarts,
    // Older versions do not count how often it was started again.
    crashLoop: row.Restarts === undefined ? undefined : isYoung && row.Restarts >= 2,
    exitCode: running ? undefined : row.ExitCode,
    pid: row.Pid === 0 ? undefined : row.Pid,
    health: /\((healthy|unhealthy|starting)\)/.exec(row.Status)?.[1],
    image: row.Image,
  };
}

function hostNow(text: string, { now }: Target): number {
  return Number(/^Now=(\d+)/m.exec(text)?.[1] ?? Math.round(now / 1000));
}
