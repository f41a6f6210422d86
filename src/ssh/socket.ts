import { connect, type Socket } from 'node:net';

/** A lost first packet is sent again after 1 s and 3 s; a host that took none of the three is not there. */
const connectLimitMs = 5_000;

/** Node gives up an address after 250 ms for the next one; a far host needs longer. */
const nextAddressAfterMs = 2_000;

export type SocketError = Error & { code?: string; level?: string };

/**
 * A TCP connection for ssh2, made here so that a host that is not there is told from one that is slow to log in, and
 * without Nagle's algorithm, which ssh2 leaves on: 40 ms on every small exchange.
 */
export function openSocket(address: string, port: number): Promise<Socket | { readonly error: SocketError }> {
  return new Promise((resolve) => {
    const socket = connect({
      host: address,
      port,
      noDelay: true,
      autoSelectFamilyAttemptTimeout: nextAddressAfterMs,
    });
    const fail = (error: SocketError) => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ error: sharedCauseOf(error) });
    };
    const timer = setTimeout(() => {
      fail(Object.assign(new Error(`no connection in ${connectLimitMs / 1000} s`), { code: 'ETIMEDOUT' }));
    }, connectLimitMs);
    socket.once('error', fail);
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.off('error', fail);
      resolve(socket);
    });
  });
}

/** Several addresses that fail give one error without a message; a refusal among them says the most. */
function sharedCauseOf(error: SocketError): SocketError {
  if (!(error instanceof AggregateError)) return error;
  const errors = error.errors as SocketError[];
  return errors.find((each) => each.code === 'ECONNREFUSED') ?? errors[0] ?? error;
}
