import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { demoState, workspaceState } from './fixture-state.ts';
import { createPage } from './page.ts';
import type { ActResult, PageEvent } from './protocol.ts';

export interface Act {
  as: string;
  do: string;
  [field: string]: unknown;
}

export interface FixtureWorkspace {
  url: string;
  /** Every act the page has sent, oldest first. */
  acts: Act[];
  /** Decides the answer to the next acts; undefined means ok. */
  answer: (act: Act) => ActResult | undefined;
  state: ReturnType<typeof workspaceState>;
  send: (event: PageEvent) => void;
  dropStreams: () => void;
  stop: () => Promise<void>;
}

/** Speaks the page protocol from a script, so that the page can be tested alone and shown every kind of block. */
export async function startFixtureWorkspace(cacheDir: string): Promise<FixtureWorkspace> {
  const page = await createPage({ cacheDir });
  const streams = new Set<ServerResponse>();
  const demo = demoState();
  const server = createServer((request, response) => {
    if (!page.handler(request, response)) void answerRequest(request, response);
  });
  server.keepAliveTimeout = 120_000; // as the real one: see workspace.ts
  const fixture: FixtureWorkspace = {
    url: '',
    acts: [],
    answer: () => undefined,
    state: workspaceState(),
    send: (event) => {
      for (const stream of streams) stream.write(`data: ${JSON.stringify(event)}\n\n`);
    },
    dropStreams: () => {
      for (const stream of streams) stream.destroy();
    },
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };

  const answerRequest = async (request: IncomingMessage, response: ServerResponse) => {
    const path = request.url ?? '';
    if (path === '/page/state') return json(response, fixture.state);
    if (path === '/demo/state') return json(response, demo);
    if (path.startsWith('/files/'))
      return response.writeHead(200, { 'content-type': 'text/plain' }).end('line one\nline <two>\n');
    if (path === '/page/events') return openStream(response);
    const body = await readJson(request);
    if (path === '/page/act') {
      fixture.acts.push(body as Act);
      return json(response, fixture.answer(body as Act) ?? { ok: true });
    }
    const service = demo.services.find((one) => one.name === body.service);
    if (!service) return json(response, { ok: false, error: 'not_found' });
    for (const fault of service.faults) fault.active = path === '/demo/break' && fault.id === body.fault;
    service.healthy = path !== '/demo/break';
    fixture.send({ type: 'demo', ...demo });
    return json(response, { ok: true });
  };
  const openStream = (response: ServerResponse) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
    streams.add(response);
    response.on('close', () => streams.delete(response));
  };

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  fixture.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return fixture;
}

function json(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

async function readJson(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return JSON.parse(text) as Record<string, unknown>;
}
