import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Desk } from '../desk.ts';
import { answerJson, answerText } from './answer.ts';
import { BodyMalformed, BodyTooLarge, parseJson, readBody } from './body.ts';
import { callApi } from './call-api.ts';
import type { Door } from './door.ts';
import { receiveUpload, serveFile } from './file-routes.ts';
import { performAct } from './page-act.ts';
import { streamEvents } from './page-events.ts';
import { setFault } from './page-fault.ts';
import { pageState } from './page-state.ts';
import { respond } from './respond.ts';

/** Answers the request and returns true, or returns false and leaves it alone. */
export type RouteHandler = (request: IncomingMessage, response: ServerResponse) => boolean | Promise<boolean>;

/** A modal's values are the most a page sends. */
const PAGE_BODY_MAX_BYTES = 300_000;

/** No frame, no sniffing, no address given away, nothing kept: the page holds what people can do. */
const pageHeaders: Record<string, string> = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'cache-control': 'no-store',
};

/** One act or fault from the page. */
async function act(
  request: IncomingMessage,
  response: ServerResponse,
  desk: Desk,
  path: string,
): Promise<void> {
  // A form of another site can send text/plain without asking; JSON it cannot.
  if (!(request.headers['content-type'] ?? '').startsWith('application/json')) {
    return answerJson(response, 415, { ok: false, error: 'json_only' });
  }
  const body = parseJson(await readBody(request, PAGE_BODY_MAX_BYTES));
  const { status, result } = path === '/page/act' ? await performAct(desk, body) : setFault(desk, body);
  answerJson(response, status, result);
}

/** What an app's server does: calls, answers to response urls, uploads. Each carries its own secret. */
async function appRoutes(
  request: IncomingMessage,
  response: ServerResponse,
  desk: Desk,
  path: string,
): Promise<boolean> {
  if (path.startsWith('/api/')) await callApi(request, response, desk);
  else if (path.startsWith('/response/') && request.method === 'POST') await respond(request, response, desk);
  else if (path.startsWith('/upload/') && request.method === 'POST')
    await receiveUpload(request, response, desk);
  else return false;
  return true;
}

async function pageRoutes(
  request: IncomingMessage,
  response: ServerResponse,
  desk: Desk,
  path: string,
): Promise<boolean> {
  const isPost = request.method === 'POST';
  if (path === '/page/state' && !isPost) answerJson(response, 200, pageState(desk));
  else if (path === '/page/events' && !isPost) streamEvents(request, response, desk);
  else if ((path === '/page/act' || path === '/page/fault') && isPost)
    await act(request, response, desk, path);
  else if (path.startsWith('/files/') && !isPost) serveFile(request, response, desk);
  else return false;
  return true;
}

/** A permalink leads to the page, which shows the message it names. */
function permalink(response: ServerResponse, path: string): boolean {
  const found = /^\/archives\/([A-Z0-9]+)\/p(\d{6,})(\d{6})$/.exec(path);
  if (!found) return false;
  response.writeHead(302, { location: `/#${found[1]}/${found[2]}.${found[3]}` });
  response.end();
  return true;
}

/** The last resort: a broken sandbox says so instead of hanging. */
function fail(response: ServerResponse, error: unknown): void {
  if (response.headersSent) response.destroy();
  else if (error instanceof BodyTooLarge) answerText(response, 413, error.message);
  else if (error instanceof BodyMalformed) answerText(response, 400, error.message);
  else
    answerText(
      response,
      500,
      `The sandbox failed: ${error instanceof Error ? error.message : String(error)}`,
    );
}

/** Everything the workspace serves, behind its door. `extra` are the handlers of the page and the demo panel. */
export function createRoutes(desk: Desk, door: Door, extra: readonly RouteHandler[]) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      const path = new URL(request.url ?? '/', 'http://localhost').pathname;
      const refusal = door.whyNot(request);
      if (refusal) return answerText(response, 403, refusal);
      if (await appRoutes(request, response, desk, path)) return;
      for (const [name, value] of Object.entries(pageHeaders)) response.setHeader(name, value);
      const isBotFile =
        path.startsWith('/files/') && request.headers.authorization === `Bearer ${desk.tokens.bot}`;
      if (door.admit(request, response)) return;
      if (!isBotFile && !door.isGuest(request)) {
        return answerText(response, 401, 'Open the address printed at start: it holds the key to this page.');
      }
      if (permalink(response, path)) return;
      if (await pageRoutes(request, response, desk, path)) return;
      for (const handler of extra) if (await handler(request, response)) return;
      answerText(response, 404, 'There is nothing here.');
    } catch (error) {
      fail(response, error);
    }
  };
}
