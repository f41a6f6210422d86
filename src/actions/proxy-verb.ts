import type { Service } from '#catalog/catalog.ts';
import type { Verb } from '#catalog/verb.ts';
import type { Words } from '#runtimes/runtime.ts';
import { unitVerb } from '#runtimes/systemd.ts';

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

/** The unit of a service's proxy, for its lock. */
export function proxyName({ proxy }: Service): string | undefined {
  return (['nginx', 'apache', 'caddy', 'traefik'] as const).find((kind) => proxy?.[kind] !== undefined);
}
