import { timingSafeEqual } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import ssh2, { type AuthContext, type Connection } from 'ssh2';
import type { Guard } from '../guard.ts';
import { serveSession } from './ssh-session.ts';
import type { SshKey } from './ssh-keys.ts';

export interface SshServer {
  port: number;
  /** Ends every connection and the processes started through it. */
  stop(): Promise<void>;
}

export interface SshServerOptions {
  hostKey: SshKey;
  /** The one key that may log in. */
  clientKey: SshKey;
  user: string;
  environment: Record<string, string>;
  directory: string;
  guard: Guard;
}

// sshd's own default (MaxSessions in sshd_config(5)): a client that needs more is wrong on real hosts too.
const maxSessions = 10;

export async function startSshServer(options: SshServerOptions): Promise<SshServer> {
  const connections = new Set<Connection>();
  const server = new ssh2.Server(
    { hostKeys: [options.hostKey.privateKey], ident: 'resus-demo' },
    (connection) => {
      connections.add(connection);
      // Without this Nagle's algorithm adds 40 ms to every command; `setNoDelay` is missing in the type.
      (connection as Connection & { setNoDelay(isOn: boolean): void }).setNoDelay(true);
      connection.on('error', () => connection.end()); // a client that broke off or is not one: nothing of ours failed
      connection.once('close', () => connections.delete(connection));
      connection.on('authentication', (attempt) => authenticate(attempt, options));
      serveSessions(connection, options);
    },
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    stop: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const connection of connections) connection.end();
      await closed;
    },
  };
}

function authenticate(attempt: AuthContext, { user, clientKey }: SshServerOptions): void {
  if (attempt.method !== 'publickey') return attempt.reject(['publickey']);
  const expected = clientKey.key.getPublicSSH();
  const isKnown =
    attempt.username === user &&
    attempt.key.algo === clientKey.key.type &&
    attempt.key.data.length === expected.length &&
    timingSafeEqual(attempt.key.data, expected);
  if (!isKnown) return attempt.reject(['publickey']);
  // Without a signature the client only asks whether this key would do.
  if (!attempt.signature || !attempt.blob) return attempt.accept();
  // A signature it cannot read is answered with an Error, which is as true as `true`; the type does not say so.
  const verdict: unknown = clientKey.key.verify(attempt.blob, attempt.signature, attempt.hashAlgo);
  if (verdict === true) return attempt.accept();
  return attempt.reject(['publickey']);
}

function serveSessions(connection: Connection, options: SshServerOptions): void {
  let open = 0;
  connection.on('session', (accept, reject) => {
    if (open >= maxSessions) {
      reject();
      return;
    }
    open += 1;
    serveSession(accept(), options, () => {
      open -= 1;
    });
  });
}
