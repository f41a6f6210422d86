import { HTTPReceiver, isValidSlackRequest } from '@slack/bolt';
import type { Clock } from '#base/clock.ts';
import type { Log } from '#base/log.ts';
import { parseForeignJson } from '#base/parse-foreign-json.ts';
import { loggerFor } from '#slack/client-log.ts';
import type { Connections } from './cards/status-card.ts';

export type RequestListener = HTTPReceiver['requestListener'];
type IncomingMessage = Parameters<RequestListener>[0];
type ServerResponse = Parameters<RequestListener>[1];

/** Slack's own tolerance; Bolt checks it towards the past only, so that one request could be kept for later. */
const windowMs = 5 * 60_000;
/** Slack's largest payloads, a modal with all of its state, are a tenth of this. */
const limitBytes = 1024 * 1024;

/** Slack calls us: every request is checked against the signing secret before anything reads it. */
export function createHttpMode(
  { signingSecret }: { readonly signingSecret: string },
  log: Log,
  clock: Clock,
) {
  const receiver = new HTTPReceiver({ signingSecret, logger: loggerFor(log), endpoints: '/slack/events' });
  const answer = (response: ServerResponse, status: number, reason: string): void => {
    log.warn({ status, reason }, 'a request of Slack was refused');
    response.writeHead(status, status === 413 ? { connection: 'close' } : {}).end();
  };
  return {
    receivers: [receiver] as const,
    requestListener: ((request, response) => {
      const late = lateBy(request, clock.now());
      if (late !== undefined) return answer(response, 401, late);
      const pass = async (): Promise<void> => {
        const body = await readBody(request);
        if (body === undefined) return answer(response, 413, 'more than 1 MB');
        const oddity = isSigned(request, body, signingSecret) ? oddityOf(request, body) : undefined;
        if (oddity !== undefined) return answer(response, 400, oddity);
        // Where Bolt finds what was read already.
        receiver.requestListener(Object.assign(request, { rawBody: body }), response);
      };
      // The caller is gone; nobody hears an answer.
      pass().catch((error: unknown) => log.info({ err: error }, 'a request of Slack did not come whole'));
    }) satisfies RequestListener,
    // The server is not ours: it starts and stops with the process's other endpoints.
    start: async (): Promise<void> => {},
    stop: async (): Promise<void> => {},
    connections: (): Connections => 'http',
  };
}

/** Bolt refuses what has no time at all. */
function lateBy({ headers }: IncomingMessage, now: number): string | undefined {
  const told = headers['x-slack-request-timestamp'];
  if (told === undefined) return undefined;
  if (typeof told !== 'string' || !/^\d{1,12}$/.test(told)) return 'x-slack-request-timestamp is no time';
  const isNear = Math.abs(now - Number(told) * 1000) <= windowMs;
  return isNear ? undefined : 'x-slack-request-timestamp is more than 5 min from now';
}

async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limitBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function isSigned({ headers }: IncomingMessage, body: Buffer, signingSecret: string): boolean {
  return isValidSlackRequest({
    signingSecret,
    body: body.toString(),
    headers: {
      'x-slack-signature': String(headers['x-slack-signature']),
      'x-slack-request-timestamp': Number(headers['x-slack-request-timestamp']),
    },
  });
}

/** What is signed and still no request of Slack's: broken JSON, or what is made to break readers. */
function oddityOf({ headers }: IncomingMessage, body: Buffer): string | undefined {
  const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;
  const form = isForm ? new URLSearchParams(body.toString()) : undefined;
  if (form?.has('__proto__') === true) return 'the body has a field __proto__';
  const payload = form?.get('payload');
  if (isForm && typeof payload !== 'string') return undefined;
  const parsed = parseForeignJson(typeof payload === 'string' ? Buffer.from(payload) : body);
  if (!parsed.ok) return parsed.reason;
  const { json } = parsed;
  return typeof json === 'object' && json !== null && !Array.isArray(json)
    ? undefined
    : 'the body is no object';
}
