import { type RunKind, runKinds } from './service.ts';
import type { Service } from './catalog.ts';

/** How a service runs and what its manager calls it. */
export type RunsAs = { readonly kind: RunKind; readonly name: string };

export function runsAs(service: Service): RunsAs {
  for (const kind of runKinds) {
    const value = service.run[kind];
    if (value === undefined) continue;
    if (typeof value === 'string') return { kind, name: value };
    if ('service' in value && typeof value.service === 'string') return { kind, name: value.service };
    if ('name' in value) return { kind, name: value.name };
    return { kind, name: service.name };
  }
  throw new TypeError(`service ${service.name} has no run kind`); // the schema lets none through
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
