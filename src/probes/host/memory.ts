import { defineProbe } from '../probe.ts';
import { known, notSeen, quoted } from '../make-observation.ts';
import { printed, shell } from '../shell.ts';
import { memoryOnWindows } from '../windows-commands.ts';

/** Below this the kernel is about to kill something. */
const lowPercent = 5;
/** Share of the last minute in which everything stood still for memory: beyond, requests time out. */
const stalledPercent = 20;

export const memory = defineProbe({
  id: 'memory',
  title: { en: 'Memory', fr: 'Mémoire' },
  scope: 'host',
  usualMs: 8,
  windows: true,
  facts: {
    totalBytes: 'number',
    availableBytes: 'number',
    availablePercent: 'number',
    swapTotalBytes: 'number',
    swapFreeBytes: 'number',
    low: 'boolean',
    pressure: 'number',
    stalled: 'boolean',
  },
  asks: ({ host }) => ({
    meminfo: shell(
      host?.os === 'windows'
        ? memoryOnWindows
        : 'cat /proc/meminfo; cat /proc/pressure/memory 2>/dev/null; :',
    ),
  }),
  read: ({ meminfo }) => {
    const text = printed(meminfo) ?? '';
    const bytes = (name: string): number | undefined => {
      const kib = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1];
      return kib === undefined ? undefined : Number(kib) * 1024;
    };
    const total = bytes('MemTotal');
    const available = bytes('MemAvailable') ?? bytes('MemFree');
    if (total === undefined || available === undefined)
      return notSeen('memory', { en: '/proc/meminfo could not be read', fr: '/proc/meminfo est illisible' });
    const percent = Math.round((available / total) * 100);
    const pressure = /^full avg10=[\d.]+ avg60=([\d.]+)/m.exec(text)?.[1];
    const stalled = pressure === undefined ? undefined : Number(pressure) >= stalledPercent;
    const low = percent < lowPercent;
    return {
      probe: 'memory',
      status: low || stalled === true ? ('bad' as const) : ('ok' as const),
      facts: known({
        totalBytes: total,
        availableBytes: available,
        availablePercent: percent,
        swapTotalBytes: bytes('SwapTotal'),
        swapFreeBytes: bytes('SwapFree'),
        low,
        pressure: pressure === undefined ? undefined : Number(pressure),
        stalled,
      }),
      evidence: [
        quoted(
          '/proc/meminfo',
          text
            .split('\n')
            .filter((line) => /^(?:MemTotal|MemAvailable|SwapTotal|SwapFree)/.test(line))
            .join('\n'),
          'availableBytes',
          'availablePercent',
          'low',
          'totalBytes',
          'swapFreeBytes',
          'swapTotalBytes',
        ),
        ...(pressure === undefined
          ? []
          : [quoted('/proc/pressure/memory', /^full .*$/m.exec(text)?.[0] ?? '', 'pressure', 'stalled')]),
      ],
      says: {
        en: '{percent}% of memory is available',
        fr: '{percent} % de la mémoire est disponible',
        with: { percent },
      },
    };
  },
});
