import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Desk } from '../desk.ts';

/** Proxies and browsers drop a stream that is silent for long. */
const KEEP_ALIVE_MS = 15_000;

/**
 * Server-sent events, one JSON object each: `{ type, …the object }` for messages, ephemerals and files, which have no
 * `type` of their own; `{ type, user, view }` for views and homes, which have. Calls of the API are not told.
 */
export function streamEvents(request: IncomingMessage, response: ServerResponse, desk: Desk): void {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    connection: 'keep-alive',
  });
  response.write(': hello\n\n');
  const stop = desk.changes.listen((change) => {
    if (change.type !== 'call') response.write(`data: ${JSON.stringify(change)}\n\n`);
  });
  const keepAlive = setInterval(() => response.write(': still here\n\n'), KEEP_ALIVE_MS).unref();
  request.once('close', () => {
    stop();
    clearInterval(keepAlive);
  });
}
