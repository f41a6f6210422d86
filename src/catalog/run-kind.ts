import type { Service } from './catalog.ts';

/** How a service runs and what its manager calls it. */
export type RunsAs = { readonly kind: string; readonly name: string };

/** The value under `run:` is a name, or has one in it; without any it is called as its service. */
export function runsAs(service: Service): RunsAs {
  const [kind, value] = Object.entries(service.run).find(([, one]) => one !== undefined) ?? [];
  if (kind === undefined) throw new TypeError(`service ${service.name} has no run kind`); // the schema lets none through
  if (typeof value === 'string') return { kind, name: value };
  const own = nameIn(value, 'service') ?? nameIn(value, 'name');
  return { kind, name: own ?? service.name };
}

function nameIn(value: unknown, key: string): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const name: unknown = Reflect.get(value, key);
  return typeof name === 'string' ? name : undefined;
}

export type ListenAt = { readonly address: string; readonly port: number } | { readonly socket: string };

/** `127.0.0.1:8000`, `:8000`, `8000`, `[::1]:8000`, `unix:/run/app.sock`. No address given: any will do (`*`). */
export function listensAt(service: Service): ListenAt | undefined {
  const { listen } = service;
  if (listen === undefined) return undefined;
  if (listen.startsWith('unix:')) return { socket: listen.slice('unix:'.length) };
  const [, address = '', port = ''] = /^(?:(.*):)?(\d+)$/.exec(listen) ?? [];
  return { address: address.replace(/^\[|\]$/g, '') || '*', port: Number(port) };
}
