import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  type CoolifyApp,
  type CoolifyDeployment,
  type CoolifyEnv,
  shopApp,
  shopDeployments,
  shopEnvs,
} from './coolify-app.ts';
import { coolifyWrite, type CoolifyQueue } from './coolify-writes.ts';
import { listen } from './listen.ts';

export type Place = {
  apps: CoolifyApp[];
  envs: CoolifyEnv[];
  deployments: CoolifyDeployment[];
  images: { tag: string; created_at: string; is_current: boolean }[];
  resources: { uuid: string; name: string; type: string; status: string }[];
  /** Lines of the running container. */
  log: string[];
  /** Tokens with their abilities, as `<id>|<secret>`. */
  tokens: Record<string, readonly string[]>;
  isApiEnabled: boolean;
  isAddressAllowed: boolean;
  /** Requests a minute and user. */
  limit: number;
  /** 4.3.0 has rollback-images; before it the route is unknown. */
  version: string;
  /** Coolify's own SSH connection to the server of the application works. */
  reachesServer: boolean;
  /** `sortBy` on a collection keeps its keys: then a list is sent as an object. */
  sendsObjects: boolean;
  queue: CoolifyQueue;
  /** Bodies of what was changed, by method and path. */
  changed: { call: string; body: unknown }[];
};
export type FakeCoolify = {
  readonly url: string;
  readonly place: Place;
  readonly asked: string[];
  readonly close: () => Promise<void>;
};

export const readToken = '3|read-Zm9vYmFyYmF6cXV4';
export const deployToken = '6|deploy-cXV4Zm9vYmFyYmF6';

/** Coolify 4.3.11, strict, written from its source: routes, abilities, limits, and what surprises. */
export async function startCoolify(changes: Partial<Place> = {}): Promise<FakeCoolify> {
  const place: Place = {
    apps: [shopApp()],
    envs: shopEnvs,
    deployments: shopDeployments(),
    images: shopDeployments().map(({ commit }) => ({ tag: commit, created_at: '', is_current: false })),
    resources: [],
    log: ['Server listening on port 8000', 'MongoDB connected successfully'],
    tokens: {
      [readToken]: ['read'],
      '4|deploy-only': ['deploy'],
      '5|sees-all': ['root'],
      [deployToken]: ['read', 'write', 'deploy'],
    },
    isApiEnabled: true,
    isAddressAllowed: true,
    limit: 200,
    version: '4.3.11',
    reachesServer: true,
    sendsObjects: false,
    queue: { isFull: false, isBusy: 0, skips: false, ends: 'finished', looks: 2, cancels: true },
    changed: [],
    ...changes,
  };
  const asked: string[] = [];
  const { url, close } = await listen((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () =>
      answer(place, asked.length, request, response, Buffer.concat(chunks).toString('utf8')),
    );
  });
  return { url, place, asked, close };
}

function answer(
  place: Place,
  count: number,
  request: IncomingMessage,
  response: ServerResponse,
  text: string,
): void {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://coolify');
  const wantsJson = request.headers.accept?.includes('application/json') === true;
  const json = (status: number, body: unknown, headers: Record<string, string> = {}): void => {
    response.writeHead(status, { 'content-type': wantsJson ? 'application/json' : 'text/html', ...headers });
    response.end(wantsJson ? JSON.stringify(body) : '<!DOCTYPE html><title>Error</title>');
  };
  if (pathname === '/api/health' || pathname === '/api/v1/health') return void response.end('OK');
  if (count > place.limit)
    return json(
      429,
      { message: 'Too Many Attempts.' },
      { 'retry-after': '37', 'x-ratelimit-remaining': '0' },
    );
  const [, token = ''] = /^Bearer (\d+\|\S+)$/.exec(request.headers.authorization ?? '') ?? [];
  const abilities = place.tokens[token];
  if (abilities === undefined) return json(401, { message: 'Unauthenticated.' });
  if (!place.isApiEnabled) return json(403, { success: true, message: 'API is disabled.' });
  if (!place.isAddressAllowed)
    return json(403, { success: true, message: 'You are not allowed to access the API.' });
  const isWrite = request.method !== 'GET';
  const ability = isWrite
    ? request.method === 'PATCH' || pathname.endsWith('/envs')
      ? 'write'
      : 'deploy'
    : 'read';
  if (!abilities.includes(ability) && !abilities.includes('root'))
    return json(403, { message: `Missing required permissions: ${ability}` });
  if (request.method === 'GET' && /\/(?:start|stop|restart)$|^\/api\/v1\/deploy$/.test(pathname))
    return json(405, { message: 'This endpoint has changed to a POST request.' }, { allow: 'POST' });
  const isJson = request.headers['content-type'] === 'application/json';
  if (isWrite) {
    const said = coolifyWrite(place, `${request.method} ${pathname}`, searchParams, text, isJson);
    if (said === 'cut') return void response.destroy();
    return json(said.status, said.body, said.headers);
  }
  const found = route(place, pathname, searchParams, abilities.includes('root'));
  if (found === undefined) return json(404, { message: 'Not found.', docs: 'https://docs.example.test' });
  if (typeof found.body === 'string') {
    response.writeHead(200, { 'content-type': 'text/html' });
    return void response.end(found.body);
  }
  return json(found.status, found.body);
}

