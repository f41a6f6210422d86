import { type NeedDetail, needDetail } from '#catalog/need.ts';
import { runtimeOf } from '#runtimes/runtimes.ts';
import { needKindOf } from './need-kinds.ts';
import type { Target } from '#probes/probe.ts';

/** A need of the catalog, flattened: what it is, where it is asked, and which unit runs it. */
export type Needed = {
  readonly kind: string;
  /** `needs.redis`, and `needs.redis-2` for the second of a kind. */
  readonly probe: string;
  readonly key: string;
  readonly address?: { readonly host: string; readonly port: number };
  /** Where the service keeps its connection URL: a variable of its own, or a file on its host. Never the value. */
  readonly reference?: string;
  readonly database?: string;
  readonly user?: string;
  readonly url?: string;
  readonly status?: number;
  readonly unit?: { readonly by: 'systemd' | 'supervisor' | 'docker'; readonly name: string };
  readonly celery?: string;
  /** To be asked from where the container of the service stands, if it runs in one. */
  readonly fromContainer: boolean;
  /** No address is given: the container of that name is meant, at its usual port. */
  readonly isByUnit: boolean;
  /** A platform runs it, and is asked. */
  readonly platform?: { readonly by: 'coolify' | 'caprover'; readonly name: string };
  /** The catalog says nothing that could be asked from a host. */
  readonly onPlatformOnly: boolean;
};

export function neededBy(target: Target): Needed[] {
  const seen = new Map<string, number>();
  return target.service.needs.map((need) => {
    const { kind, detail } = needDetail(need);
    const count = (seen.get(kind) ?? 0) + 1;
    seen.set(kind, count);
    const key = count === 1 ? kind : `${kind}-${count}`;
    const here = detail.host === undefined || detail.host === target.host?.name;
    // A unit can only be asked on the host it runs on, and this look is made on the service's host.
    const unit = here ? unitOf(detail) : undefined;
    const isByUnit = here && detail.docker !== undefined && (detail.address ?? detail.url) === undefined;
    const address = addressOf(kind, detail, here, target);
    const platform = platformOf(detail);
    const { unit: systemd, supervisor, docker, address: at, url } = detail;
    const askable = [systemd, supervisor, docker, at, url].some((each) => each !== undefined);
    return {
      onPlatformOnly: platform !== undefined && !askable,
      ...(platform === undefined ? {} : { platform }),
      // An address of the host's own loopback is meant as the host sees it: a port that is published there.
      fromContainer: address === undefined || !/^(?:127\.|::1$|localhost$)/.test(address.host),
      isByUnit,
      kind,
      key,
      probe: `needs.${key}`,
      ...(address === undefined ? {} : { address }),
      ...(detail.url === undefined ? {} : kind === 'http' ? { url: detail.url } : { reference: detail.url }),
      ...(detail.database === undefined ? {} : { database: detail.database }),
      ...(detail.user === undefined ? {} : { user: detail.user }),
      ...(detail.status === undefined ? {} : { status: detail.status }),
      ...(detail.celery === undefined ? {} : { celery: detail.celery }),
      ...(unit === undefined ? {} : { unit }),
    };
  });
}

function platformOf({ coolify, caprover }: NeedDetail): Needed['platform'] {
  if (coolify !== undefined) return { by: 'coolify', name: coolify };
  return caprover === undefined ? undefined : { by: 'caprover', name: caprover };
}

function unitOf(detail: NeedDetail): Needed['unit'] {
  if (detail.unit !== undefined) return { by: 'systemd', name: detail.unit };
  if (detail.supervisor !== undefined) return { by: 'supervisor', name: detail.supervisor };
  return detail.docker === undefined ? undefined : { by: 'docker', name: detail.docker };
}

function isContained({ service }: Target): boolean {
  return runtimeOf(service).container !== undefined;
}

function addressOf(kind: string, detail: NeedDetail, here: boolean, target: Target): Needed['address'] {
  const [, host, port] = /^(\[[^\]]+\]|[^:]+):(\d+)$/.exec(detail.address ?? '') ?? [];
  if (host !== undefined && port !== undefined)
    return { host: host.replaceAll(/[[\]]/g, ''), port: Number(port) };
  const usual = needKindOf(kind).port;
  // With a reference, the URL itself says where.
  if (usual === undefined || detail.url !== undefined) return undefined;
  if (here && detail.docker !== undefined && isContained(target)) return { host: detail.docker, port: usual };
  const elsewhere = detail.host === undefined ? undefined : target.catalog.hosts[detail.host]?.address;
  return { host: here ? '127.0.0.1' : (elsewhere ?? '127.0.0.1'), port: usual };
}
