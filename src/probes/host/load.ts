import { defineProbe } from '../probe.ts';
import { known, notSeen, quoted } from '../make-observation.ts';
import { printed, shell } from '../shell.ts';

/** Runnable tasks per CPU over five minutes from which interactive work visibly suffers. */
const overloadedPerCpu = 4;

export const load = defineProbe({
  id: 'load',
  title: { en: 'Load', fr: 'Charge' },
  scope: 'host',
  usualMs: 8,
  facts: {
    load1: 'number',
    load5: 'number',
    cpus: 'number',
    perCpu: 'number',
    overloaded: 'boolean',
    cpuPressure: 'number',
  },
  asks: () => ({
    load: shell('cat /proc/loadavg; grep -c ^processor /proc/cpuinfo; cat /proc/pressure/cpu 2>/dev/null; :'),
  }),
  read: ({ load: answer }) => {
    const text = printed(answer) ?? '';
    const [, one, five] = /^([\d.]+) ([\d.]+) [\d.]+ /m.exec(text) ?? [];
    if (one === undefined || five === undefined)
      return notSeen('load', { en: '/proc/loadavg could not be read', fr: '/proc/loadavg est illisible' });
    const cpus = Number(/^(\d+)$/m.exec(text)?.[1] ?? 0) || undefined;
    const perCpu = cpus === undefined ? undefined : Math.round((Number(five) / cpus) * 100) / 100;
    const overloaded = perCpu === undefined ? undefined : perCpu >= overloadedPerCpu;
    const pressure = /^some avg10=[\d.]+ avg60=([\d.]+)/m.exec(text)?.[1];
    return {
      probe: 'load',
      status: overloaded === true ? ('bad' as const) : ('ok' as const),
      facts: known({
        load1: Number(one),
        load5: Number(five),
        cpus,
        perCpu,
        overloaded,
        cpuPressure: pressure === undefined ? undefined : Number(pressure),
      }),
      evidence: [
        quoted('/proc/loadavg', text.split('\n')[0] ?? '', 'load1', 'load5', 'perCpu', 'overloaded'),
      ],
      says: {
        en: 'load {five} on {cpus} CPUs',
        fr: 'charge {five} sur {cpus} processeurs',
        with: { five, cpus: cpus ?? '?' },
      },
    };
  },
});
