import { quote } from '#base/quote.ts';
import type { Service } from '#catalog/catalog.ts';
import type { Seen, Target } from '#probes/probe.ts';
import { known, needsSudo, notSeen, noTool, quoted } from '#probes/make-observation.ts';
import { lines, printed, shell, sudoRefused } from '#probes/shell.ts';
import { containerFacts, type State } from './container-state.ts';
import { type RunFacts, type RunReader, statusOf } from './run-reader.ts';
import { saysState } from './says-state.ts';

/** Docker is asked directly by root and by members of its group, else through sudo. */
export const asDocker = "s='sudo -n'; if [ -O / ] || [ -w /var/run/docker.sock ]; then s=; fi;";

/** No `.Config.Env`, ever: it holds every secret of the container. */
const format =
  '{{json .State}}\u0001{{.RestartCount}}\u0001{{.Config.Image}}\u0001{{json .NetworkSettings.Ports}}\u0001{{.HostConfig.RestartPolicy.Name}}\u0001{{.HostConfig.Memory}}\u0001{{.Name}}';

/** What was done to it by hand in the last hour; the engine keeps its last 256 events only, health checks among them. */
const eventsCommand = (filter: string): string =>
  `timeout 3 $s docker events --since 60m --until "$(date +%s)" --filter type=container --filter ${quote(filter)} \\
--filter event=stop --filter event=destroy \\
--format 'resus-event {{.Time}} {{.Status}} {{index .Actor.Attributes "name"}}' 2>/dev/null | tail -n 12`;

/** Reads one container, however it is found: by name, by compose labels, by the labels of a platform. */
export function containerReader(
  kind: string,
  find: (service: Service) => string,
  nameOf: (service: Service) => string,
  filterOf: (service: Service) => string = (service) => `container=${nameOf(service)}`,
): RunReader {
  return {
    ask: (service) =>
      shell(`${asDocker} command -v docker >/dev/null || { echo resus-no-docker; exit; }
c=$(${find(service)}); [ -n "$c" ] || c=resus-none; $s docker inspect --type container --format ${quote(format)} "$c" 2>&1; date +Now=%s
$s docker inspect --type container --format '{{.Path}} {{.Args}}' "$c" 2>/dev/null | grep -q gunicorn && echo resus-gunicorn
systemctl show -p ActiveEnterTimestamp --timestamp=unix docker 2>/dev/null
${eventsCommand(filterOf(service))}`),
    read: (answer, target) => readContainer(kind, nameOf(target.service), printed(answer) ?? '', target),
    logs: (service) => [
      {
        name: 'docker',
        source: `docker logs ${nameOf(service)}`,
        command: `${asDocker} c=$(${find(service)}); [ -z "$c" ] || $s docker logs --tail 200 --timestamps $c 2>&1 | tail -c 65536`,
      },
    ],
    container: find,
    mainPid: (service) =>
      `${asDocker} c=$(${find(service)}); [ -z "$c" ] || $s docker inspect --type container --format '{{.State.Pid}}' $c 2>/dev/null`,
    // Being allowed to talk to Docker is being root: membership in its group says so plainly, a sudo rule would hide it.
    sudo: () => [],
  };
}

function readContainer(kind: string, name: string, text: string, target: Target): Seen {
  const source = `docker inspect ${name}`;
  if (/^resus-no-docker$/m.test(text)) return notSeen('process', noTool('docker'));
  if (sudoRefused(text) || /permission denied while trying to connect/i.test(text))
    return notSeen('process', needsSudo('docker inspect'));
  if (/Cannot connect to the Docker daemon|failed to connect to the docker API/.test(text)) {
    const facts: RunFacts = { kind, name, state: 'stopped', failure: 'manager_down', error: lines(text)[0] };
    return {
      probe: 'process',
      status: 'bad',
      facts: known(facts),
      evidence: [quoted(source, lines(text)[0] ?? '', 'state', 'failure', 'error')],
      says: { en: 'the Docker engine does not answer', fr: 'le moteur Docker ne répond pas' },
    };
  }
  const row = lines(text)
    .find((line) => line.includes('\u0001'))
    ?.split('\u0001');
  if (row === undefined) {
    if (!/No such (?:container|object)/i.test(text))
      return notSeen('process', { en: 'Docker did not answer', fr: 'Docker n’a pas répondu' }, [
        quoted(source, text),
      ]);
    const removed = eventsIn(text).findLast(({ what }) => what === 'destroy');
    const facts: RunFacts = { kind, name, state: 'not_found', since: removed?.atMs };
    return {
      probe: 'process',
      status: 'bad',
      facts: known(facts),
      evidence: [
        quoted(source, lines(text)[0] ?? '', 'state'),
        ...(removed === undefined ? [] : [quoted('docker events', removed.line, 'since')]),
      ],
      says: saysState(facts),
    };
  }
  const [json = '{}', restarts = '', image = '', , policy = '', limit = ''] = row;
  const state = JSON.parse(json) as State;
  const engine = Number(/^ActiveEnterTimestamp=@(\d+)/m.exec(text)?.[1] ?? 0) * 1000;
  const stops = eventsIn(text).filter(({ what }) => what === 'stop');
  const around = {
    restarts: Number(restarts) || 0,
    image,
    limitBytes: Number(limit) || 0,
    policy: policy.trim(),
    isGunicorn: /^resus-gunicorn$/m.test(text),
    stoppedByHandAt: stops.at(-1)?.atMs,
    engineStartedAt: engine || undefined,
  };
  const facts = containerFacts(kind, name, state, around, nowMs(text, target));
  const health = state.Health?.Log?.at(-1)?.Output?.trim();
  return {
    probe: 'process',
    status: state.Health?.Status === 'unhealthy' ? 'bad' : statusOf(facts.state),
    facts: known(facts),
    evidence: [
      quoted(
        source,
        `Status=${state.Status ?? '?'} ExitCode=${state.ExitCode ?? '?'} OOMKilled=${String(state.OOMKilled ?? '?')} RestartCount=${restarts} RestartPolicy=${policy}\nStartedAt=${state.StartedAt ?? ''} FinishedAt=${state.FinishedAt ?? ''}${facts.memoryLimit === undefined ? '' : ` MemoryLimit=${String(facts.memoryLimit)}`}${state.Error ? `\nError=${state.Error}` : ''}`,
        'state',
        'substate',
        'failure',
        'exitCode',
        'oomKilled',
        'restarts',
        'crashLoop',
        'startedAt',
        'uptimeS',
        'since',
        'error',
        'pid',
        'signal',
        'enabled',
        'leftByEngine',
        'memoryLimit',
        'memoryLimitBytes',
      ),
      ...stops.slice(-1).map(({ line }) => quoted('docker events', line, 'state', 'since')),
      ...(state.Health?.Status === undefined
        ? []
        : [
            quoted(
              source,
              `Health=${state.Health.Status}${health === undefined || health === '' ? '' : `\n${health.slice(0, 300)}`}`,
              'health',
            ),
          ]),
    ],
    says: saysState(facts),
  };
}

type Event = { readonly atMs: number; readonly what: string; readonly line: string };

function eventsIn(text: string): Event[] {
  return [...text.matchAll(/^resus-event (\d+) (\w+) (.*)$/gm)].map(([, at, what = '', more = '']) => ({
    atMs: Number(at) * 1000,
    what,
    line: `${new Date(Number(at) * 1000).toISOString()} container ${what} ${more}`.trim(),
  }));
}

function nowMs(text: string, target: Target): number {
  const host = /^Now=(\d+)/m.exec(text)?.[1];
  return host === undefined ? target.now : Number(host) * 1000;
}
