import { createHmac } from 'node:crypto';
import { isFields } from '../../block-kit/rules.ts';
import type { Envelope, Line, Outcome } from './line.ts';

/** The body Slack posts for each kind: commands as a form, interactions as JSON in a form, events as JSON. */
function bodyOf(envelope: Envelope): { type: string; body: string } {
  const form = 'application/x-www-form-urlencoded';
  const { payload } = envelope;
  if (envelope.type === 'events_api') return { type: 'application/json', body: JSON.stringify(payload) };
  if (envelope.type === 'interactive') {
    return { type: form, body: new URLSearchParams({ payload: JSON.stringify(payload) }).toString() };
  }
  const pairs = Object.entries(payload).map(([name, value]): [string, string] => [name, String(value)]);
  return { type: form, body: new URLSearchParams(pairs).toString() };
}

/** Slack's v0 signature over the time and the raw body. */
function signatureHeaders(secret: string, body: string, nowMs = Date.now()): Record<string, string> {
  const seconds = String(Math.floor(nowMs / 1000));
  const signature = createHmac('sha256', secret).update(`v0:${seconds}:${body}`).digest('hex');
  return { 'x-slack-request-timestamp': seconds, 'x-slack-signature': `v0=${signature}` };
}

function answered(text: string): Record<string, unknown> {
  if (text === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? value : { text };
  } catch {
    return { text };
  }
}

/** Posts to the app's request url, signed; the HTTP answer is the ack. */
export function createHttpLine(url: string, secret: string, ackWithinMs: number): Line {
  const stopped = new AbortController();

  async function deliver(envelope: Envelope): Promise<Outcome> {
    const startedAt = performance.now();
    const latencyMs = (): number => performance.now() - startedAt;
    const { type, body } = bodyOf(envelope);
    const timeout = AbortSignal.timeout(ackWithinMs);
    try {
      const response = await fetch(url, {
        method: 'POST',
        body,
        redirect: 'error',
        signal: AbortSignal.any([timeout, stopped.signal]),
        headers: {
          'content-type': type,
          ...signatureHeaders(secret, body),
          ...(envelope.retry_attempt !== undefined && {
            'x-slack-retry-num': String(envelope.retry_attempt),
            'x-slack-retry-reason': 'http_timeout',
          }),
        },
      });
      const text = await response.text();
      if (!response.ok) return { status: 'dispatch_failed', latencyMs: latencyMs() };
      return { status: 'acked', latencyMs: latencyMs(), payload: answered(text) };
    } catch {
      // Refused, cut or too slow: the person is told which of the last two, as Slack does.
      return { status: timeout.aborted ? 'operation_timeout' : 'dispatch_failed', latencyMs: latencyMs() };
    }
  }

  return { deliver, stop: () => stopped.abort() };
}
