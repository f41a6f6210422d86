import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { Log } from '#base/log.ts';
import { type AlertEndpoint, alertEndpoints } from '#catalog/alerts.ts';
import { parseForeignJson } from '#base/parse-foreign-json.ts';
import { type Body, type Buffered, readBody } from './alert-body.ts';

/** Whether a delivery may be read at all. Compares in constant time. */
export type Guard = (endpoint: AlertEndpoint, headers: IncomingHttpHeaders) => Admission;
export type Admission =
  /** No secret in the catalog. */
  | { readonly outcome: 'off' }
  /** The secret that the catalog refers to cannot be read. */
  | { readonly outcome: 'unreadable' }
  | { readonly outcome: 'refused'; readonly reason: string }
  | { readonly outcome: 'admitted' }
  /** Right or wrong once the body is known; `id` may be accepted once. */
  | { readonly outcome: 'signed'; readonly id: string; readonly isRight: (body: Buffer) => boolean };

export type AlertOutcome =
  | 'stored'
  | 'repeated'
  | 'nothing'
  | 'unknown_service'
  | 'refused'
  | 'unauthorized'
  | 'not_stored';
export type Counts = Partial<Readonly<Record<AlertOutcome, number>>>;
export type Answer = {
  readonly status: number;
  readonly text: string;
  readonly counts: Counts;
  /** The fault of a delivery that was accepted all the same: senders do not look at a 200. */
  readonly notice?: string;
};

export type AlertDeps = {
  readonly guard: Guard;
  /** Accepts an admitted body: stored when it resolves with 200; rejects while it cannot be stored. */
  readonly accept: (endpoint: AlertEndpoint, json: unknown, signature?: string) => Promise<Answer>;
  readonly count: (endpoint: AlertEndpoint, outcome: AlertOutcome, by: number) => void;
  /** How long a sender may take for its body. */
  readonly bodyWithinMs: number;
  readonly log: Log;
};

/** `POST /alerts/<endpoint>`: 200 only once everything in it is stored; what is wrong with it is said and counted. */
export function createAlertEndpoints(deps: AlertDeps) {
  const buffered: Buffered = { bytes: 0 };
  return (request: IncomingMessage, response: ServerResponse): void => {
    const name = (request.url ?? '').split('?')[0]?.slice('/alerts/'.length).replace(/\/$/, '');
    const endpoint = alertEndpoints.find((one) => one === name);
    // Nobody is asked before the name is known.
    if (endpoint === undefined) request.resume();
    (endpoint === undefined ? Promise.resolve(off) : answer(deps, buffered, endpoint, request))
      .catch((error: unknown): Answer => {
        deps.log.warn({ err: error, endpoint }, 'an alert could not be stored');
        return notStored('not stored: Redis cannot keep it now; send it again');
      })
      .then((answered) => send(deps, endpoint, request, response, answered))
      .catch((error: unknown) => deps.log.warn({ err: error, endpoint }, 'an alert could not be answered'));
  };
}

function send(
  { count, log }: AlertDeps,
  endpoint: AlertEndpoint | undefined,
  request: IncomingMessage,
  response: ServerResponse,
  { status, text, counts, notice }: Answer,
): void {
  if (endpoint !== undefined)
    for (const [outcome, by] of Object.entries(counts)) count(endpoint, outcome as AlertOutcome, by);
  const said = { endpoint, status, reason: text };
  // Strangers may knock as often as they like.
  if (status === 401) log.info(said, 'an alert was not admitted');
  else if (status >= 400 && status !== 404) log.warn(said, 'an alert was not taken');
  else if (notice !== undefined) log.warn({ ...said, reason: notice }, 'not all of an alert was taken');
  // What is left of a body that was refused is not waited for.
  const headers = request.complete ? {} : { connection: 'close' };
  const allow = status === 405 ? { allow: 'POST' } : {};
  const fixed = { 'content-type': 'text/plain', 'cache-control': 'no-store' };
  response.writeHead(status, { ...fixed, ...allow, ...headers });
  response.end(`${text}\n`);
}

async function answer(
  deps: AlertDeps,
  buffered: Buffered,
  endpoint: AlertEndpoint,
  request: IncomingMessage,
): Promise<Answer> {
  const admission = deps.guard(endpoint, request.headers);
  const isAdmitted = admission.outcome === 'admitted' || admission.outcome === 'signed';
  // Read even when it is refused: a connection that is closed on unread bytes loses the answer. Strangers' is not kept.
  const body = await readBody(request, deps.bodyWithinMs, isAdmitted ? buffered : undefined);
  if (admission.outcome === 'off') return off;
  if (request.method !== 'POST') return refused(405, 'only POST');
  if (admission.outcome === 'unreadable')
    return notStored(`the secret of alerts.${endpoint} cannot be read; the log of Resus says why`);
  if (admission.outcome === 'refused') return unauthorized(admission.reason);
  if (body.outcome === 'too_many') return notStored('too many deliveries at once; send it again');
  if (body.outcome !== 'read') return refused(...unreadable[body.outcome]);
  if (admission.outcome === 'signed' && !admission.isRight(body.bytes))
    return unauthorized('the signature is not that of this body and time');
  const oddForm = formOf(request.headers);
  if (oddForm !== undefined) return refused(415, oddForm);
  const parsed = parseForeignJson(body.bytes);
  if (!parsed.ok) return refused(400, parsed.reason);
  return deps.accept(endpoint, parsed.json, admission.outcome === 'signed' ? admission.id : undefined);
}

/** What cannot be JSON, in words that help more than that it is none; other types are often just not said rightly. */
function formOf(headers: IncomingHttpHeaders): string | undefined {
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (encoding !== 'identity' && encoding !== '') return 'the body is compressed: send it as it is';
  if (headers['content-type']?.toLowerCase().startsWith('multipart/') === true)
    return 'the body is a form: send it as application/json';
  return undefined;
}

const off: Answer = { status: 404, text: 'no such endpoint, or it is off', counts: {} };

const unreadable: Readonly<Record<Exclude<Body['outcome'], 'read' | 'too_many'>, readonly [number, string]>> =
  {
    too_large: [413, 'more than 1 MB'],
    too_slow: [408, 'the body did not come in time'],
    broken: [400, 'the body did not come whole'],
  };

export function refused(status: number, text: string): Answer {
  return { status, text, counts: { refused: 1 } };
}

function unauthorized(text: string): Answer {
  return { status: 401, text, counts: { unauthorized: 1 } };
}

function notStored(text: string): Answer {
  return { status: 503, text, counts: { not_stored: 1 } };
}
