import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';

/**
 * A relay that hands on every byte `delayMs` later, in order: a far host on this machine. It runs in a worker so that
 * it costs the measured program no time. What it does not imitate: the TCP handshake and slow start of a far link.
 */
const { host, port, delayMs } = workerData as { host: string; port: number; delayMs: number };

function pass(from: Socket, to: Socket): void {
  from.on('data', (chunk) => setTimeout(() => to.write(chunk), delayMs));
  from.on('end', () => setTimeout(() => to.end(), delayMs));
  from.on('error', () => to.destroy());
}

const server = createServer({ noDelay: true }, (near) => {
  const far = connect({ host, port, noDelay: true });
  pass(near, far);
  pass(far, near);
});
server.listen(0, '127.0.0.1', () => {
  // eslint-disable-next-line unicorn/require-post-message-target-origin -- a worker's port has none
  parentPort?.postMessage((server.address() as AddressInfo).port);
});
