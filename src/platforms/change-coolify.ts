import { fieldsOf, listOf, parsed, textOf } from '#base/fields.ts';
import { header, type Response, where } from './call.ts';
import {
  type Change,
  type ChangeDeps,
  type ChangeEnd,
  type ChangeOne,
  pause,
  refused,
  type Turn,
  unheard,
  usualPollMs,
} from './change.ts';
import { type Coolify, coolifyAt, messageOf } from './coolify-client.ts';
import { refusalOf } from './coolify-refusal.ts';
import { findApplication } from './find-application.ts';
import { followDeployment } from './watch-deployment.ts';
import { withReferences } from './with-references.ts';

/** All that is ever changed. `:app` is a uuid, a name or a domain. */
const writes: readonly { readonly method: Change['method']; readonly path: RegExp }[] = [
  {
    method: 'POST',
    path: /^\/api\/v1\/applications\/(?<app>[^/?]+)\/(?:start|restart|rollback|stop\?docker_cleanup=false)$/,
  },
  { method: 'PATCH', path: /^\/api\/v1\/applications\/(?<app>[^/?]+)(?:\/envs)?$/ },
  { method: 'POST', path: /^\/api\/v1\/deploy\?uuid=(?<app>[^/?&]+)$/ },
  {
    method: 'POST',
    path: /^\/api\/v1\/databases\/(?<database>[a-z0-9]{20,30})\/(?:start|restart|stop\?docker_cleanup=false)$/,
  },
];

const usualRetryS = 60;

export function createCoolifyChange(deps: ChangeDeps): ChangeOne {
  return async (change, turn) => {
    const write = writes.find(({ method, path }) => method === change.method && path.test(change.path));
    if (write === undefined)
      return refused(`Resus does not call ${change.method} ${change.path.split('?')[0]} of Coolify`);
    const at = deps.catalog().platforms.coolify;
    const coolify = at === undefined ? 'no platforms.coolify' : await coolifyAt(at, deps.readReference);
    if (typeof coolify === 'string') return refused(coolify);
    const host = where(change.url);
    const body = await withReferences(change.body, deps.readReference);
    const named = decodeURIComponent(write.path.exec(change.path)?.groups?.['app'] ?? '');
    // Reading first shows that Coolify is there at all: what is not sent needs no doubt afterwards.
    const uuid = named === '' ? '' : await uuidOf(coolify, named, host, turn.stop);
    if (typeof uuid === 'object') return uuid;
    const path = change.path.replace(encodeURIComponent(named), uuid);
    const isEnv = path.endsWith('/envs');
    const asked = isEnv
      ? await envChange(coolify, path, body, turn.stop)
      : body !== undefined && 'domains' in body
        ? await domainChange(coolify, path, body, turn.stop)
        : { method: change.method, body };
    if ('outcome' in asked) return asked;

    const response = await sendOnce(coolify, { ...asked, path }, turn);
    if ('outcome' in response) return response;
    const told = endOf(response, host);
    if (told !== undefined) return told;
    const message = messageOf(response) ?? `Coolify answered ${response.status}`;
    if (change.follow !== 'coolify_deployment') return { outcome: 'succeeded', output: message };
    const pollMs = deps.pollMs ?? usualPollMs;
    return followDeployment({ coolify, uuid, answer: parsed(response.text), message, pollMs }, turn);
  };
}

/** The uuid behind a name or a domain, or of what is known to exist. */
async function uuidOf(
  coolify: Coolify,
  named: string,
  host: string,
  stop: AbortSignal,
): Promise<string | ChangeEnd> {
  const response = await coolify.read('/api/v1/applications', stop);
  if ('outcome' in response)
    return { outcome: 'unreachable', output: response.outcome === 'unreachable' ? response.detail : host };
  const refusal = refusalOf(response, host);
  if (refusal?.outcome === 'unreachable') return { outcome: 'unreachable', output: refusal.detail };
  const found = findApplication(parsed(response.text), named);
  return 'uuid' in found ? found.uuid : refused(found.detail);
}

