import { type Needed, neededBy } from '#needs/need.ts';
import { needs } from '#needs/needs.ts';
import { defineProbe, type Target } from '../probe.ts';
import { asDocker } from '#runtimes/container.ts';
import { needsSudo, noTool, notSeen, quoted } from '../make-observation.ts';
import { printed, shell, sudoRefused } from '../shell.ts';
import { missing, seen } from './needs.ts';

/** CapRover apps that the service needs, as Swarm runs them: how many of the wanted tasks are there. */
export const swarmNeeds = defineProbe({
  id: 'needs',
  title: { en: 'Dependencies', fr: 'Dépendances' },
  scope: 'host',
  usualMs: 60,
  facts: needs.facts,
  asks: (target) =>
    needsOf(target).length === 0
      ? undefined
      : {
          services: shell(
            `${asDocker} command -v docker >/dev/null || { echo resus-no-docker; exit; }; $s docker service ls --format '{{.Name}} {{.Replicas}}' 2>&1`,
          ),
        },
  read: ({ services }, target) => {
    const text = printed(services) ?? '';
    const rows = [...text.matchAll(/^(\S+) (\d+)\/(\d+)/gm)];
    const unreadable = /^resus-no-docker$/m.test(text)
      ? noTool('docker')
      : sudoRefused(text) || /permission denied|not a swarm manager/i.test(text)
        ? needsSudo('docker service ls')
        : undefined;
    return needsOf(target).map((need) => {
      const name = need.platform?.name ?? '';
      if (unreadable !== undefined)
        return notSeen(need.probe, unreadable, [quoted('docker service ls', text)]);
      const row = rows.find(([, service]) => service === name || service === `srv-captain--${name}`);
      if (row === undefined) return missing(need, 'Swarm', name, text.slice(0, 300));
      const [, service = name, running = '0', wanted = '0'] = row;
      return seen(
        need,
        'Swarm',
        service,
        `${running}/${wanted} tasks`,
        Number(running) > 0 && Number(running) >= Number(wanted),
      );
    });
  },
});

function needsOf(target: Target): Needed[] {
  return neededBy(target).filter(({ platform }) => platform?.by === 'caprover');
}