type Found = { status: number; body: unknown };
const ok = (body: unknown): Found => ({ status: 200, body });
const noApplication = (dot: string): Found => ({
  status: 404,
  body: { message: `Application not found${dot}` },
});

function route(place: Place, path: string, query: URLSearchParams, seesAll: boolean): Found | undefined {
  if (path === '/api/v1/version') return ok(place.version);
  if (path === '/api/v1/applications') return ok(listed(place, place.apps));
  if (path === '/api/v1/resources') return ok(listed(place, place.resources));
  const [, deployed] = /^\/api\/v1\/deployments\/applications\/([^/]+)$/.exec(path) ?? [];
  if (deployed !== undefined) return deploymentsOf(place, deployed, query, seesAll);
  const [, one] = /^\/api\/v1\/deployments\/([^/]+)$/.exec(path) ?? [];
  if (one !== undefined) return deploymentOf(place, one);
  const [, uuid, sub] = /^\/api\/v1\/applications\/([^/]+)(?:\/([\w-]+))?$/.exec(path) ?? [];
  if (uuid === undefined) return undefined;
  if (sub === 'rollback-images' && place.version < '4.3.0') return undefined;
  const app = place.apps.find((one) => one.uuid === decodeURIComponent(uuid));
  if (app === undefined) return noApplication('.');
  if (sub === undefined) return ok(app);
  if (sub === 'envs') return ok(listed(place, envRows(place, seesAll)));
  if (sub === 'rollback-images')
    return ok({ current: null, images: place.reachesServer ? place.images : [] });
  return sub === 'logs' ? logsOf(place, app, query) : undefined;
}

function logsOf(place: Place, app: CoolifyApp, query: URLSearchParams): Found {
  if (!place.reachesServer) return { status: 500, body: { message: 'Server Error' } };
  // Not "exited", not "restarting": exactly running, so it refuses during most outages.
  if (!app.status.startsWith('running'))
    return { status: 400, body: { message: 'Application is not running.' } };
  const lines = Number(query.get('lines') ?? 100);
  if (!Number.isInteger(lines) || lines < 1 || lines > 10_000)
    return { status: 422, body: { message: 'Validation failed.', errors: { lines: ['out of range'] } } };
  const dated = query.get('show_timestamps') === 'true' || query.get('show_timestamps') === '1';
  const at = (index: number): string =>
    dated ? `2026-11-20T23:58:${String(index % 60).padStart(2, '0')}.000000000Z ` : '';
  return ok({
    logs: place.log
      .slice(-lines)
      .map((line, index) => `${at(index)}${line}`)
      .join('\n'),
  });
}

function deploymentsOf(place: Place, uuid: string, query: URLSearchParams, seesAll: boolean): Found {
  if (!place.apps.some((app) => app.uuid === uuid)) return noApplication('');
  const skip = Number(query.get('skip') ?? 0);
  const take = Number(query.get('take') ?? 10);
  const rows = place.deployments
    .slice(skip, skip + take)
    .map(({ logs, ...row }) => (seesAll ? { ...row, logs } : row));
  return ok({ count: place.deployments.length, deployments: listed(place, rows) });
}

/** Each look brings it nearer to its end. */
function deploymentOf(place: Place, id: string): Found {
  const row = place.deployments.find(({ deployment_uuid }) => deployment_uuid === id);
  if (row === undefined) return { status: 404, body: { message: 'Deployment not found.' } };
  const { logs: _logs, ...shown } = row;
  const looks = Number(row['looks'] ?? 0) + 1;
  row['looks'] = looks;
  if (row.status === 'queued') row.status = 'in_progress';
  else if (row.status === 'in_progress' && looks >= place.queue.looks) row.status = place.queue.ends;
  return ok(shown);
}

function envRows(place: Place, seesAll: boolean): unknown[] {
  return place.envs.map(
    ({ key, value, is_preview = false, is_required = false, is_literal = false }, index) => ({
      uuid: `env${index}`,
      key,
      is_preview,
      is_runtime: true,
      is_buildtime: true,
      is_shown_once: false,
      is_literal,
      is_really_required: is_required && value === '',
      ...(seesAll ? { value, real_value: value } : {}),
    }),
  );
}

function listed(place: Place, rows: readonly unknown[]): unknown {
  return place.sendsObjects ? Object.fromEntries(rows.map((row, index) => [String(index + 1), row])) : rows;
}
