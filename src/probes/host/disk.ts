import { quote } from '#base/quote.ts';
import type { Service } from '#catalog/catalog.ts';
import { defineProbe } from '../probe.ts';
import { known, listed, notSeen, quoted } from '../make-observation.ts';
import { lines, printed, shell } from '../shell.ts';
import { disksOnWindows } from '../windows-commands.ts';

/** At this much, databases and journals already refuse to write: 5% is what ext4 keeps for root. */
const fullPercent = 95;

/** Images are always full, and nobody writes to them. */
const noImages = '-x squashfs -x iso9660 -x erofs';

/** Space and inodes where the service writes, and whether anything was remounted read-only. */
export const disk = defineProbe({
  id: 'disk',
  title: { en: 'Disk', fr: 'Disque' },
  scope: 'host',
  usualMs: 15,
  windows: true,
  facts: {
    usedPercent: 'number',
    inodesPercent: 'number',
    freeBytes: 'number',
    full: 'boolean',
    inodesFull: 'boolean',
    fullPath: 'string',
    anyFull: 'boolean',
    anyInodesFull: 'boolean',
    fullMounts: 'list',
    readOnly: 'boolean',
    readOnlyPath: 'string',
  },
  asks: ({ service, host }) => {
    if (host?.os === 'windows') return { df: shell(disksOnWindows) };
    const paths = writtenPaths(service).map(quote).join(' ');
    return {
      df: shell(
        `df -P ${paths} 2>/dev/null; echo resus-inodes; df -Pi ${paths} 2>/dev/null; echo resus-mounts; grep -E ' (ext[234]|xfs|btrfs|overlay|zfs) ro[, ]' /proc/mounts; echo resus-all; df -Pl ${noImages} 2>/dev/null; echo resus-all-inodes; df -Pil ${noImages} 2>/dev/null`,
      ),
    };
  },
  read: ({ df }) => {
    const [space = '', inodes = '', mounts = '', all = '', allInodes = ''] = (printed(df) ?? '').split(
      /^resus-[\w-]+\n/m,
    );
    const spaces = rows(space);
    const nodes = rows(inodes);
    if (spaces.length === 0)
      return notSeen('disk', { en: 'df gave no answer', fr: 'df n’a pas répondu' }, [quoted('df -P', space)]);
    const fullest = spaces.toSorted((a, b) => b.percent - a.percent)[0];
    const crowded = nodes.toSorted((a, b) => b.percent - a.percent)[0];
    const full = fullest !== undefined && fullest.percent >= fullPercent;
    const inodesFull = crowded === undefined ? undefined : crowded.percent >= fullPercent;
    const readOnly = lines(mounts).filter((line) => spaces.some(({ mount }) => mount === line.split(' ')[1]));
    const crammed = rows(all).filter(({ percent }) => percent >= fullPercent);
    const crowds = rows(allInodes).filter(({ percent }) => percent >= fullPercent);
    const worst = full ? fullest : inodesFull === true ? crowded : fullest;
    return {
      probe: 'disk',
      status: full || inodesFull === true || readOnly.length > 0 ? ('bad' as const) : ('ok' as const),
      facts: known({
        usedPercent: fullest?.percent,
        inodesPercent: crowded?.percent,
        freeBytes: fullest === undefined ? undefined : fullest.available * 1024,
        full,
        inodesFull,
        fullPath: full || inodesFull === true ? worst?.mount : undefined,
        // Nothing was listed where df does not know these words: then nothing is known.
        anyFull: rows(all).length === 0 ? undefined : crammed.length > 0,
        anyInodesFull: rows(allInodes).length === 0 ? undefined : crowds.length > 0,
        fullMounts: listed([...new Set([...crammed, ...crowds].map(({ mount }) => mount))]),
        readOnly: readOnly.length > 0,
        readOnlyPath: readOnly[0]?.split(' ')[1],
      }),
      evidence: [
        ...(fullest === undefined
          ? []
          : [quoted('df -P', fullest.line, 'usedPercent', 'freeBytes', 'full', 'fullPath')]),
        ...(rows(all).length === 0
          ? []
          : [quoted('df -Pl', all.trim(), 'anyFull', 'anyInodesFull', 'fullMounts')]),
        ...(crowded === undefined ? [] : [quoted('df -Pi', crowded.line, 'inodesPercent', 'inodesFull')]),
        ...(readOnly[0] === undefined
          ? []
          : [quoted('/proc/mounts', readOnly[0], 'readOnly', 'readOnlyPath')]),
      ],
      says:
        readOnly.length > 0
          ? {
              en: '{path} is mounted read-only',
              fr: '{path} est monté en lecture seule',
              with: { path: readOnly[0]?.split(' ')[1] },
            }
          : {
              en: '{path} is {percent}% full',
              fr: '{path} est plein à {percent} %',
              with: { path: worst?.mount, percent: worst?.percent },
            },
    };
  },
});

/** The directories where a full disk would hurt this service. */
function writtenPaths(service: Service): string[] {
  const { deploy, logs, paths } = service;
  return [
    ...new Set([
      '/',
      '/tmp',
      '/var',
      '/run',
      ...(deploy === undefined ? [] : [deploy.dir]),
      ...logs.filter((path) => path.startsWith('/')),
      ...paths.map(({ path }) => path),
    ]),
  ];
}

type Row = {
  readonly percent: number;
  readonly available: number;
  readonly mount: string;
  readonly line: string;
};

/** POSIX df: one line a file system. Pseudo file systems without size have `-`. */
function rows(text: string): Row[] {
  return lines(text).flatMap((line) => {
    const match = /^(\S+)\s+\d+\s+\d+\s+(\d+)\s+(\d+)%\s+(\/.*)$/.exec(line);
    return match === null
      ? []
      : [{ available: Number(match[2]), percent: Number(match[3]), mount: match[4] ?? '', line }];
  });
}
