import { linesBefore } from '#base/log-signatures.ts';
import { quote } from '#base/quote.ts';
import type { Service } from '#catalog/catalog.ts';
import { defineProbe } from '../probe.ts';
import { known, needsSudo, notSeen, quoted } from '../make-observation.ts';
import { asLeader } from '../read-as.ts';
import { asUser, lines, printed, shell, sudoRefused } from '../shell.ts';

/** Django's start-up and one query; a database that hangs longer is the business of `needs`. */
const timeoutS = 8;

/** Is the database's schema what the code expects? Django's own plan, which changes nothing. */
export const migrations = defineProbe({
  id: 'migrations',
  title: { en: 'Migrations', fr: 'Migrations' },
  scope: 'host',
  usualMs: 900,
  facts: {
    pending: 'boolean',
    pendingCount: 'number',
    names: 'list',
    signature: 'string',
    subject: 'string',
  },
  asks: ({ service }) => {
    const { deploy } = service;
    if (deploy?.manage === undefined) return undefined;
    return { plan: shell(planCommand(service), (timeoutS + 3) * 1_000) };
  },
  read: ({ plan }, { service, signatures }) => {
    const text = printed(plan) ?? '';
    const source = `${service.deploy?.manage ?? 'manage.py'} showmigrations --plan`;
    if (sudoRefused(text))
      return notSeen('migrations', needsSudo(`-u ${service.deploy?.user ?? 'USER'} ${source}`));
    const names = lines(text).flatMap((line) => /^\[ \]\s+(\S+)/.exec(line)?.[1] ?? []);
    const applied = /^\[X\]\s+\S+/m.test(text);
    if (names.length === 0 && !applied) {
      const found = lines(text)
        .map((line, at, all) => signatures.match(line, all.slice(Math.max(0, at - linesBefore), at)))
        .findLast((each) => each?.level === 'root');
      // It could not even start: why may be a cause, but nothing is known about migrations.
      return {
        ...notSeen(
          'migrations',
          { en: 'the migrations could not be listed', fr: 'les migrations n’ont pu être listées' },
          [quoted(source, text, 'signature', 'subject')],
        ),
        facts: known({ signature: found?.id, subject: found?.subject }),
      };
    }
    const pending = names.length > 0;
    return {
      probe: 'migrations',
      status: pending ? ('bad' as const) : ('ok' as const),
      facts: known({ pending, pendingCount: names.length, names: pending ? names.slice(0, 20) : undefined }),
      evidence: [
        quoted(
          source,
          pending ? names.map((name) => `[ ]  ${name}`).join('\n') : 'all applied',
          'pending',
          'pendingCount',
          'names',
        ),
      ],
      says: pending
        ? {
            en: '{count} migrations are not applied',
            fr: '{count} migrations ne sont pas appliquées',
            with: { count: names.length },
          }
        : { en: 'all migrations are applied', fr: 'toutes les migrations sont appliquées' },
    };
  },
});

/**
 * The arguments that a sudo rule must allow, the directory among them: else the login could run a manage.py of its
 * own.
 */
export function planArguments(service: Service): string[] {
  return timed(service, '');
}

/**
 * `variables`: shell text that sets those of the service. They are read by that user's own shell line by line, never sourced,
 * because a file of variables is data. Nothing of it gets into the shell of the login, which may be root's.
 */
function timed({ deploy }: Service, variables: string): string[] {
  const python = deploy?.venv === undefined ? 'python3' : `${deploy.venv}/bin/python`;
  const run = `exec ${quote(python)} ${quote(deploy?.manage ?? 'manage.py')} showmigrations --plan`;
  return [
    'timeout',
    String(timeoutS),
    'sh',
    '-c',
    `cd ${quote(deploy?.dir ?? '/')} || exit 126; ${variables}${run}`,
  ];
}

function variablesOf(file: string | undefined): string {
  if (file === undefined) return '';
  return `if [ -r ${quote(file)} ]; then while IFS= read -r l || [ -n "$l" ]; do l=\${l#export }; case $l in [A-Za-z_]*=*) n=\${l%%=*}; v=\${l#*=}; case $v in \\"*\\") v=\${v#?}; v=\${v%?};; \\'*\\') v=\${v#?}; v=\${v%?};; esac; case $n in *[!A-Za-z0-9_]*) ;; *) export "$n=$v";; esac;; esac; done <${quote(file)}; fi; `;
}

function planCommand(service: Service): string {
  const { deploy, env } = service;
  const words = timed(service, `${variablesOf(env?.file)}export PYTHONDONTWRITEBYTECODE=1; `);
  const run = words.map(quote).join(' ');
  const asOwner = `${asLeader(quote(`${deploy?.dir ?? ''}/.`))} $a ${run}`;
  // sudo hands on no variable, and its rule could not name what is read from a file
  const ruled = planArguments(service).map(quote).join(' ');
  const user = deploy?.user;
  const command =
    user === undefined
      ? asOwner
      : `if [ -O / ]; then runuser -u ${quote(user)} -- ${run}; else ${asUser(user, ruled)}; fi`;
  return `{ ${command}; } 2>&1 | tail -c 16384`;
}
