import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { personOn, type Person } from './act/person.ts';
import type { Desk } from './desk.ts';
import { Door } from './http/door.ts';
import { createRoutes, type RouteHandler } from './http/routes.ts';
import { Conversations } from './talk/conversations.ts';
import { Files } from './talk/files.ts';
import { createTsClock, type Ephemeral, type FileRecord, type Message } from './talk/message.ts';
import { Tickets } from './talk/tickets.ts';
import { type View, Views } from './talk/views.ts';
import { defaultSeed, type TeamSeed } from './team/seed.ts';
import { Team } from './team/team.ts';
import { type CallRecord, Calls } from './wire/calls.ts';
import { type Change, Changes } from './wire/changes.ts';
import { ACK_WITHIN_MS, Envelopes, EVENT_RETRIES_MS } from './wire/envelopes.ts';
import { Faults } from './wire/faults.ts';
import { createHttpLine } from './wire/http-line.ts';
import { Limits } from './wire/limits.ts';
import type { Envelope, Outcome } from './wire/line.ts';
import { createSocketLine } from './wire/socket-line.ts';
import { Sockets } from './wire/sockets.ts';

export type WorkspaceOptions = Partial<TeamSeed> & {
  /** 0 or left out: any free port. */
  port?: number;
  /** The key of the page; random when left out. */
  secret?: string;
  /** Serves `/` and the page's assets. */
  staticHandler?: RouteHandler;
  /** Serves what else stands behind the page's key, such as the demo panel. */
  extraRoutes?: RouteHandler;
  /** Scopes granted to the bot token, checked per method; all of them when left out. */
  scopes?: readonly string[];
  /** The app's event subscriptions. */
  events?: readonly string[];
  /** Slack's 3 s; shorter only where a test waits for a timeout. */
  ackWithinMs?: number;
  /** When an unacked event is sent again, after its timeout. */
  eventRetriesMs?: readonly number[];
  /** Slack's rate limits, on when left out. Off only where a test is about something else and says so. */
  limits?: boolean;
  /** What a text-only `chat.update` leaves standing: `blocks`, as Slack's reference says, when left out. */
  updateKeeps?: 'blocks' | 'nothing';
  /** How long after its completion a file is shown, and known to `files.info`. */
  shareFilesAfterMs?: number;
};

export type Workspace = {
  port: number;
  /** For SLACK_API_URL. */
  apiUrl: string;
  /** With the key in it. */
  pageUrl: string;
  botToken: string;
  appToken: string;
  signingSecret: string;
  team: Team;
  faults: Faults;
  sockets: Sockets;
  /** What was sent to the app, and `redeliver` to send one again. */
  envelopes: { sent(): readonly Envelope[]; redeliver(envelope: Envelope): Promise<Outcome> };
  /** From now on posts signed requests to this url, as Slack does to an app without Socket Mode. */
  deliverTo(requestUrl: string): void;
  as(userId: string): Person;
  /** By id or name; oldest first, replies among them. */
  messages(channel: string): readonly Message[];
  /** The parent and its replies, oldest first. */
  thread(channel: string, ts: string): readonly Message[];
  ephemerals(userId: string): readonly Ephemeral[];
  files(): readonly FileRecord[];
  fileBytes(id: string): Buffer | undefined;
  /** The person's open modals, lowest first. */
  views(userId: string): readonly View[];
  home(userId: string): View | undefined;
  calls(method?: string): readonly CallRecord[];
  until: Changes['until'];
  /** Hears everything that changes; returns the function that stops. */
  listen: Changes['listen'];
  /** Tells the page something that is not the workspace's own, such as the demo's state. */
  broadcast(change: Change): void;
  stop(): Promise<void>;
};

/** Slack shares a completed upload a little later: the answer never holds the message's ts. */
const SHARE_FILES_AFTER_MS = 30;

/** Enough for mentions, direct messages and the home tab; each more is a payload the bot must ack. */
const EVENTS = ['app_mention', 'message.im', 'app_home_opened'];

