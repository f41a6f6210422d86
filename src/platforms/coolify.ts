import type { Catalog } from '#catalog/catalog.ts';
import { call, header, where } from './call.ts';
import {
  keepApplication,
  keepDeployments,
  keepEnvs,
  keepImages,
  keepLogs,
  keepResources,
} from './coolify-fields.ts';
import { refusalOf, tokenShape } from './coolify-refusal.ts';
import { findApplication } from './find-application.ts';
import { createShare } from './share-request.ts';
import type { PlatformClient, PlatformDeps } from './platforms.ts';
import { fieldsOf, parsed } from '#base/fields.ts';
import { silent, told, type Told } from './refused.ts';

type Keep = (body: unknown, app: string, catalog: Catalog) => unknown;

/** All that is ever read, with what is kept of it. `:app` is a uuid, a name or a domain of an application. */
const reads: readonly { readonly path: RegExp; readonly keep: Keep }[] = [
  { path: /^\/applications\/(?<app>[^/?]+)$/, keep: keepApplication },
  { path: /^\/applications\/(?<app>[^/?]+)\/logs\?[\w=&]+$/, keep: keepLogs },
  { path: /^\/applications\/(?<app>[^/?]+)\/envs$/, keep: keepEnvs },
  { path: /^\/applications\/(?<app>[^/?]+)\/rollback-images$/, keep: keepImages },
  { path: /^\/deployments\/applications\/(?<app>[^/?]+)\?[\w=&]+$/, keep: keepDeployments },
  { path: /^\/resources$/, keep: keepResources },
];

/** Coolify makes these itself: 24 letters and digits. Anything else is a name or a domain. */
const uuid = /^[a-z0-9]{24}$/;

export function createCoolify({ catalog, readReference, clock }: PlatformDeps): PlatformClient {
  /** Names and domains already found; asked again when Coolify no longer knows the uuid. */
  const uuids = new Map<string, string>();
  const share = createShare<Told>();
  let notBefore = 0;

  const get = async (path: string, signal: AbortSignal): Promise<Told> => {
    const at = catalog().platforms.coolify;
    if (at?.read_token === undefined)
      return silent(
        'no_credentials',
        `platforms.coolify.${at === undefined ? 'url and read_token are' : 'read_token is'} not in the catalog`,
      );
    const waitS = Math.ceil((notBefore - clock.now()) / 1_000);
    if (waitS > 0)
      return silent('other', `Coolify's limit of requests was reached; it may be asked again in ${waitS} s`);
    const token = (await readReference(at.read_token)).trim();
    if (!tokenShape.test(token))
      return silent(
        'auth_refused',
        'platforms.coolify.read_token is not a whole Coolify token: it must begin with its number and "|"',
      );
    const response = await call(
      {
        method: 'GET',
        url: `${at.url.replace(/\/+$/, '').replace(/\/api(?:\/v1)?$/, '')}/api/v1${path}`,
        headers: { authorization: `Bearer ${token}`, accept: 'application/json' },
      },
      signal,
    );
    if ('outcome' in response) return response;
    if (response.status === 429) {
      const retryS = Number(header(response, 'retry-after'));
      notBefore = clock.now() + (Number.isFinite(retryS) && retryS > 0 ? retryS : 60) * 1_000;
    }
    const refusal = refusalOf(response, where(at.url));
    if (refusal !== undefined) return refusal;
    return told(response.status, parsed(response.text));
  };

  return async (path, signal) => {
    const read = reads.find((each) => each.path.test(path));
    if (read === undefined) return silent('other', `Resus does not read ${path.split('?')[0]} of Coolify`);
    const named = decodeURIComponent(read.path.exec(path)?.groups?.['app'] ?? '');
    const keep = (answer: Told): Told =>
      answer.outcome === 'answered' && answer.status === 200
        ? { ...answer, body: read.keep(answer.body, named, catalog()) }
        : answer.outcome === 'answered'
          ? { ...answer, body: { message: fieldsOf(answer.body)['message'] } }
          : answer;
    const known = uuid.test(named) ? named : uuids.get(named);
    if (named === '' || known !== undefined) {
      const answer = await get(path.replace(encodeURIComponent(named), known ?? ''), signal);
      const gone = answer.outcome === 'answered' && answer.status === 404 && uuids.delete(named);
      if (!gone) return keep(answer);
    }
    const all = '/applications';
    const list =
      (await share(all, (stop) => get(all, stop), signal)) ?? silent('other', 'the look was stopped');
    if (list.outcome !== 'answered' || list.status !== 200) return list;
    const found = findApplication(list.body, named);
    if ('detail' in found)
      return found.isMissing ? told(404, { message: found.detail }) : silent('other', found.detail);
    uuids.set(named, found.uuid);
    return keep(await get(path.replace(encodeURIComponent(named), found.uuid), signal));
  };
}
