import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { failureOf, plainHost, serverName, type Failure } from './failure.ts';

/**
 * Node tries the next address of a name after 250 ms, and a far host that needs longer is then reported as a timeout.
 * Two seconds leave room for one lost packet.
 */
const nextAddressAfterMs = 2_000;

/** More than this to connect is a service that users cannot reach, whatever its answer would be. */
const connectLimitMs = 5_000;

export type Dialled<S extends Socket> = { readonly socket: S } | Failure;

/** Opens a TCP connection; never throws. The caller owns the socket. */
export function dial(
  host: string,
  port: number,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Dialled<Socket>> {
  const limitMs = Math.min(timeoutMs, connectLimitMs);
  const where = `${plainHost(host)}:${port}`;
  const socket = connectTcp({
    host: plainHost(host),
    port,
    noDelay: true,
    autoSelectFamilyAttemptTimeout: nextAddressAfterMs,
  });
  return settle(socket, 'connect', limitMs, `no connection to ${where} in ${seconds(limitMs)}`, signal);
}

/** The TLS handshake over a dialled socket. `rejectUnauthorized: false` in `options` leaves the judging to the caller. */
export function shakeHands(
  socket: Socket,
  host: string,
  options: ConnectionOptions,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Dialled<TLSSocket>> {
  const secure = connectTls({ socket, servername: serverName(plainHost(host)), ...options });
  const late = `connected, but no TLS handshake in ${seconds(timeoutMs)}`;
  return settle(secure, 'secureConnect', timeoutMs, late, signal).then((dialled) =>
    // a peer that hangs up in the handshake is a TLS fault to the user, not a reset of an answer
    'failure' in dialled && dialled.failure === 'reset' ? { ...dialled, failure: 'tls' } : dialled,
  );
}

function settle<S extends Socket>(
  socket: S,
  event: 'connect' | 'secureConnect',
  timeoutMs: number,
  late: string,
  signal: AbortSignal,
): Promise<Dialled<S>> {
  return new Promise((resolve) => {
    const finish = (result: Dialled<S>) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      if ('failure' in result) socket.destroy();
      resolve(result);
    };
    const stop = () => finish({ failure: 'other', detail: 'stopped' });
    const timer = setTimeout(() => finish({ failure: 'timed_out', detail: late }), timeoutMs);
    socket.on('error', (error) => finish(failureOf(error)));
    socket.once('close', () =>
      finish({ failure: 'reset', detail: 'the connection was closed while it was being made' }),
    );
    socket.once(event, () => finish({ socket }));
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
  });
}

export function seconds(ms: number): string {
  return `${Math.round(ms / 100) / 10} s`;
}
