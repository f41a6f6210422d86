import { header, type Response } from './call.ts';
import { fieldsOf, parsed, textOf } from '#base/fields.ts';
import { silent, type Told } from './refused.ts';

/** Coolify's tokens are `<number>|<secret>`; without the number it looks for the wrong one. */
export const tokenShape = /^\d+\|\S+$/;

/**
 * Why Coolify did not answer the question; undefined when it did. 400 and 404 are answers: the application does not
 * run, or there is none. Bodies are not quoted but for their `message`.
 */
export function refusalOf(response: Response, host: string): Told | undefined {
  const { status } = response;
  const message = textOf(fieldsOf(parsed(response.text))['message']);
  if (status >= 300 && status < 400)
    return silent(
      'other',
      `${host} redirects to ${originOf(header(response, 'location'))}: write that address in platforms.coolify.url`,
    );
  if (status === 401 || (status === 400 && message === 'Invalid token.'))
    return silent(
      'auth_refused',
      'Coolify does not accept the read token: it was revoked, or its team is gone; make one in Keys & Tokens with the ability "read"',
    );
  if (status === 403) return silent('not_permitted', forbidden(message ?? ''));
  if (status === 405)
    return silent('other', `Coolify wants another method here (${header(response, 'allow') ?? 'unknown'})`);
  if (status === 429)
    return silent(
      'other',
      `Coolify's limit of requests is reached; it may be asked again in ${header(response, 'retry-after') ?? '60'} s`,
    );
  if (status >= 500)
    return silent(
      'other',
      message === undefined
        ? `${host} answers ${status}: Coolify itself, or the proxy before it, is down`
        : `Coolify answers ${status}: it most likely cannot reach its server over SSH`,
    );
  if (parsed(response.text) === undefined)
    return silent(
      'other',
      `${host} answers no JSON: is platforms.coolify.url the address of Coolify itself?`,
    );
  return undefined;
}

/** The body of a switched-off API says `success: true`: only the status and the message count. */
function forbidden(message: string): string {
  if (message.startsWith('API is disabled'))
    return "Coolify's API is switched off: an administrator enables it under Settings → Advanced → API Access";
  if (message.startsWith('You are not allowed to access the API'))
    return "Coolify's API lets only listed addresses in: add the address of Resus under Settings → Advanced";
  if (message.startsWith('Missing required permissions'))
    return `the Coolify token may not read (${message}): a token with only "deploy" cannot; tick "read", or give a second token`;
  if (message.startsWith('Missing required team role'))
    return 'the owner of the Coolify token is a mere member of the team: an admin must make it';
  return `Coolify refuses: ${message || 'no reason given'}`;
}

function originOf(location: string | undefined): string {
  return location !== undefined && URL.canParse(location) ? new URL(location).origin : 'another address';
}
