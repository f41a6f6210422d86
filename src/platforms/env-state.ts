import type { Catalog } from '#catalog/catalog.ts';
import { runsAs } from '#catalog/run-kind.ts';

/**
 * The facts about a variable that may be known. Its value is never kept; `port` is set for PORT alone, which is no
 * secret.
 */
export type EnvState = {
  readonly key: string;
  /** Absent when the platform hides values from our token. */
  readonly state?: 'set' | 'empty' | 'placeholder';
  /** It is what the catalog says it must be; absent when the catalog says nothing, or the value is hidden. */
  readonly equal?: boolean;
  readonly port?: number;
};

/** How people write "fill this in". */
const placeholder = /^["']?(?:your[-_ ]|change[-_ ]?me|x{4,}$|<|todo|placeholder|replace[-_ ]?me|example$)/i;

export function envState(key: string, value: unknown, expected: string | undefined): EnvState {
  if (typeof value !== 'string') return { key };
  const bare = value.trim().replaceAll(/^(["'])(.*)\1$/g, '$2');
  const port = key === 'PORT' && /^\d{1,5}$/.test(bare) ? Number(bare) : undefined;
  return {
    key,
    state: bare === '' ? 'empty' : placeholder.test(bare) ? 'placeholder' : 'set',
    ...(expected === undefined ? {} : { equal: bare === expected }),
    ...(port === undefined ? {} : { port }),
  };
}

/** The values, no secrets, that the catalog demands of an app: `env.equals` of the services that run as it. */
export function expectedOf(catalog: Catalog, kind: string, name: string): Readonly<Record<string, string>> {
  const services = Object.values(catalog.services).filter((service) => {
    const as = runsAs(service);
    return as.kind === kind && as.name === name;
  });
  return Object.assign({}, ...services.map((service) => service.env?.equals ?? {})) as Record<string, string>;
}
