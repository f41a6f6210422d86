import { quote } from '#base/quote.ts';
import type { Service } from '#catalog/catalog.ts';
import { runsAs } from '#catalog/run-kind.ts';
import { asDocker } from '#runtimes/container.ts';
import { runtimeOf } from '#runtimes/runtimes.ts';
import { defineProbe } from '../probe.ts';
import { known, needsSudo, notSeen, quoted, saidNothing } from '../make-observation.ts';
import { elevate, lines, printed, shell, sudoRefused } from '../shell.ts';

/** A kill further back than this explains nothing that is asked about now. */
const recentS = 3_600;

export const kernelLogCommand = 'journalctl -k -b -n 500 --no-pager -o short-unix --no-hostname';

/** Did the kernel kill something for memory lately, and was it this service? */
export const oom = defineProbe({
  id: 'oom',
  title: { en: 'Out of memory', fr: 'Mémoire épuisée' },
  scope: 'host',
  usualMs: 40,
  facts: {
    killed: 'boolean',
    victim: 'string',
    victims: 'list',
    victimIsService: 'boolean',
    ageS: 'number',
    count: 'number',
  },
  asks: ({ service }) => ({
    kernel: shell(
      `date +resus-now=%s; ${endedCommand(service)} ${elevate} for j in /var/log/journal/*/system.journal /run/log/journal/*/system.journal; do [ ! -r "$j" ] || s=; done
$s ${kernelLogCommand} 2>&1 | grep -E 'resus|sudo|insufficient|not seeing|oom-kill:|Killed process' | tail -n 20`,
    ),
  }),
  read: ({ kernel }, { service, now }) => {
    const text = printed(kernel) ?? '';
    if (text.trim() === '') return notSeen('oom', saidNothing);
    if (sudoRefused(text) || /insufficient permissions|not seeing messages/.test(text))
      return notSeen('oom', needsSudo(kernelLogCommand));
    const nowS = Number(/^resus-now=(\d+)/m.exec(text)?.[1] ?? now / 1000);
    const { name } = runsAs(service);
    const isUnit = runtimeOf(service).unit(service) !== undefined;
    const kills = killsIn(text).filter(({ atS }) => nowS - atS < recentS);
    const ended = [...text.matchAll(/^ExecMain(?:Exit|Start)Timestamp=@(\d+)/gm)].map(([, at]) => Number(at));
    const container = /^resus-container ([0-9a-f]{64})$/m.exec(text)?.[1];
    const ours = kills.filter(({ cgroup, atS }) => {
      // Docker names the control group of a container after its id: no other has it.
      if (container !== undefined) return cgroup?.includes(container) === true;
      if (cgroup === undefined || !belongsTo(cgroup, name)) return false;
      // Inside a container the kernel log tells of other containers too, which may have a unit of the same name.
      return !isNested(cgroup) || ended.some((at) => at - atS > -3 && at - atS < nestedWindowS);
    });
    const told = ours.at(-1) ?? kills.at(-1);
    return {
      probe: 'oom',
      status: ours.length > 0 ? ('bad' as const) : ('ok' as const),
      facts: known({
        killed: kills.length > 0,
        count: kills.length,
        victim: told?.program,
        victims: kills.length > 0 ? [...new Set(kills.map(({ program }) => program))] : undefined,
        // Only systemd and Docker give each service a control group of its own name: elsewhere nothing is ruled out.
        victimIsService:
          ours.length > 0
            ? true
            : told?.cgroup === undefined || (!isUnit && container === undefined)
              ? undefined
              : false,
        ageS: told === undefined ? undefined : Math.max(0, Math.round(nowS - told.atS)),
      }),
      evidence:
        told === undefined
          ? []
          : [quoted('journalctl -k', told.lines, 'killed', 'victim', 'victimIsService', 'ageS', 'count')],
      says:
        told === undefined
          ? { en: 'the kernel killed nothing for memory', fr: 'le noyau n’a rien tué faute de mémoire' }
          : {
              en: 'the kernel killed {program} for memory',
              fr: 'le noyau a tué {program} faute de mémoire',
              with: { program: told.program },
            },
    };
  },
});

/** A main process that ended, or was started again, this soon after a kill was what was killed. */
const nestedWindowS = 15;

function endedCommand(service: Service): string {
  const runtime = runtimeOf(service);
  const container = runtime.container?.(service);
  if (container !== undefined)
    return `${asDocker} echo "resus-container $($s docker inspect --type container --format '{{.ID}}' "$(${container})" 2>/dev/null)";`;
  const unit = runtime.unit(service);
  if (unit === undefined) return '';
  return `systemctl show -p ExecMainExitTimestamp,ExecMainStartTimestamp --timestamp=unix ${quote(unit)} 2>/dev/null;`;
}

function isNested(cgroup: string): boolean {
  return !/^\/(?:system|user|machine)\.slice\//.test(cgroup);
}

type Kill = {
  readonly atS: number;
  readonly program: string;
  readonly cgroup?: string;
  readonly lines: string;
};

/** The kernel prints two lines a kill: the constraint with the control group, then the process. */
function killsIn(text: string): Kill[] {
  const kills: Kill[] = [];
  let constraint = '';
  for (const line of lines(text)) {
    if (line.includes('oom-kill:')) constraint = line;
    const killed = /^(\d+)\.\d+ .*Killed process (\d+) \(([^)]+)\)/.exec(line);
    if (killed === null) continue;
    const sameKill = constraint.includes(`pid=${killed[2]},`);
    const cgroup = sameKill ? /task_memcg=([^,]+)/.exec(constraint)?.[1] : undefined;
    kills.push({
      atS: Number(killed[1]),
      program: killed[3] ?? '',
      lines: sameKill ? `${constraint}\n${line}` : line,
      ...(cgroup === undefined ? {} : { cgroup }),
    });
  }
  return kills;
}

function belongsTo(cgroup: string, name: string): boolean {
  const unit = /\.\w+$/.test(name) ? name : `${name}.service`;
  return cgroup.split('/').some((part) => part === unit || part === name);
}
