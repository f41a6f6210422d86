import { quote } from '#base/quote.ts';
import type { Service } from '#catalog/catalog.ts';
import type { Evidence } from '#catalog/observation.ts';
import { runtimeOf } from '#runtimes/runtimes.ts';
import { defineProbe } from '../probe.ts';
import { known, listed, notSeen, quoted } from '../make-observation.ts';
import { elevate, lines, printed, shell } from '../shell.ts';

type Wanted = {
  readonly path: string;
  readonly owner?: string | undefined;
  readonly writable?: boolean | undefined;
};

/**
 * May the service's own user reach, read and (where the catalog says so) write what it needs? Computed from modes and
 * groups of the path and all directories above it, so nothing has to be run as that user.
 */
export const paths = defineProbe({
  id: 'paths',
  title: { en: 'Files and permissions', fr: 'Fichiers et droits' },
  scope: 'host',
  usualMs: 25,
  facts: {
    user: 'string',
    fine: 'boolean',
    missing: 'list',
    wrongOwner: 'list',
    unreadable: 'list',
    unwritable: 'list',
    worldReadable: 'list',
  },
  asks: ({ service }) => {
    const wanted = wantedPaths(service);
    return wanted.length === 0 ? undefined : { stat: shell(statCommand(service, wanted)) };
  },
  read: ({ stat }, { service }) => {
    const text = printed(stat) ?? '';
    const entries = readEntries(text);
    const who = readUser(text);
    const readers = otherReaders(service, text);
    if (entries.size === 0)
      return notSeen(
        'paths',
        { en: 'the paths could not be looked at', fr: 'les chemins n’ont pu être examinés' },
        [quoted('stat', text)],
      );
    const missing: string[] = [];
    const wrongOwner: string[] = [];
    const unreadable: string[] = [];
    const unwritable: string[] = [];
    const evidence: Evidence[] = [];
    for (const { path, owner, writable } of wantedPaths(service)) {
      const entry = entries.get(path);
      if (entry === undefined) {
        if (new RegExp(`^stat: .*'?${escaped(path)}'?.*(?:No such file|Aucun fichier)`, 'm').test(text))
          missing.push(path);
        continue;
      }
      if (owner !== undefined && entry.owner !== owner) wrongOwner.push(path);
      if (who !== undefined && who.name !== 'root' && !readers.has(path)) {
        const reachable = above(path).every((parent) => may(entries.get(parent), who, 1));
        if (!reachable || !may(entry, who, 4)) unreadable.push(path);
        else if (writable === true && !may(entry, who, 2)) unwritable.push(path);
      }
      if ([...wrongOwner, ...unreadable, ...unwritable].includes(path))
        evidence.push(
          quoted(
            'stat',
            [...above(path), path].flatMap((each) => entries.get(each)?.line ?? []).join('\n'),
            'wrongOwner',
            'unreadable',
            'unwritable',
            'fine',
            'user',
          ),
        );
    }
    for (const path of missing)
      evidence.push(
        quoted(
          'stat',
          lines(text).find((line) => line.startsWith('stat:') && line.includes(path)) ?? path,
          'missing',
          'fine',
        ),
      );
    const secret = service.env?.file === undefined ? undefined : entries.get(service.env.file);
    const open = secret !== undefined && (secret.mode & 4) !== 0 ? [service.env?.file ?? ''] : [];
    const wrong = [...missing, ...wrongOwner, ...unreadable, ...unwritable];
    return {
      probe: 'paths',
      status: wrong.length > 0 ? ('bad' as const) : ('ok' as const),
      facts: known({
        user: who?.name,
        fine: wrong.length === 0,
        missing: listed(missing),
        wrongOwner,
        unreadable,
        unwritable,
        worldReadable: listed(open),
      }),
      evidence,
      says:
        wrong.length > 0
          ? {
              en: 'the service may not use {wrong}',
              fr: 'le service ne peut utiliser {wrong}',
              with: { wrong: [...new Set(wrong)] },
            }
          : { en: 'the service may use all its paths', fr: 'le service peut utiliser tous ses chemins' },
    };
  },
});

/**
 * The file of variables, when somebody else than the service's user reads it: systemd reads `EnvironmentFile=` as root
 * before it drops its rights, and Docker reads `env_file` as who deploys.
 */
