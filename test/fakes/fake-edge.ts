import { listen } from './listen.ts';

type Answer = { status: number; headers?: Record<string, string>; body: string };

/** What users see, as the platforms' proxies and applications really write it. */
export const pages = {
  healthy: {
    status: 200,
    headers: { 'x-powered-by': 'Express', 'content-type': 'application/json' },
    body: '{"status":"healthy"}',
  },
  ok: { status: 200, headers: { 'content-type': 'text/plain' }, body: 'OK' },
  appError: { status: 500, headers: { 'x-powered-by': 'Express' }, body: '<pre>Internal Server Error</pre>' },
  traefikRefused: {
    status: 502,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    body: 'Bad Gateway',
  },
  traefikTimeout: {
    status: 504,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    body: 'Gateway Timeout',
  },
  traefikNobody: {
    status: 503,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' },
    body: 'no available server\n',
  },
  caproverRefused: {
    status: 502,
    headers: { server: 'nginx', 'content-type': 'text/html' },
    body: '<html><head><title>Powered by CapRover</title></head><body><h1>NGINX 502 Error :/</h1></body></html>',
  },
  caproverNothing: {
    status: 200,
    headers: { server: 'nginx', 'content-type': 'text/html' },
    body: '<html><body><h1>Nothing here yet :/</h1></body></html>',
  },
  nginxTimeout: {
    status: 504,
    headers: { server: 'nginx', 'content-type': 'text/html' },
    body: '<html><head><title>504 Gateway Time-out</title></head><body><center><h1>504 Gateway Time-out</h1></center><hr><center>nginx</center></body></html>',
  },
} satisfies Record<string, Answer>;
export type Page = keyof typeof pages;

export type FakeEdge = {
  readonly port: number;
  show: (page: Page) => void;
  readonly close: () => Promise<void>;
};

/** The public side of a platform: its proxy with whatever is, or is not, behind it. */
export async function startEdge(): Promise<FakeEdge> {
  let shown: Answer = pages.healthy;
  const { url, close } = await listen((_request, response) => {
    response.writeHead(shown.status, shown.headers);
    response.end(shown.body);
  });
  return {
    port: Number(new URL(url).port),
    show: (page) => {
      shown = pages[page];
    },
    close,
  };
}
