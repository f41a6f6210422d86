import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type CaproverApp, databaseApp, type LogLine, multiplexed, portalApp } from './caprover-app.ts';
import { caproverWrite, type CaproverBuild } from './caprover-writes.ts';
import { listen } from './listen.ts';

export type Place = {
  apps: CaproverApp[];
  log: LogLine[];
  build: { isBuildFailed: boolean; lines: string[] };
  password: string;
  /** Codes that are taken besides the password; none: no one-time password is asked for. */
  otpCodes: string[];
  /** Wrong passwords so far; five lock everybody out. */
  failures: number;
  /** Told instead of any answer of the user's routes. */
  says: number | undefined;
  queue: CaproverBuild;
  /** Bodies of what was changed, by method and path. */
  changed: { call: string; body: Record<string, unknown> }[];
  /** What stands before CapRover, or CapRover as a whole. */
  state: 'up' | 'down' | 'busy' | 'forces-https' | 'elsewhere';
};
export type FakeCaprover = {
  readonly url: string;
  readonly place: Place;
  readonly asked: string[];
  /** As after a change of the password: every token given so far is stale. */
  readonly forgetTokens: () => void;
  readonly close: () => Promise<void>;
};

export const captainPassword = 'captain42-good';
const lockOutAfter = 5;

/** CapRover 1.15.3, strict, written from its source: HTTP 200 for everything, the truth in the envelope. */
export async function startCaprover(changes: Partial<Place> = {}): Promise<FakeCaprover> {
  const place: Place = {
    apps: [portalApp(), databaseApp()],
    log: [],
    build: { isBuildFailed: false, lines: [] },
    password: captainPassword,
    otpCodes: [],
    failures: 0,
    says: undefined,
    queue: { version: '1.15.3', busy: 0, ends: 'deployed', looks: 2, begins: true },
    changed: [],
    state: 'up',
    ...changes,
  };
  const asked: string[] = [];
  const tokens = new Set<string>();
  const { url, close } = await listen((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    void readText(request).then((body) => answer(place, tokens, request, body, response));
  });
  return { url, place, asked, forgetTokens: () => tokens.clear(), close };
}

function answer(
  place: Place,
  tokens: Set<string>,
  request: IncomingMessage,
  body: string,
  response: ServerResponse,
): void {
  const plain = (status: number, text: string, headers: Record<string, string> = {}): void => {
    response.writeHead(status, { 'content-type': 'text/html', ...headers });
    response.end(text);
  };
  if (place.state === 'down') return plain(502, '<html><center><h1>502 Bad Gateway</h1></center></html>');
  if (place.state === 'forces-https')
    return plain(302, '', { location: 'https://captain.example.test/api/v2/login' });
  if (place.state === 'elsewhere') return plain(200, '<title>Nothing here yet :/</title>');
  if (place.state === 'busy' && request.method !== 'GET')
    return plain(429, 'Another operation still in progress... please wait...');
  const envelope = (status: number, description: string, data?: unknown): void => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ status, description, data }));
  };
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://captain');
  if (pathname === '/checkhealth') return plain(200, randomUUID());
  if (!pathname.startsWith('/api/v2/')) return plain(404, 'Not Found');
  const namespace = request.headers['x-namespace'];
  if (namespace !== undefined && namespace !== 'captain') return envelope(1000, 'Namespace unknown');
  if (pathname === '/api/v2/login' && request.method === 'POST') {
    if (request.headers['content-type'] !== 'application/json') return envelope(1105, 'Password is empty.');
    return logIn(place, tokens, JSON.parse(body) as Credentials, envelope);
  }
  if (!pathname.startsWith('/api/v2/user/')) return plain(404, 'Not Found');
  const path = pathname.slice('/api/v2'.length);
  const webhook = path === '/user/apps/webhooks/triggerbuild';
  if (request.method !== 'GET' && !webhook && !tokens.has(String(request.headers['x-captain-auth'])))
    return envelope(1106, 'Auth token corrupted');
  if (request.method !== 'GET') {
    const given = request.headers['content-type'] === 'application/json' ? body : '{}';
    const said = caproverWrite(
      place,
      `${request.method} ${path}`,
      searchParams,
      JSON.parse(given) as Record<string, unknown>,
    );
    if (said === 'cut') return void response.destroy();
    return typeof said[1] === 'string' && said[0] < 1000 && said[0] > 199
      ? plain(said[0], said[1])
      : envelope(said[0], said[1]);
  }
  if (!tokens.has(String(request.headers['x-captain-auth']))) return envelope(1106, 'Auth token corrupted');
  if (place.says !== undefined) return envelope(place.says, 'Something went wrong');
  return userRoute(place, path, searchParams, envelope, plain);
}

type Credentials = { password?: string; otpToken?: string };
type Envelope = (status: number, description: string, data?: unknown) => void;

function logIn(place: Place, tokens: Set<string>, given: Credentials, envelope: Envelope): void {
  if (place.failures >= lockOutAfter) return envelope(1113, 'Too many wrong passwords! Wait.');
  const { password = '' } = given;
  if (password === '' || password.length > 29 || password !== place.password) {
    place.failures += 1;
    return envelope(1105, 'Password is incorrect.');
  }
  if (place.otpCodes.length > 0 && given.otpToken === undefined)
    return envelope(1114, 'Enter OTP token as well');
  if (place.otpCodes.length > 0 && !place.otpCodes.includes(given.otpToken ?? '')) {
    place.failures += 1;
    return envelope(1105, 'Password is incorrect.');
  }
  const token = `${randomUUID()}.jwt`;
  tokens.add(token);
  return envelope(100, 'Login succeeded', { token });
}

function userRoute(
  place: Place,
  path: string,
  query: URLSearchParams,
  envelope: Envelope,
  plain: (status: number, text: string) => void,
): void {
  if (path === '/user/apps/appDefinitions')
    return envelope(100, 'App definitions are retrieved.', {
      appDefinitions: place.apps,
      rootDomain: 'root.example.test',
      captainSubDomain: 'captain',
      defaultNginxConfig: 'server {}',
    });
  const [, name, logs] = /^\/user\/apps\/appData\/([\w-]+)(\/logs)?$/.exec(path) ?? [];
  if (name === undefined) return plain(404, 'Not Found');
  const app = place.apps.find((one) => one.appName === name);
  if (app === undefined)
    return envelope(1000, `App (${name}) could not be found. Make sure that you have created the app.`);
  if (logs !== undefined) {
    // The default destroys all that is not ASCII, and the frames' lengths with it.
    const encoding = (query.get('encoding') ?? 'ascii') as BufferEncoding;
    return envelope(100, 'App runtime logs are retrieved', {
      logs: multiplexed(place.log).toString(encoding),
    });
  }
  place.queue.onLook?.();
  return envelope(100, 'App build status retrieved', {
    isAppBuilding: app.isAppBuilding,
    isBuildFailed: place.build.isBuildFailed,
    logs: { lines: place.build.lines.slice(-50), firstLineNumber: 0 },
  });
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
