import { defineProbe } from '../probe.ts';
import { runtimeOf } from '#runtimes/runtimes.ts';
import { known, needsSudo, notSeen, quoted } from '../make-observation.ts';
import { elevate, printed, shell } from '../shell.ts';

/** From here on the next burst of connections fails with "Too many open files". */
const nearPercent = 90;

/** Open files of the main process against its limit. */
export const files = defineProbe({
  id: 'files',
  title: { en: 'Open files', fr: 'Fichiers ouverts' },
  scope: 'host',
  usualMs: 20,
  facts: {
    open: 'number',
    limit: 'number',
    usedPercent: 'number',
    nearLimit: 'boolean',
    systemOpen: 'number',
    systemLimit: 'number',
    systemNearLimit: 'boolean',
  },
  asks: ({ service }) => {
    const pid = runtimeOf(service).mainPid(service);
    return {
      proc: shell(`cat /proc/sys/fs/file-nr; p=$(${pid}); [ "\${p:-0}" -gt 0 ] 2>/dev/null || exit 0
${elevate} grep 'Max open files' "/proc/$p/limits"
[ ! -r "/proc/$p/fd" ] || s=; printf 'open %s\\n' "$($s ls -U "/proc/$p/fd" 2>/dev/null | wc -l)"`),
    };
  },
  read: ({ proc }) => {
    const text = printed(proc) ?? '';
    const [, systemOpen, systemLimit] = /^(\d+)\s+\d+\s+(\d+)$/m.exec(text) ?? [];
    const limit = /^Max open files\s+(\d+)/m.exec(text)?.[1];
    const open = Number(/^open (\d+)$/m.exec(text)?.[1] ?? 0);
    const counted = limit !== undefined && open > 0;
    if (systemOpen === undefined && !counted)
      return notSeen('files', { en: 'the limits could not be read', fr: 'les limites sont illisibles' });
    const usedPercent = counted ? Math.round((open / Number(limit)) * 100) : undefined;
    const near = usedPercent === undefined ? undefined : usedPercent >= nearPercent;
    const systemNear =
      systemOpen === undefined ? undefined : Number(systemOpen) / Number(systemLimit) >= nearPercent / 100;
    return {
      probe: 'files',
      status:
        near === true || systemNear === true
          ? ('bad' as const)
          : counted
            ? ('ok' as const)
            : ('unknown' as const),
      facts: known({
        open: counted ? open : undefined,
        limit: limit === undefined ? undefined : Number(limit),
        usedPercent,
        nearLimit: near,
        systemOpen: systemOpen === undefined ? undefined : Number(systemOpen),
        systemLimit: systemLimit === undefined ? undefined : Number(systemLimit),
        systemNearLimit: systemNear,
      }),
      evidence: [
        quoted(
          '/proc/PID/limits, /proc/PID/fd',
          counted ? `${open} of ${limit} files are open` : text,
          'open',
          'limit',
          'usedPercent',
          'nearLimit',
        ),
      ],
      says: counted
        ? {
            en: '{open} of {limit} files are open',
            fr: '{open} fichiers ouverts sur {limit}',
            with: { open, limit },
          }
        : limit === undefined
          ? {
              en: 'there is no process to count the files of',
              fr: 'pas de processus dont compter les fichiers',
            }
          : needsSudo('ls /proc/PID/fd'),
    };
  },
});
