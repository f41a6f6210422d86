import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AppError } from '#base/errors.ts';
import type { Metrics } from './metrics.ts';

export type Readiness = { readonly ready: boolean; readonly parts: Readonly<Record<string, boolean>> };
export type RequestListener = (request: IncomingMessage, response: ServerResponse) => void;
export type HealthServer = { readonly url: string; readonly stop: () => Promise<void> };

/**
 * Who sends a line at a time holds a connection, and hundreds of such hold the process. Bodies of alerts have a shorter
 * time of their own.
 */
const patience = { headersTimeout: 5_000, requestTimeout: 30_000, connectionsCheckingInterval: 1_000 };

/** How many ports after the wished one are tried when a second process runs beside us. */
const portsTried = 20;
const elsewhere =
  'not served by this process: /slack/ needs a bot in HTTP mode, /beat/ and /alerts/ the watch part\n';

/** Listeners have all below their path. `/healthz`: the process lives. `/readyz`: every part it needs answers. `/metrics`: for Prometheus. */
export async function startHealthServer(
  wish: { readonly host: string; readonly port: number },
  readiness: () => Promise<Readiness>,
  metrics: Metrics,
  listeners: Readonly<Record<`/${string}/`, RequestListener | undefined>> = {},
): Promise<HealthServer> {
  const server = createServer(patience, (request, response) => {
    const answer = (status: number, type: string, body: string): void => {
      response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
    };
    for (const [path, listener] of Object.entries(listeners)) {
      if (request.url?.startsWith(path) !== true) continue;
      return listener === undefined ? answer(404, 'text/plain', elsewhere) : listener(request, response);
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') return answer(405, 'text/plain', 'only GET\n');
    switch (request.url?.split('?')[0]) {
      case '/healthz':
        return answer(200, 'application/json', '{"alive":true}\n');
      case '/readyz':
        void readiness().then(
          (state) => answer(state.ready ? 200 : 503, 'application/json', `${JSON.stringify(state)}\n`),
          () => answer(503, 'application/json', '{"ready":false}\n'),
        );
        return;
      case '/metrics':
        void metrics.text().then(
          (text) => answer(200, metrics.contentType, text),
          () => answer(500, 'text/plain', 'metrics could not be read\n'),
        );
        return;
      case undefined:
      default:
        return answer(404, 'text/plain', 'there is /healthz, /readyz and /metrics\n');
    }
  });
  const port = await listen(server, wish.host, wish.port, portsTried);
  return {
    url: `http://${wish.host.includes(':') ? `[${wish.host}]` : wish.host}:${port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function listen(server: Server, host: string, port: number, tries: number): Promise<number> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, () => {
        server.off('error', reject);
        resolve();
      });
    });
    return (server.address() as AddressInfo).port;
  } catch (cause) {
    const isTaken = cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE';
    if (isTaken && tries > 1 && port > 0 && port < 65_535) return listen(server, host, port + 1, tries - 1);
    throw new AppError(
      'config_invalid',
      `Cannot listen on ${host}:${port} (${cause instanceof Error ? cause.message : 'unknown'}). Set RESUS_HTTP to a free host:port.`,
      { cause },
    );
  }
}
