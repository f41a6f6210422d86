import { get } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { DemoService } from './service.ts';

/** What a user of the service gets: a status, or why there is none. */
export interface Reply {
  status?: number;
  error?: string;
  tookMs: number;
}

// An answer that takes longer than this is no good to a person who waits for it.
const tooSlowMs = 1_500;
/** How the panel's own questions are told from those of users. */
export const panelAgent = 'resus-demo-panel';
// Longer than the proxy's own patience: whoever wants to know what users get waits for the proxy's word.
const usersPatienceMs = 5_000;
/** For who only wants to know whether all is well: what has not answered by then is not. */
export const panelPatienceMs = tooSlowMs + 100;

export function isHealthy(reply: Reply): boolean {
  return reply.status === 200 && reply.tookMs <= tooSlowMs;
}

/** Why a reply is no good, in a few words. */
export function describeReply({ status, error, tookMs }: Reply): string {
  if (status === undefined) return error ?? 'no answer';
  return status === 200 ? `answers after ${Math.round(tookMs)} ms` : `answers ${status}`;
}

/** Asks a service the way its users do: over HTTP, through the proxy. */
export function askService(
  service: DemoService,
  nginxPort: number,
  patienceMs: number = usersPatienceMs,
): Promise<Reply> {
  const startedMs = performance.now();
  return new Promise((resolve) => {
    const settle = (reply: Omit<Reply, 'tookMs'>) =>
      resolve({ ...reply, tookMs: performance.now() - startedMs });
    const request = get(
      {
        host: '127.0.0.1',
        port: nginxPort,
        path: service.publicPath,
        headers: { host: service.host, 'user-agent': panelAgent },
        agent: false,
        timeout: patienceMs,
      },
      (response) => {
        response.resume();
        response.once('error', (error) => settle({ error: error.message }));
        response.once('end', () => settle({ status: response.statusCode ?? 0 }));
      },
    );
    request.once('timeout', () => request.destroy(new Error(`no answer in ${patienceMs} ms`)));
    request.once('error', (error) => settle({ error: error.message }));
  });
}

/** Asks again and again until the reply is as wanted; the last reply when that takes too long. */
export async function askUntil(
  service: DemoService,
  {
    nginxPort,
    isWanted,
    timeoutMs,
  }: { nginxPort: number; isWanted: (reply: Reply) => boolean; timeoutMs: number },
): Promise<Reply> {
  const untilMs = performance.now() + timeoutMs;
  for (;;) {
    const reply = await askService(service, nginxPort);
    if (isWanted(reply) || performance.now() > untilMs) return reply;
    await delay(25);
  }
}
