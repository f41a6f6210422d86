import { quote } from '#base/quote.ts';
import type { Service } from '#catalog/catalog.ts';
import { runName } from '#catalog/names.ts';
import { runsAs } from '#catalog/run-kind.ts';
import { known, needsSudo, notSeen, noTool, quoted } from '#probes/make-observation.ts';
import { lines, printed, shell, sudoRefused } from '#probes/shell.ts';
import { asDocker } from './container.ts';
import { platformVerb } from './platform-verb.ts';
import { type RunFacts, type RunState, statusOf } from './run-reader.ts';
import { defineRuntime } from './runtime.ts';
import { saysState } from './says-state.ts';

/** Apps made before CapRover 1.15 are called srv-captain--NAME, later ones NAME: whichever exists is taken. */
function serviceName(service: Service): string {
  const app = runsAs(service).name;
  return `n=$($s docker service ls --format '{{.Name}}' 2>/dev/null | grep -xE ${quote(`(srv-captain--)?${app.replaceAll('.', String.raw`\.`)}`)} | head -n 1);`;
}

/** A CapRover app as Docker Swarm sees it: CapRover itself keeps no state of what runs. */
export const caprover = defineRuntime({
  id: 'caprover',
  schema: runName,
  examples: ['payments-api'],
  isPlatform: true,
  capabilities: ['platform', 'engine', 'definition', 'settings', 'versions'],
  verb: platformVerb,
  datesItsLog: true,
  ask: (service) =>
    shell(`${asDocker} command -v docker >/dev/null || { echo resus-no-docker; exit; }
${serviceName(service)} [ -n "$n" ] || { $s docker service ls --format '{{.Name}}' 2>&1 | grep -iE 'denied|cannot connect|failed to connect|not a swarm|sudo'; echo resus-no-service; exit; }
echo "service $n $($s docker service ls --filter "name=$n" --format '{{.Name}} {{.Replicas}}' 2>&1 | grep -F "$n ")"
$s docker service ps --no-trunc --format '{{.Name}}\u0001{{.DesiredState}}\u0001{{.CurrentState}}\u0001{{.Error}}\u0001{{.Image}}' "$n" 2>&1 | head -n 12`),
  read: (answer, target) => {
    const text = printed(answer) ?? '';
    const name = runsAs(target.service).name;
    const source = `docker service ps ${name}`;
    if (/^resus-no-docker$/m.test(text)) return notSeen('process', noTool('docker'));
    if (sudoRefused(text) || /permission denied/i.test(text))
      return notSeen('process', needsSudo('docker service ps'));
    const daemon = /Cannot connect to the Docker daemon|failed to connect to the docker API/.exec(text);
    const found = /^service (\S+) \S+ (\d+)\/(\d+)/m.exec(text);
    if (daemon === null && found === null && !/^resus-no-service$/m.test(text))
      return notSeen('process', { en: 'Docker did not answer', fr: 'Docker n’a pas répondu' }, [
        quoted(source, text),
      ]);
    const tasks = tasksIn(text);
    const [, , running = '0', wanted = '0'] = found ?? [];
    const facts: RunFacts = {
      kind: 'caprover',
      name: found?.[1] ?? name,
      ...stateOf(found === null, daemon !== null, Number(running), Number(wanted), tasks),
      replicas: found === null ? undefined : Number(running),
      replicasWanted: found === null ? undefined : Number(wanted),
      image: tasks[0]?.image,
    };
    return {
      probe: 'process',
      status: statusOf(facts.state),
      facts: known(facts),
      evidence: [
        quoted(
          source,
          [found?.[0] ?? lines(text)[0] ?? '', ...tasks.slice(0, 4).map(({ line }) => line)].join('\n'),
          'state',
          'substate',
          'failure',
          'replicas',
          'replicasWanted',
          'exitCode',
          'crashLoop',
          'restarts',
          'error',
          'image',
        ),
      ],
      says: saysState(facts),
    };
  },
  logs: (service) => [
    // Asking a node that is down hangs: the time limit is ours.
    {
      name: 'docker',
      source: `docker service logs ${runsAs(service).name}`,
      command: `${asDocker} ${serviceName(service)} [ -z "$n" ] || timeout 6 $s docker service logs --raw --no-trunc --timestamps --tail 200 "$n" 2>&1 | tail -c 65536`,
    },
  ],
  mainPid: (service) =>
    `${asDocker} ${serviceName(service)} c=$($s docker ps -q --filter "label=com.docker.swarm.service.name=$n" 2>/dev/null | head -n 1); [ -z "$c" ] || $s docker inspect --type container --format '{{.State.Pid}}' "$c" 2>/dev/null`,
  // Service names are only known after asking: membership in the group docker is the way here.
  sudo: () => [],
});

type Task = {
  readonly desired: string;
  readonly state: string;
  readonly ago: string;
  readonly error: string;
  readonly image: string;
  readonly line: string;
};

/** Newest first, as Swarm prints them; it keeps five of each slot. */
function tasksIn(text: string): Task[] {
  return lines(text).flatMap((line) => {
    const [name, desired = '', current = '', error = '', image = ''] = line.split('\u0001');
    if (name === undefined || current === '') return [];
    const [state = '', ...ago] = current.split(' ');
    return [
      {
        desired,
        state,
        ago: ago.join(' '),
        error,
        image: image.replace(/@sha256:.*$/, ''),
        line: line.replaceAll('\u0001', '  '),
      },
    ];
  });
}

function stateOf(
  missing: boolean,
  daemonDown: boolean,
  running: number,
  wanted: number,
  tasks: readonly Task[],
): Pick<RunFacts, 'substate' | 'failure' | 'exitCode' | 'crashLoop' | 'restarts' | 'error'> & {
  state: RunState;
} {
  if (daemonDown) return { state: 'stopped', failure: 'manager_down' };
  if (missing) return { state: 'not_found' };
  if (wanted === 0) return { state: 'stopped', substate: '0 replicas' };
  const failed = tasks.filter(({ state }) => state === 'Failed' || state === 'Rejected');
  const code = /non-zero exit \((\d+)\)/.exec(failed[0]?.error ?? '')?.[1];
  const lately = failed.filter(({ ago }) =>
    /second|less than|(?:^|\D)[1-4] minutes? ago|About a minute/.test(ago),
  );
  // Swarm replaces a crashed task with a new one: many dead ones beside a young one are a crash loop.
  const crashLoop = lately.length >= 2;
  const error = failed[0]?.error || undefined;
  const noNode = tasks.find(({ error: said }) => /no suitable node/.test(said));
  const more = {
    substate: tasks[0]?.state,
    exitCode: code === undefined ? undefined : Number(code),
    crashLoop,
    restarts: failed.length,
    error: noNode?.error ?? error,
  };
  if (running >= wanted)
    return {
      state: 'running',
      ...more,
      exitCode: crashLoop ? more.exitCode : undefined,
      error: crashLoop ? more.error : undefined,
    };
  const failure =
    noNode !== undefined
      ? 'no_node'
      : code === '137'
        ? 'killed'
        : code === '139'
          ? 'segfault'
          : /No such image|pull access denied/.test(error ?? '')
            ? 'image_missing'
            : failed.length > 0
              ? 'exit_code'
              : undefined;
  if (crashLoop) return { state: 'restarting', failure, ...more };
  if (
    ['Starting', 'Preparing', 'Pending', 'Assigned', 'Accepted', 'Ready', 'New'].includes(
      tasks[0]?.state ?? '',
    ) &&
    noNode === undefined
  )
    return { state: 'starting', failure, ...more };
  return { state: 'failed', failure, ...more };
}
