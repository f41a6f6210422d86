import { header, type Response } from './call.ts';
import { fieldsOf, parsed } from '#base/fields.ts';
import { silent, told, type Told } from './refused.ts';

/** Success: done, deployment started, done in part. */
const good = new Set([100, 101, 102]);

export const wrongPassword = 1105;

const refusals: Readonly<Record<number, Told>> = {
  1001: silent('other', 'CapRover is not initialised yet'),
  1101: silent('other', 'CapRover is not initialised yet'),
  1102: silent('not_permitted', 'CapRover does not permit this to the login that Resus has'),
  [wrongPassword]: silent(
    'auth_refused',
    'CapRover refuses platforms.caprover.password; it is not tried again until it changes, since five failures lock everybody out',
  ),
  1113: silent(
    'auth_refused',
    'CapRover takes no logins for up to 30 s because there were too many wrong ones; Resus waits a minute',
  ),
  1114: silent(
    'auth_refused',
    'CapRover asks for a one-time password: give the seed of the authenticator as platforms.caprover.otp',
  ),
};

/**
 * CapRover answers HTTP 200 to nearly everything and tells the truth in the envelope. 1106 is told as an answer: the
 * session knows what to do about it. What is not an envelope comes from something else than CapRover's API.
 */
export function envelopeOf(response: Response, host: string): Told {
  if (response.status === 429)
    return silent('other', 'CapRover is busy with another operation; it must be asked again later', 429);
  if (response.status >= 300 && response.status < 400)
    return silent(
      'other',
      `${host} redirects (${header(response, 'location')?.split('/').slice(0, 3).join('/') ?? 'nowhere'}): write that address in platforms.caprover.url`,
      response.status,
    );
  if (response.status === 502 || response.status === 503 || response.status === 504)
    return silent(
      'other',
      `${host} answers ${response.status}: CapRover's own service (captain-captain) is down`,
      response.status,
    );
  const envelope = fieldsOf(parsed(response.text));
  const status = codeIn(response);
  if (response.status !== 200 || status === undefined)
    return silent(
      'other',
      `${host} answers ${response.status} without CapRover's envelope: is platforms.caprover.url the address of its dashboard?`,
      response.status,
    );
  if (good.has(status)) return told(status, envelope['data']);
  return refusals[status] ?? told(status, { description: envelope['description'] });
}

/** The envelope's own status. */
export function codeIn(response: Response): number | undefined {
  const { status } = fieldsOf(parsed(response.text));
  return typeof status === 'number' ? status : undefined;
}