function otherReaders(service: Service, text: string): ReadonlySet<string> {
  const file = service.env?.file;
  if (file === undefined) return new Set();
  const isInUnit = lines(text).some(
    (line) =>
      line.startsWith('EnvironmentFiles=') && line.slice(17).replace(/ \(ignore_errors=\w+\)$/, '') === file,
  );
  const isOfEngine = runtimeOf(service).capabilities.includes('engine');
  return new Set(isInUnit || isOfEngine ? [file] : []);
}

function wantedPaths(service: Service): Wanted[] {
  const { deploy, env } = service;
  return [
    ...service.paths,
    ...(deploy === undefined ? [] : [{ path: deploy.dir }]),
    ...(env?.file === undefined ? [] : [{ path: env.file }]),
  ];
}

function above(path: string): string[] {
  const parts = path.split('/').slice(1, -1);
  return ['/', ...parts.map((_, at) => `/${parts.slice(0, at + 1).join('/')}`)];
}

export const statFormat = '%a|%U|%G|%F|%n';

export function statPaths(service: Service): string[] {
  return [...new Set(wantedPaths(service).flatMap(({ path }) => [...above(path), path]))];
}

/** The user who looks where the login may not: the service's user, who sees what the service sees. Absent: nobody. */
export function statUser(service: Service): string | undefined {
  return (
    service.deploy?.user ??
    runtimeOf(service).home(service).user ??
    service.paths.find(({ owner }) => owner !== undefined)?.owner
  );
}

function asReader(service: Service): string {
  const user = statUser(service);
  return user === undefined ? '' : `\${s:+$s -u ${quote(user)}} `;
}

function statCommand(service: Service, wanted: readonly Wanted[]): string {
  const unit = runtimeOf(service).unit(service);
  const user = service.deploy?.user ?? wanted.find(({ owner }) => owner !== undefined)?.owner;
  const asked =
    unit === undefined
      ? 'u=;'
      : `systemctl show -p EnvironmentFiles ${quote(unit)} 2>/dev/null; u=$(systemctl show -p User --value ${quote(unit)} 2>/dev/null);`;
  const fallback = unit === undefined ? (user ?? '') : 'root';
  return `${asked} u=\${u:-${quote(fallback)}}; [ -z "$u" ] || printf 'user %s %s\\n' "$u" "$(id -Gn "$u" 2>/dev/null)"
${elevate} stat -Lc '${statFormat}' / >/dev/null 2>&1 || exit 0
o=$(stat -Lc '${statFormat}' ${statPaths(service).map(quote).join(' ')} 2>&1)
case $o in *'Permission denied'*) t=$(${asReader(service)}stat -Lc '${statFormat}' ${statPaths(service).map(quote).join(' ')} 2>&1); case $t in sudo:*) ;; *) o=$t;; esac;; esac; printf '%s\\n' "$o"`;
}

type Entry = { readonly mode: number; readonly owner: string; readonly group: string; readonly line: string };
type User = { readonly name: string; readonly groups: readonly string[] };

function readEntries(text: string): Map<string, Entry> {
  return new Map(
    lines(text).flatMap((line): [string, Entry][] => {
      const [, mode = '', owner = '', group = '', , path = ''] =
        /^([0-7]{3,4})\|([^|]*)\|([^|]*)\|([^|]*)\|(\/.*)$/.exec(line) ?? [];
      return mode === '' ? [] : [[path, { mode: Number.parseInt(mode, 8), owner, group, line }]];
    }),
  );
}

function readUser(text: string): User | undefined {
  const [, name, groups = ''] = /^user (\S+) (.*)$/m.exec(text) ?? [];
  // A user without groups does not exist: nothing can be computed for it.
  return name === undefined || groups === '' ? undefined : { name, groups: groups.split(' ') };
}

/** The kernel's rule: the owner's bits for the owner, else the group's for members, else everyone's. */
function may(entry: Entry | undefined, who: User, bit: 1 | 2 | 4): boolean {
  if (entry === undefined) return true; // not seen: nothing may be claimed
  if (entry.owner === who.name) return (entry.mode & (bit << 6)) !== 0;
  if (who.groups.includes(entry.group)) return (entry.mode & (bit << 3)) !== 0;
  return (entry.mode & bit) !== 0;
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
