import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Clock } from '#base/clock.ts';
import { AppError } from '#base/errors.ts';
import type { Log } from '#base/log.ts';
import { type AlertEndpoint, alertEndpoints, type AlertsConfig } from '#catalog/alerts.ts';
import type { Admission, Guard } from './alert-endpoints.ts';
import { readReference } from '#secrets/read-reference.ts';

type Secret = { readonly kind: 'token' | 'hmac'; readonly value: string } | 'unreadable';

/** A delivery older or newer than this is refused, whatever its signature says. */
const windowMs = 5 * 60_000;

/** Reads the secrets that `alerts:` refers to; one that cannot be read is told in the log and admits nobody. */
export async function readAlertGuard(alerts: AlertsConfig, log: Log, clock: Clock): Promise<Guard> {
  const secrets = new Map<AlertEndpoint, Secret>();
  for (const endpoint of alertEndpoints) {
    const { token, hmac } = alerts[endpoint] ?? {};
    const reference = token ?? hmac;
    if (reference === undefined) continue;
    const value = await readSecret(reference, (error) =>
      log.error({ err: error, endpoint }, 'the secret of an alert endpoint cannot be read'),
    );
    const kind = token === undefined ? 'hmac' : 'token';
    secrets.set(endpoint, value === undefined ? 'unreadable' : { kind, value });
  }
  return (endpoint, headers) => {
    const secret = secrets.get(endpoint);
    if (secret === undefined) return { outcome: 'off' };
    if (secret === 'unreadable') return { outcome: 'unreadable' };
    return secret.kind === 'token'
      ? bearer(headers, secret.value)
      : signed(headers, secret.value, endpoint, clock.now());
  };
}

async function readSecret(reference: string, tell: (error: unknown) => void): Promise<string | undefined> {
  try {
    const value = (await readReference(reference)).trim();
    if (value !== '') return value;
    tell(new AppError('config_invalid', `What ${reference} refers to is empty.`));
  } catch (error) {
    tell(error);
  }
  return undefined;
}

function refuse(reason: string): Admission {
  return { outcome: 'refused', reason };
}

function bearer({ authorization = '' }: IncomingHttpHeaders, token: string): Admission {
  const [, given] = /^Bearer +(.+)$/i.exec(authorization) ?? [];
  return given !== undefined && isSame(given.trim(), token)
    ? { outcome: 'admitted' }
    : refuse('expected the header Authorization: Bearer <token>');
}

/** How a sender writes down what it signed. */
type Scheme = { readonly signature: string; readonly timestamp: string; readonly between: string };
const ours: Scheme = { signature: 'x-resus-signature', timestamp: 'x-resus-timestamp', between: '.' };
/** Grafana ≥ 12 (grafana/alerting, http/hmac.go): bare hex over `<unix seconds>:<body>`, header names as configured. */
const grafanas: Scheme = {
  signature: 'x-grafana-alerting-signature',
  timestamp: 'x-grafana-alerting-timestamp',
  between: ':',
};

function signed(headers: IncomingHttpHeaders, key: string, endpoint: AlertEndpoint, now: number): Admission {
  const scheme = endpoint === 'grafana' && headers[grafanas.signature] !== undefined ? grafanas : ours;
  const [, given] = /^(?:sha256=)?([0-9a-f]{64})$/i.exec(String(headers[scheme.signature])) ?? [];
  const timestamp = String(headers[scheme.timestamp]);
  if (given === undefined) return refuse(`expected the header ${scheme.signature}: sha256=<hex>`);
  if (!/^\d{1,12}$/.test(timestamp)) return refuse(`expected the header ${scheme.timestamp}: <unix seconds>`);
  if (Math.abs(now - Number(timestamp) * 1000) > windowMs)
    return refuse(`${scheme.timestamp} is more than 5 min from now, ${new Date(now).toISOString()}`);
  return {
    outcome: 'signed',
    id: given.toLowerCase(),
    isRight: (body) => {
      const hmac = createHmac('sha256', key).update(`${timestamp}${scheme.between}`).update(body);
      return isSame(given.toLowerCase(), hmac.digest('hex'));
    },
  };
}

/** Of equal length first, so that how long it takes tells nothing. */
function isSame(given: string, right: string): boolean {
  return timingSafeEqual(digestOf(given), digestOf(right));
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