/** 429 says that it was not taken (too many requests, or the queue of deployments is full): it may be asked again. */
async function sendOnce(
  coolify: Coolify,
  ask: Parameters<Coolify['send']>[0],
  { stop, why }: Turn,
): Promise<Response | ChangeEnd> {
  for (;;) {
    const response = await coolify.send(ask, stop);
    if ('outcome' in response) {
      if (response.outcome === 'unreachable' && !stop.aborted) return unheard(response);
      return { outcome: 'lost', output: 'Coolify did not answer in time; it may have taken the call' };
    }
    if (response.status !== 429) return response;
    const waitS = Number(header(response, 'retry-after'));
    const isFree = await pause((Number.isFinite(waitS) && waitS >= 0 ? waitS : usualRetryS) * 1_000, stop);
    if (!isFree)
      return { outcome: why(), output: 'Coolify was too busy to take the call (429); nothing was done' };
  }
}

/** Undefined when it was taken. */
function endOf(response: Response, host: string): ChangeEnd | undefined {
  const { status } = response;
  const message = messageOf(response);
  if (status >= 200 && status < 300) return undefined;
  if (status >= 500) {
    // Coolify itself says so, having tried; anything else stands before it and does not know.
    if (message === undefined)
      return {
        outcome: 'lost',
        output: `${host} answered ${status}: what stands before Coolify does not know whether it was taken`,
      };
    return { outcome: 'failed', output: `Coolify answered ${status}: ${message}` };
  }
  if (status === 404 && message === 'Not found.')
    return refused('This Coolify does not know the call: rollback needs 4.3.0 or later');
  const errors = Object.entries(fieldsOf(fieldsOf(parsed(response.text))['errors'])).map(
    ([field, said]) => `${field}: ${listOf(said).map(String).join(', ') || String(said)}`,
  );
  const detail = refusalOf(response, host);
  const known = status === 401 || status === 403 || (status >= 300 && status < 400);
  if (known && detail?.outcome === 'unreachable')
    return refused(detail.detail.replaceAll('read token', 'deploy token').replace('may not read', 'may not'));
  return refused([`Coolify answered ${status}: ${message ?? 'no reason given'}`, ...errors].join('\n'));
}

/** The flags of a variable that must be sent back: Coolify resets the flags that a request omits. */
const envFlags = ['is_literal', 'is_multiline', 'is_shown_once'];

async function envChange(
  coolify: Coolify,
  path: string,
  body: Readonly<Record<string, unknown>> | undefined,
  stop: AbortSignal,
): Promise<{ method: 'PATCH' | 'POST'; body: unknown } | ChangeEnd> {
  const response = await coolify.read(path, stop);
  if ('outcome' in response || response.status !== 200)
    return {
      outcome: 'unreachable',
      output:
        'The present variables could not be read, so none was changed: Coolify would reset how they are kept',
    };
  const row = listOf(parsed(response.text))
    .map(fieldsOf)
    .find((one) => textOf(one['key']) === body?.['key'] && one['is_preview'] !== true);
  if (row === undefined) return { method: 'POST', body };
  const kept = Object.fromEntries(envFlags.filter((flag) => row[flag] === true).map((flag) => [flag, true]));
  return { method: 'PATCH', body: { ...body, ...kept } };
}

/** The list replaces the list: what is there stays in front. */
async function domainChange(
  coolify: Coolify,
  path: string,
  body: Readonly<Record<string, unknown>>,
  stop: AbortSignal,
): Promise<{ method: 'PATCH'; body: unknown } | ChangeEnd> {
  const response = await coolify.read(path, stop);
  if ('outcome' in response || response.status !== 200)
    return {
      outcome: 'unreachable',
      output: 'The present domains could not be read, so none was added: Coolify would drop the others',
    };
  const present = (textOf(fieldsOf(parsed(response.text))['fqdn']) ?? '')
    .split(',')
    .filter((url) => url !== '');
  return { method: 'PATCH', body: { domains: [...new Set([...present, body['domains']])].join(',') } };
}
