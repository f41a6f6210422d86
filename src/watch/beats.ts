import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Log } from '#base/log.ts';

export type BeatDeps = {
  /** Which monitor this token belongs to; compares in constant time. */
  readonly monitorOf: (token: string) => string | undefined;
  /** Durable when it resolves. */
  readonly beat: (monitorId: string) => Promise<void>;
  readonly log: Log;
};

/** `GET|POST /beat/<token>`: a job says that it ran. 200 only once that is stored; 503 while it cannot be. */
export function createBeats({ monitorOf, beat, log }: BeatDeps) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    const answer = (status: number, text: string): void => {
      response
        .writeHead(status, { 'content-type': 'text/plain', 'cache-control': 'no-store' })
        .end(`${text}\n`);
    };
    request.resume();
    if (request.method !== 'GET' && request.method !== 'POST') return answer(405, 'only GET and POST');
    const monitor = monitorOf((request.url ?? '').split('?')[0]?.slice('/beat/'.length) ?? '');
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