function createDesk(options: WorkspaceOptions): Desk {
  const changes = new Changes();
  const team = new Team({ ...defaultSeed, ...options });
  const sockets = new Sockets(changes, team.appId);
  return {
    team,
    changes,
    sockets,
    conversations: new Conversations(changes, createTsClock()),
    views: new Views(changes),
    files: new Files(changes),
    tickets: new Tickets(),
    envelopes: new Envelopes(
      createSocketLine(sockets, options.ackWithinMs ?? ACK_WITHIN_MS),
      options.eventRetriesMs ?? EVENT_RETRIES_MS,
    ),
    faults: new Faults(options.limits),
    limits: new Limits(),
    calls: new Calls(),
    tokens: {
      bot: `xoxb-${randomBytes(18).toString('hex')}`,
      app: `xapp-${randomBytes(18).toString('hex')}`,
    },
    scopes: options.scopes && new Set(options.scopes),
    events: new Set(options.events ?? EVENTS),
    updateKeeps: options.updateKeeps ?? 'blocks',
    shareFilesAfterMs: options.shareFilesAfterMs ?? SHARE_FILES_AFTER_MS,
    statuses: new Map(),
    origin: '',
  };
}

/** What tests read of the desk; copies, so that a snapshot taken stays as it was. */
function readers(desk: Desk) {
  const idOf = (channel: string): string => desk.team.findChannel(channel)?.id ?? channel;
  return {
    messages: (channel: string) => [...desk.conversations.in(idOf(channel))],
    thread: (channel: string, ts: string) => desk.conversations.thread(idOf(channel), ts),
    ephemerals: (userId: string) => desk.conversations.ephemerals.filter((one) => one.user === userId),
    files: () => [...desk.files.complete.values()],
    fileBytes: (id: string) => desk.files.bytesOf(id),
    views: (userId: string) => [...desk.views.of(userId)],
    home: (userId: string) => desk.views.homes.get(userId),
    calls: (method?: string) => desk.calls.of(method),
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      const advice = `The sandbox cannot listen on 127.0.0.1:${port} (${cause.message}). Choose another port.`;
      reject(new Error(advice, { cause }));
    });
    server.listen(port, '127.0.0.1', resolve);
  });
}

/** Starts a local stand-in for Slack on loopback: Web API, Socket Mode, the page's API and a driver for tests. */
export async function startWorkspace(options: WorkspaceOptions = {}): Promise<Workspace> {
  const desk = createDesk(options);
  const signingSecret = randomBytes(16).toString('hex');
  const secret = options.secret ?? randomBytes(24).toString('base64url');
  const server = createServer();
  // Node closes an idle connection after 5 s; a browser that posts at that moment gets a reset and may not repeat it.
  server.keepAliveTimeout = 120_000;
  const port = (): number => (server.address() as AddressInfo).port;
  const door = new Door(secret, port);
  const extra = [options.extraRoutes, options.staticHandler].filter((one) => one !== undefined);
  const routes = createRoutes(desk, door, extra);
  server.on('request', (request, response) => void routes(request, response));
  server.on('upgrade', (request, stream, head) => {
    stream.on('error', () => stream.destroy());
    const isLink = request.url?.startsWith('/link?') === true;
    if (isLink && door.whyNot(request) === undefined) desk.sockets.upgrade(request, stream, head);
    else stream.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
  });
  await listen(server, options.port ?? 0);
  desk.origin = `http://127.0.0.1:${port()}`;
  return {
    port: port(),
    apiUrl: `${desk.origin}/api/`,
    pageUrl: `${desk.origin}/?key=${secret}`,
    botToken: desk.tokens.bot,
    appToken: desk.tokens.app,
    signingSecret,
    team: desk.team,
    faults: desk.faults,
    sockets: desk.sockets,
    envelopes: {
      sent: () => [...desk.envelopes.sent],
      redeliver: (envelope) => desk.envelopes.redeliver(envelope),
    },
    deliverTo: (requestUrl) =>
      desk.envelopes.use(createHttpLine(requestUrl, signingSecret, options.ackWithinMs ?? ACK_WITHIN_MS)),
    as: (userId) => personOn(desk, userId),
    ...readers(desk),
    until: (look, timeoutMs) => desk.changes.until(look, timeoutMs),
    listen: (listener) => desk.changes.listen(listener),
    broadcast: (change) => desk.changes.emit(change),
    stop: async () => {
      desk.envelopes.stop();
      desk.sockets.stop();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
