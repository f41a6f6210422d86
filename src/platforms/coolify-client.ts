import type { Catalog } from '#catalog/catalog.ts';
import { fieldsOf, parsed, textOf } from '#base/fields.ts';
import { call, type Request, type Response } from './call.ts';
import { tokenShape } from './coolify-refusal.ts';
import type { Told } from './refused.ts';

export type Coolify = {
  /** With the token that may change things. */
  readonly send: (
    ask: Pick<Request, 'method'> & { readonly path: string; readonly body?: unknown },
    signal: AbortSignal,
  ) => Promise<Response | Told>;
  /** With the token that may read: one that may only deploy cannot. */
  readonly read: (path: string, signal: AbortSignal) => Promise<Response | Told>;
};

type At = NonNullable<Catalog['platforms']['coolify']>;

/** Coolify with its two tokens; a text when there is none that may change things. Paths are whole: `/api/v1/…`. */
export async function coolifyAt(
  at: At,
  readReference: (reference: string) => Promise<string>,
): Promise<Coolify | string> {
  if (at.deploy_token === undefined)
    return 'platforms.coolify.deploy_token is not in the catalog: make a token with the abilities "deploy" and "write"';
  const deploy = (await readReference(at.deploy_token)).trim();
  const read = at.read_token === undefined ? deploy : (await readReference(at.read_token)).trim();
  for (const [name, token] of Object.entries({ deploy_token: deploy, read_token: read }))
    if (!tokenShape.test(token))
      return `platforms.coolify.${name} is not a whole Coolify token: it must begin with its number and "|"`;
  const base = at.url.replace(/\/+$/, '').replace(/\/api(?:\/v1)?$/, '');
  return {
    send: ({ method, path, body }, signal) =>
      call(
        {
          method,
          url: `${base}${path}`,
          headers: {
            ...headers(deploy),
            ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        },
        signal,
      ),
    read: (path, signal) => call({ method: 'GET', url: `${base}${path}`, headers: headers(read) }, signal),
  };
}

function headers(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}`, accept: 'application/json' };
}

export function messageOf(response: Response): string | undefined {
  return textOf(fieldsOf(parsed(response.text))['message']);
}
