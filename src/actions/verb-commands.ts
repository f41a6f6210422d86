import { quote } from '#base/quote.ts';
import type { Service } from '#catalog/catalog.ts';
import { runsAs } from '#catalog/run-kind.ts';
import type { Verb } from '#runbooks/action.ts';
import type { Params } from './params.ts';

/** A command as words, and as whom: `root`, a user, or the login itself. */
export type Words = { readonly words: readonly string[]; readonly as?: string };

/** What a verb means for how this service runs; undefined where its manager has no such verb. */
export function serviceVerb(verb: Verb, service: Service, params: Params): readonly Words[] | undefined {
  const { kind, name } = runsAs(service);
  switch (kind) {
    case 'systemd':
      return [unitVerb(verb, name)];
    case 'supervisor':
      return programVerb(verb, name);
    case 'docker':
      return verb === 'reload' || verb === 'reset' ? undefined : [{ words: ['docker', verb, name] }];
    case 'compose':
      return composeVerb(verb, service);
    case 'pm2':
      return pm2Verb(verb, service);
    case 'process':
      return processVerb(verb, service, params);
    case 'windows':
    case 'coolify':
    case 'caprover':
      // Windows is only looked at; platforms are called, not logged in to.
      return undefined;
  }
}

export function unitVerb(verb: Verb, unit: string): Words {
  return { words: ['systemctl', verb === 'reset' ? 'reset-failed' : verb, unit], as: 'root' };
}

export function programVerb(verb: Verb, program: string): readonly Words[] | undefined {
  if (verb === 'reload' || verb === 'reset') return undefined;
  return [{ words: ['supervisorctl', verb, program], as: 'root' }];
}

function composeVerb(verb: Verb, service: Service): readonly Words[] | undefined {
  const { compose } = service.run;
  if (compose === undefined || verb === 'reload' || verb === 'reset') return undefined;
  const name = typeof compose === 'string' ? compose : compose.service;
  const where =
    typeof compose === 'string'
      ? []
      : ['-p', compose.project, ...(compose.dir === undefined ? [] : ['--project-directory', compose.dir])];
  // A plain `up -d` would recreate what the service depends on as well.
  const words = verb === 'start' ? ['up', '-d', '--no-deps', name] : [verb, name];
  return [{ words: ['docker', 'compose', ...where, ...words] }];
}

function pm2Verb(verb: Verb, { run: { pm2 } }: Service): readonly Words[] | undefined {
  if (pm2 === undefined || verb === 'reset') return undefined;
  const { name, user } = typeof pm2 === 'string' ? { name: pm2, user: undefined } : pm2;
  return [{ words: ['pm2', verb, name], ...(user === undefined ? {} : { as: user }) }];
}

/** Nobody looks after a plain process: it is started apart from us, and ended by its exact number. */
function processVerb(
  verb: Verb,
  { run: { process } }: Service,
  params: Params,
): readonly Words[] | undefined {
  if (process === undefined || verb === 'reload' || verb === 'reset') return undefined;
  const user = process.user === undefined ? {} : { as: process.user };
  const log = process.log ?? '/dev/null';
  const script = `cd ${quote(process.dir)} && setsid nohup sh -c ${quote(process.start)} >>${quote(log)} 2>&1 </dev/null &`;
  const start = { words: ['sh', '-c', script], ...user };
  if (verb === 'start') return [start];
  const { pid } = params;
  if (pid === undefined) return undefined;
  const gone = `kill -TERM ${pid}; for i in 1 2 3 4 5 6 7 8 9 10; do kill -0 ${pid} 2>/dev/null || exit 0; sleep 1; done; kill -KILL ${pid}`;
  const stop = { words: ['sh', '-c', gone], ...user };
  return verb === 'stop' ? [stop] : [stop, start];
}

/** The proxy in front: its own test stands before whatever would make it read its configuration. */
export function proxyVerb(verb: Verb, { proxy }: Service): readonly Words[] | undefined {
  const known =
    proxy?.nginx !== undefined
      ? { unit: 'nginx', test: ['nginx', '-t'] }
      : proxy?.apache !== undefined
        ? { unit: 'apache2', test: ['apachectl', '-t'] }
        : proxy?.caddy !== undefined
          ? { unit: 'caddy', test: ['caddy', 'validate', '--adapter', 'caddyfile', '--config', proxy.caddy] }
          : undefined;
  if (known === undefined) return undefined;
  const test = { words: known.test, as: 'root' };
  return verb === 'stop' || verb === 'reset'
    ? [unitVerb(verb, known.unit)]
    : [test, unitVerb(verb, known.unit)];
}

/** Which unit the proxy of a service is, for its lock. */
export function proxyName({ proxy }: Service): string | undefined {
  return (['nginx', 'apache', 'caddy', 'traefik'] as const).find((kind) => proxy?.[kind] !== undefined);
}
