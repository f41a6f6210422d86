import { type HttpAsk, searchedBytes } from './ask.ts';
import type { Expectation } from './monitor.ts';
import type { Catalog, Service } from './catalog.ts';

export type MonitorCheck =
  | {
      readonly kind: 'http';
      readonly ask: HttpAsk;
      readonly expect: Expected;
    }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | { readonly kind: 'ssh'; readonly host: string }
  /** `token` is a reference, never the token. */
  | { readonly kind: 'heartbeat'; readonly token: string; readonly silenceMs: number };

export type Expected = {
  readonly status?: readonly number[];
  readonly json?: Readonly<Record<string, unknown>>;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly withinMs?: number;
  readonly tlsForMs?: number;
};

/** One thing that is checked again and again, with everything that the catalog leaves out filled in. */
export type Monitor = {
  /** `service/what`: stable across edits, so that its history goes on. */
  readonly id: string;
  readonly service: string;
  readonly everyMs: number;
  readonly timeoutMs: number;
  /** Down when `n` of the last `of` checks failed. */
  readonly fail: { readonly n: number; readonly of: number };
  readonly severity?: 'critical' | 'warning' | 'info';
  readonly check: MonitorCheck;
};

const defaultEveryMs = 30_000;
const defaultFail = '3 of 5';
/** A silence was long enough already before it is a failure. */
const defaultBeatFail = '1 of 1';
const defaultTimeoutMs = 5_000;
/** A heartbeat is only looked up in Redis: how late its absence may be seen. */
const beatEveryMs = 10_000;

/** All monitors of a catalog, in its order. */
export function monitorsOf(catalog: Pick<Catalog, 'services'>): Monitor[] {
  return Object.values(catalog.services).flatMap((service) => [...ownMonitor(service), ...listed(service)]);
}

/** `watch:` without more checks what users see, or where there is nothing public, that its host can be reached. */
function ownMonitor(service: Service): Monitor[] {
  if (service.watch === undefined) return [];
  const [host] = service.hosts;
  const common = { id: `${service.name}/watch`, ...commonOf(service, {}, defaultFail) };
  if (service.public !== undefined) {
    const { expect, ...rest } = service.public;
    return [{ ...common, check: httpCheck({ ...rest, expect }, rest.timeout ?? common.timeoutMs) }];
  }
  return host === undefined ? [] : [{ ...common, check: { kind: 'ssh', host } }];
}

function listed(service: Service): Monitor[] {
  return service.monitors.map((one) => {
    const id = `${service.name}/${one.id}`;
    const common = commonOf(service, one, one.heartbeat === undefined ? defaultFail : defaultBeatFail);
    if (one.http !== undefined) return { id, ...common, check: httpCheck(one.http, common.timeoutMs) };
    if (one.tcp !== undefined) {
      const colon = one.tcp.lastIndexOf(':');
      const host = one.tcp.slice(0, colon).replaceAll(/[[\]]/g, '');
      return { id, ...common, check: { kind: 'tcp', host, port: Number(one.tcp.slice(colon + 1)) } };
    }
    if (one.ssh !== undefined) return { id, ...common, check: { kind: 'ssh', host: one.ssh } };
    return {
      id,
      ...common,
      everyMs: one.every ?? beatEveryMs,
      check: {
        kind: 'heartbeat',
        token: one.heartbeat?.token ?? '',
        silenceMs: one.heartbeat?.every ?? 0,
      },
    };
  });
}

type Own = Pick<Service['monitors'][number], 'fail' | 'timeout' | 'severity'> & {
  readonly every?: number | undefined;
};

function commonOf({ name, watch }: Service, own: Own, fail: string): Omit<Monitor, 'id' | 'check'> {
  // A heartbeat does not take "3 of 5" from `watch`: its silence is one fact, not a series of tries.
  const wanted = own.fail ?? (fail === defaultBeatFail ? fail : (watch?.fail ?? fail));
  const [n = 1, of = 1] = wanted.split(' of ').map(Number);
  const severity = own.severity ?? watch?.severity;
  return {
    service: name,
    everyMs: own.every ?? watch?.every ?? defaultEveryMs,
    timeoutMs: own.timeout ?? watch?.timeout ?? defaultTimeoutMs,
    fail: { n, of },
    ...(severity === undefined ? {} : { severity }),
  };
}

type HttpWish = Omit<NonNullable<Service['monitors'][number]['http']>, 'expect'> & {
  readonly expect?: Expectation | undefined;
};

function httpCheck(wish: HttpWish, timeoutMs: number): MonitorCheck {
  const { url, resolve, ca, method, headers, expect } = wish;
  const statuses = expect?.status === undefined ? undefined : [expect.status].flat();
  return {
    kind: 'http',
    ask: {
      via: 'http',
      method: method ?? 'GET',
      url,
      timeoutMs,
      ...(headers === undefined ? {} : { headers }),
      ...(resolve === undefined ? {} : { resolve }),
      ...(ca === undefined ? {} : { ca }),
      ...(expect?.body === undefined && expect?.json === undefined ? {} : { mostBytes: searchedBytes }),
    },
    expect: {
      ...(statuses === undefined ? {} : { status: statuses }),
      ...(expect?.json === undefined ? {} : { json: expect.json }),
      ...(expect?.body === undefined ? {} : { body: expect.body }),
      ...(wish.expect_headers === undefined ? {} : { headers: wish.expect_headers }),
      ...(wish.within === undefined ? {} : { withinMs: wish.within }),
      ...(wish.tls_expires === undefined ? {} : { tlsForMs: wish.tls_expires }),
    },
  };
}
