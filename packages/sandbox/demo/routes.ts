import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Breakable } from './demo.ts';

type Routed = Pick<Breakable, 'state' | 'break' | 'mend'>;

// The bodies are two short names.
const maxBodyBytes = 4_096;

/**
 * GET /demo/state, POST /demo/break {service, fault}, POST /demo/mend {service}: true when the request was one of these
 * and is answered. Who may ask is the caller's business: mount it behind the workspace's own checks.
 */
export function demoRoutes(
  demo: Routed,
): (request: IncomingMessage, response: ServerResponse) => Promise<boolean> {
  return async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1');
    const route = `${request.method} ${pathname}`;
    if (!['GET /demo/state', 'POST /demo/break', 'POST /demo/mend'].includes(route)) return false;
    try {
      if (route === 'POST /demo/break') {
        const body = await readBody(request);
        await demo.break(body['service'] ?? '', body['fault'] ?? '');
      } else if (route === 'POST /demo/mend') {
        await demo.mend((await readBody(request))['service'] ?? '');
      }
      send(response, 200, { ok: true, ...(await demo.state()) });
    } catch (error) {
      send(response, 400, { ok: false, error: error instanceof Error ? error.message : String(error) });
    }
    return true;
  };
}

async function readBody(request: IncomingMessage): Promise<Record<string, string | undefined>> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8') as AsyncIterable<string>) {
    text += chunk;
    if (text.length > maxBodyBytes)
      throw new Error('the body is too long: send {"service": …, "fault": …} only');
  }
  const body: unknown = JSON.parse(text || '{}');
  if (typeof body !== 'object' || body === null) throw new Error('the body must be a JSON object');
  return body as Record<string, string | undefined>;
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}
