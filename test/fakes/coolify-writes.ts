import { shopDeployments } from './coolify-app.ts';
import type { Place } from './fake-coolify.ts';

/** How deployments that are asked for go. */
export type CoolifyQueue = {
  /** Full: /start and /restart still answer 200 with an id that never exists (B38); rollback says 400, /deploy 429. */
  isFull: boolean;
  /** So many calls are told to come back later. */
  isBusy: number;
  /** The same commit is queued already: the answer has a message only. */
  skips: boolean;
  ends: string;
  /** After so many looks. */
  looks: number;
  cancels: boolean;
  /** The connection is cut after the call was taken. */
  cuts?: boolean;
};
type Said = { status: number; body: unknown; headers?: Record<string, string> };

const fields: Readonly<Record<string, readonly string[]>> = {
  rollback: ['commit'],
  envs: [
    'key',
    'value',
    'is_preview',
    'is_literal',
    'is_multiline',
    'is_shown_once',
    'is_runtime',
    'is_buildtime',
  ],
  '': ['ports_exposes', 'limits_memory', 'limits_cpus', 'git_commit_sha', 'domains'],
};

/** What Coolify does to what it is told, with the traps of its source. */
export function coolifyWrite(
  place: Place,
  call: string,
  query: URLSearchParams,
  text: string,
  isJson: boolean,
): Said | 'cut' {
  const { queue } = place;
  if (queue.isBusy > 0) {
    queue.isBusy -= 1;
    return { status: 429, body: { message: 'Too Many Attempts.' }, headers: { 'retry-after': '0' } };
  }
  const [, cancelled] = /^POST \/api\/v1\/deployments\/([^/]+)\/cancel$/.exec(call) ?? [];
  if (cancelled !== undefined) return cancel(place, cancelled);
  if (call === 'POST /api/v1/deploy') {
    const uuid = query.get('uuid') ?? '';
    if (!place.apps.some((app) => app.uuid === uuid)) return say(404, 'No resources found.');
    if (queue.isFull) return { ...say(429, 'Deployment queue is full.'), headers: { 'retry-after': '0' } };
    place.changed.push({ call, body: undefined });
    return {
      status: 200,
      body: { deployments: [{ message: 'queued', resource_uuid: uuid, deployment_uuid: enqueue(place) }] },
    };
  }
  const [, method = '', kind = '', uuid = '', sub = ''] =
    /^(POST|PATCH) \/api\/v1\/(applications|databases)\/([^/]+)(?:\/([\w-]+))?$/.exec(call) ?? [];
  const list = kind === 'databases' ? place.resources : place.apps;
  if (kind === '' || (method === 'PATCH') !== (sub === '' || (sub === 'envs' && call.startsWith('PATCH'))))
    return say(404, 'Not found.');
  if (!list.some((one) => one.uuid === uuid))
    return say(404, kind === 'databases' ? 'Database not found.' : 'Application not found.');
  const allowed = fields[sub];
  let body: Record<string, unknown> | undefined;
  if (allowed !== undefined) {
    if (!isJson || text === '') return say(400, 'Invalid request.');
    body = JSON.parse(text) as Record<string, unknown>;
    const extra = Object.keys(body).filter((key) => !allowed.includes(key));
    if (extra.length > 0)
      return {
        status: 422,
        body: {
          message: 'Validation failed.',
          errors: Object.fromEntries(extra.map((key) => [key, ['This field is not allowed.']])),
        },
      };
  }
  if (sub === 'rollback' && place.version < '4.3.0') return say(404, 'Not found.');
  if (sub === 'rollback' && queue.isFull) return say(400, 'Deployment queue is full.');
  place.changed.push({ call: `${call}${query.size > 0 ? `?${query}` : ''}`, body });
  if (queue.cuts === true) return 'cut';
  if (!place.reachesServer && sub === 'stop') return say(500, 'Server Error');
  if (kind === 'databases') return say(200, `Database ${sub}ing request queued.`);
  switch (sub) {
    case '':
      if (typeof body?.['domains'] === 'string')
        for (const app of place.apps) if (app.uuid === uuid) app.fqdn = body['domains'];
      return { status: 200, body: { uuid } };
    case 'envs':
      return setEnv(place, method, body ?? {});
    case 'stop':
      return say(200, 'Application stopping request queued.');
    default:
      if (queue.skips) return say(200, 'Deployment already queued for this commit.');
      return {
        status: 200,
        body: {
          message: sub === 'restart' ? 'Restart request queued.' : 'Deployment request queued.',
          deployment_uuid: queue.isFull ? 'neverqueued' : enqueue(place, body?.['commit']),
        },
      };
  }
}

function setEnv(place: Place, method: string, body: Record<string, unknown>): Said {
  const row = place.envs.find(({ key }) => key === body['key']);
  if (method === 'PATCH' && row === undefined) return say(404, 'Environment variable not found.');
  if (method === 'POST' && row !== undefined) return say(409, 'Environment variable already exists.');
  const next = {
    key: String(body['key']),
    value: String(body['value']),
    is_literal: body['is_literal'] === true,
  };
  place.envs = [...place.envs.filter((one) => one !== row), next];
  return say(201, 'Environment variable updated.');
}

function enqueue(place: Place, commit?: unknown): string {
  const deployment_uuid = `new${String(place.deployments.length).padStart(21, '0')}`;
  const [row] = shopDeployments({
    deployment_uuid,
    status: 'queued',
    ...(typeof commit === 'string' ? { commit } : {}),
  });
  if (row !== undefined) place.deployments.unshift({ ...row, finished_at: null });
  return deployment_uuid;
}

function cancel(place: Place, id: string): Said {
  const row = place.deployments.find(({ deployment_uuid }) => deployment_uuid === id);
  if (row === undefined) return say(404, 'Deployment not found.');
  if (!place.queue.cancels) return say(500, 'Server Error');
  row.status = 'cancelled-by-user';
  return { status: 200, body: { message: 'Deployment cancelled.', deployment_uuid: id, status: row.status } };
}

function say(status: number, message: string): Said {
  return { status, body: { message } };
}
