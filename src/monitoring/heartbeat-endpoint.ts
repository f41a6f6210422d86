import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Log } from '#base/log.ts';

export type BeatDeps = {
  /** Finds the monitor of a token; compares in constant time. */
  readonly monitorOf: (token: string) => string | undefined;
  /** Durable when it resolves. */
  readonly beat: (monitorId: string) => Promise<void>;
  readonly log: Log;
};

/** `GET|POST /beat/<token>`: a job says that it ran. 200 only once that is stored; 503 while it cannot be. */
export function createBeats({ monitorOf, beat, log }: BeatDeps) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    const answer = (status: number, text: string): void => {
      const allow = status === 405 ? { allow: 'GET, POST' } : {};
      response
        .writeHead(status, { 'content-type': 'text/plain', 'cache-control': 'no-store', ...allow })
        .end(`${text}\n`);
    };
    request.resume();
    if (request.method !== 'GET' && request.method !== 'POST') return answer(405, 'only GET and POST');
    const told = (request.url ?? '').split('?')[0]?.slice('/beat/'.length) ?? '';
    const monitor = monitorOf(told) ?? monitorOf(decoded(told));
    if (monitor === undefined) return answer(404, 'no heartbeat has this token');
    beat(monitor).then(
      () => answer(200, 'heard'),
      (error: unknown) => {
        log.warn({ err: error, monitor }, 'a heartbeat could not be stored');
        answer(503, 'not stored: Redis does not answer; try again');
      },
    );
  };
}

/** As clients write `/`, `+` or a space in a path; what is no such writing stays as it is. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
