import { defineProbe } from '../probe.ts';
import { asDocker } from '#runtimes/container.ts';
import { runsWith } from '#runtimes/runtimes.ts';
import { known, needsSudo, noTool, notSeen, quoted } from '../make-observation.ts';
import { lines, printed, shell, sudoRefused } from '../shell.ts';

/** Docker itself: when it is down, everything that runs in it is. */
export const engine = defineProbe({
  id: 'engine',
  title: { en: 'Docker engine', fr: 'Moteur Docker' },
  scope: 'host',
  usualMs: 60,
  facts: { up: 'boolean', version: 'string', unitState: 'string', error: 'string' },
  asks: ({ service }) => {
    if (!runsWith(service, ['engine'])) return undefined;
    return {
      version: shell(
        `${asDocker} command -v docker >/dev/null || { echo resus-no-docker; exit; }
echo "Unit=$(systemctl show -p ActiveState --value docker.service 2>/dev/null)"
timeout 5 $s docker version --format 'Server={{.Server.Version}}' 2>&1 || echo "resus-exit $?"`,
      ),
    };
  },
  read: ({ version }) => {
    const text = printed(version) ?? '';
    if (/^resus-no-docker$/m.test(text)) return notSeen('engine', noTool('docker'));
    const unit = /^Unit=(\w+)$/m.exec(text)?.[1];
    const server = /^Server=(\S+)$/m.exec(text)?.[1];
    const said = lines(text)
      .filter((line) => !/^(?:Unit|Server)=|^resus-/.test(line))
      .join('\n');
    if (server === undefined && (sudoRefused(text) || /permission denied/i.test(text)))
      return notSeen('engine', needsSudo('docker version'));
    // No answer within five seconds is an engine that hangs.
    const hangs = /^resus-exit (?:124|143)$/m.test(text);
    const down =
      /Cannot connect to the Docker daemon|failed to connect to the docker API/.test(text) || hangs;
    if (server === undefined && !down)
      return notSeen('engine', { en: 'Docker did not answer', fr: 'Docker n’a pas répondu' }, [
        quoted('docker version', said),
      ]);
    return {
      probe: 'engine',
      status: down ? ('bad' as const) : ('ok' as const),
      facts: known({
        up: !down,
        version: server,
        unitState: unit,
        error: down ? said.slice(0, 200) || 'no answer in 5 s' : undefined,
      }),
      evidence: [
        quoted(
          'docker version',
          server === undefined ? said || 'no answer in 5 s' : `Server ${server}`,
          'up',
          'version',
          'error',
        ),
        ...(unit === undefined ? [] : [quoted('systemctl show docker', `ActiveState=${unit}`, 'unitState')]),
      ],
      says: down
        ? { en: 'the Docker engine does not answer', fr: 'le moteur Docker ne répond pas' }
        : { en: 'the Docker engine runs', fr: 'le moteur Docker tourne' },
    };
  },
});
