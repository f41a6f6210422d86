import { timingSafeEqual, createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerText } from './answer.ts';

const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
const isSame = (a: string, b: string): boolean => timingSafeEqual(hash(a), hash(b));

/**
 * Who may come in. In the sandbox anyone can act as anyone, so the page is only for who has the secret printed at
 * start. Host and Origin are checked so that no web site in the same browser can reach it by a name it controls.
 */
export class Door {
  private readonly secret: string;
  private readonly port: () => number;

  constructor(secret: string, port: () => number) {
    this.secret = secret;
    this.port = port;
  }

  /** Why the request is refused, whatever it wants; undefined when it may go on. */
  whyNot(request: IncomingMessage): string | undefined {
    const names = ['127.0.0.1', 'localhost', '[::1]'].map((name) => `${name}:${this.port()}`);
    const { host = '', origin } = request.headers;
    if (!names.includes(host)) return 'The sandbox answers only on its own loopback address.';
    if (origin !== undefined && !names.some((name) => origin === `http://${name}`)) {
      return 'Requests from other origins are refused.';
    }
    return undefined;
  }

  isGuest(request: IncomingMessage): boolean {
    const cookies = (request.headers.cookie ?? '').split(/;\s*/);
    const mine = cookies.find((cookie) => cookie.startsWith(`${this.cookieName()}=`));
    return mine !== undefined && isSame(mine.slice(this.cookieName().length + 1), this.secret);
  }

  /** Takes `?key=…`: the right one becomes a cookie and the address loses it. True when the request is answered. */
  admit(request: IncomingMessage, response: ServerResponse): boolean {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const key = url.searchParams.get('key');
    if (key === null) return false;
    if (!isSame(key, this.secret)) {
      answerText(response, 401, 'That key is not the one printed at start.');
      return true;
    }
    url.searchParams.delete('key');
    response.writeHead(302, {
      'set-cookie': `${this.cookieName()}=${this.secret}; Path=/; HttpOnly; SameSite=Strict`,
      location: `/${url.pathname.replace(/^\/+/, '')}${url.search}`,
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    });
    response.end();
    return true;
  }

  /** Cookies are shared by all ports of a host: the port in the name keeps two sandboxes apart. */
  private cookieName(): string {
    return `workspace_${this.port()}`;
  }
}
