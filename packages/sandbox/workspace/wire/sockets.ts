import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Changes } from './changes.ts';

/** Slack's own limits: connections per app, life of a ws url, and the warning before a recycle. */
const CONNECTIONS_MAX = 10;
const TICKET_LIFE_MS = 30_000;
const WARNING_MS = 10_000;
/** The client gives a link up after 30 s without a ping. */
const PING_EVERY_MS = 5000;

/** Retiring: warned, still open, and passed over while another is there. */
type Link = { socket: WebSocket; isRetiring: boolean; isAlive: boolean };

/** The Socket Mode connections of the app. Frames go to one of them in turn, as Slack does. */
export class Sockets {
  private readonly server = new WebSocketServer({ noServer: true });
  private readonly tickets = new Map<string, number>();
  private readonly links = new Set<Link>();
  /** Half open: the app still believes in them. */
  private readonly frozen = new Set<WebSocket>();
  private readonly changes: Changes;
  private readonly appId: string;
  private readonly pings: NodeJS.Timeout;
  private turn = 0;
  /** Takes what the app sends, parsed. */
  onFrame: (frame: unknown) => void = () => {};

  constructor(changes: Changes, appId: string) {
    this.changes = changes;
    this.appId = appId;
    this.pings = setInterval(() => this.ping(), PING_EVERY_MS).unref();
  }

  /** Those through which something comes. */
  get connected(): number {
    return [...this.links].filter(({ socket }) => !this.frozen.has(socket)).length;
  }

  /** The path of a new connection; good for one use. */
  issuePath(): string {
    const ticket = randomBytes(18).toString('base64url');
    this.tickets.set(ticket, Date.now() + TICKET_LIFE_MS);
    return `/link?ticket=${ticket}&app_id=${this.appId}`;
  }

  /** Takes a connection whose url was issued and not used; refuses any other. */
  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    const ticket = new URL(request.url ?? '/', 'ws://localhost').searchParams.get('ticket') ?? '';
    const expiresAt = this.tickets.get(ticket) ?? 0;
    this.tickets.delete(ticket);
    if (Date.now() > expiresAt) {
      stream.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
      return;
    }
    this.server.handleUpgrade(request, stream, head, (socket) => this.welcome(socket));
  }

  /** Sends to one open connection, the next in turn; false when there is none. */
  send(frame: object): boolean {
    const open = [...this.links].filter((link) => link.socket.readyState === link.socket.OPEN);
    const willing = open.filter((link) => !link.isRetiring);
    const usable = willing.length > 0 ? willing : open;
    this.turn += 1;
    const link = usable[this.turn % Math.max(usable.length, 1)];
    if (!link) return false;
    if (!this.frozen.has(link.socket)) link.socket.send(JSON.stringify(frame));
    return true;
  }

  /** Slack's polite end of a connection: a warning, later the request to refresh, then the close. */
  async recycle(options: { all?: boolean; warningMs?: number } = {}): Promise<void> {
    const chosen = [...this.links].slice(0, options.all ? undefined : 1);
    await Promise.all(chosen.map((link) => this.retire(link, options.warningMs ?? WARNING_MS)));
  }

  /** Cuts connections without a word, as a lost network does. */
  kill(options: { all?: boolean } = {}): void {
    for (const link of [...this.links].slice(0, options.all === false ? 1 : undefined))
      link.socket.terminate();
  }

  /** One connection's network dies: nothing comes through any more, and neither side is told. */
  freeze(): void {
    const [link] = [...this.links].filter(({ socket }) => !this.frozen.has(socket));
    if (!link) return;
    this.frozen.add(link.socket);
    link.socket.pause();
    this.announce();
  }

  stop(): void {
    clearInterval(this.pings);
    this.kill();
    for (const socket of this.frozen) socket.terminate();
    this.server.close();
  }

  private welcome(socket: WebSocket): void {
    if (this.links.size >= CONNECTIONS_MAX) {
      socket.send(JSON.stringify({ type: 'disconnect', reason: 'too_many_websockets' }));
      socket.close();
      return;
    }
    const link: Link = { socket, isRetiring: false, isAlive: true };
    this.links.add(link);
    socket.on('pong', () => {
      link.isAlive = true;
    });
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      this.frozen.delete(socket);
      this.forget(link);
    });
    socket.on('message', (data, isBinary) => {
      if (!isBinary && Buffer.isBuffer(data)) this.take(data.toString());
    });
    socket.send(
      JSON.stringify({
        type: 'hello',
        num_connections: this.links.size,
        connection_info: { app_id: this.appId },
        debug_info: { host: 'sandbox', build_number: 1, approximate_connection_time: 18_060 },
      }),
    );
    this.announce();
  }

  private forget(link: Link): void {
    this.links.delete(link);
    this.announce();
  }

  private take(text: string): void {
    try {
      this.onFrame(JSON.parse(text));
    } catch {
      // Slack ignores frames that are no JSON.
    }
  }

  private announce(): void {
    this.changes.emit({ type: 'sockets', connected: this.connected });
  }

  private async retire(link: Link, warningMs: number): Promise<void> {
    const closed = new Promise<void>((resolve) => link.socket.once('close', () => resolve()));
    const say = (reason: string): void =>
      link.socket.send(JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'sandbox' } }));
    link.isRetiring = true;
    say('warning');
    const end = setTimeout(() => {
      if (link.socket.readyState !== link.socket.OPEN) return;
      say('refresh_requested');
      link.socket.close(1000);
    }, warningMs);
    await closed;
    clearTimeout(end);
  }

  /** A link that did not answer the last ping is half open: Slack drops it. Of a frozen one the app does not hear that. */
  private ping(): void {
    for (const link of this.links) {
      const isFrozen = this.frozen.has(link.socket);
      if (!link.isAlive) {
        if (isFrozen) this.forget(link);
        else link.socket.terminate();
        continue;
      }
      link.isAlive = false;
      if (isFrozen) continue;
      link.socket.ping('Ping from the sandbox');
    }
  }
}
