import { quote } from '#base/quote.ts';
import type { Service } from '#catalog/catalog.ts';
import { runtimeOf } from '#runtimes/runtimes.ts';
import { defineProbe } from '../probe.ts';
import { known, notSeen, quoted, saidNothing } from '../make-observation.ts';
import { lines, printed, shell } from '../shell.ts';

/** The time before the look in which a change counts as "changed lately". */
const windowS = 3_600;

/** Recent changes on the host: packages, definitions, configuration, variables, code. */
export const changes = defineProbe({
  id: 'changes',
  title: { en: 'Recent changes', fr: 'Changements récents' },
  scope: 'host',
  usualMs: 30,
  facts: {
    packages: 'list',
    packagesAgeS: 'number',
    unitAgeS: 'number',
    proxyAgeS: 'number',
    envAgeS: 'number',
    codeAgeS: 'number',
    rebootAgeS: 'number',
    recent: 'list',
    any: 'boolean',
  },
  asks: ({ service }) => ({ changes: shell(changesCommand(service)) }),
  read: ({ changes: answer }, { now }) => {
    const text = printed(answer) ?? '';
    if (text.trim() === '') return notSeen('changes', saidNothing);
    const nowS = Number(/^now (\d+)$/m.exec(text)?.[1] ?? Math.round(now / 1000));
    const ages = new Map(
      [...text.matchAll(/^(unit|proxy|env|code) (\d+) (.*)$/gm)].map(
        ([, what = '', at, path = '']) => [what, { ageS: Math.max(0, nowS - Number(at)), path }] as const,
      ),
    );
    const packages = packagesIn(text);
    const uptime = /^uptime (\d+)/m.exec(text)?.[1];
    const rebootAgeS = uptime === undefined || Number(uptime) > windowS ? undefined : Number(uptime);
    const recent = [
      ...[...ages]
        .filter(([, { ageS }]) => ageS < windowS)
        .map(([what, { ageS, path }]) => ({ ageS, text: `${what}: ${path}` })),
      ...packages.slice(-8).map(({ ageS, text: told }) => ({ ageS, text: told })),
      ...(rebootAgeS === undefined ? [] : [{ ageS: rebootAgeS, text: 'reboot' }]),
    ].toSorted((a, b) => a.ageS - b.ageS);
    const told = recent.map(({ ageS, text: what }) => `${Math.round(ageS / 60)} min ago: ${what}`);
    return {
      probe: 'changes',
      status: 'ok' as const,
      facts: known({
        packages: packages.length > 0 ? packages.map(({ text: each }) => each) : undefined,
        packagesAgeS: packages.at(-1)?.ageS,
        unitAgeS: ages.get('unit')?.ageS,
        proxyAgeS: ages.get('proxy')?.ageS,
        envAgeS: ages.get('env')?.ageS,
        codeAgeS: ages.get('code')?.ageS,
        rebootAgeS,
        recent: told,
        any: told.length > 0,
      }),
      evidence:
        told.length === 0
          ? []
          : [
              quoted(
                'dpkg.log, stat, uptime',
                told.join('\n'),
                'recent',
                'any',
                'packages',
                'packagesAgeS',
                'unitAgeS',
                'proxyAgeS',
                'envAgeS',
                'codeAgeS',
                'rebootAgeS',
              ),
            ],
      says:
        told.length === 0
          ? { en: 'nothing changed in the last hour', fr: 'rien n’a changé depuis une heure' }
          : { en: 'changed lately: {first}', fr: 'changé récemment : {first}', with: { first: told[0] } },
    };
  },
});

function changesCommand(service: Service): string {
  const unit = runtimeOf(service).unit(service);
  return [
    'date +now\\ %s',
    'read -r u _ </proc/uptime && echo "uptime ${u%.*}"',
    ...(unit === undefined
      ? []
      : [
          `f=$(systemctl show -p FragmentPath --value ${quote(unit)} 2>/dev/null); [ -z "$f" ] || ${stat('unit', '"$f"')}`,
        ]),
    ...(service.proxy?.nginx === undefined ? [] : [stat('proxy', quote(service.proxy.nginx))]),
    ...(service.env?.file === undefined ? [] : [stat('env', quote(service.env.file))]),
    ...(service.deploy === undefined
      ? []
      : [
          `${stat('code', quote(`${service.deploy.dir}/.git/logs/HEAD`))} || ${stat('code', quote(service.deploy.dir))}`,
        ]),
    // dpkg writes local time without a zone: its distance to the host's own local time needs none.
    "date '+local %Y-%m-%d %H:%M:%S'; tail -n 400 /var/log/dpkg.log 2>/dev/null | grep -E ' (install|upgrade|remove) ' | tail -n 30; :",
  ].join('\n');
}

function packagesIn(text: string): { ageS: number; text: string }[] {
  const local = /^local (\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)$/m.exec(text);
  if (local === null) return [];
  const nowMs = Date.parse(`${local[1]}T${local[2]}Z`);
  return lines(text).flatMap((line) => {
    const match =
      /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) (install|upgrade|remove) (\S+?)(?::\w+)? (\S+) (\S+)$/.exec(line);
    if (match === null) return [];
    const [, day, time, verb, name, from, to] = match;
    const ageS = Math.round((nowMs - Date.parse(`${day}T${time}Z`)) / 1000);
    return ageS > windowS || ageS < 0 ? [] : [{ ageS, text: `${verb} ${name} ${from} → ${to}` }];
  });
}

function stat(what: string, path: string): string {
  return `stat -Lc '${what} %Y %n' ${path} 2>/dev/null`;
}
