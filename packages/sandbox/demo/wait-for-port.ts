import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** Resolves once somebody accepts connections on that loopback port, or when the time is over. */
export async function waitForPort(port: number, timeoutMs: number): Promise<void> {
  const untilMs = performance.now() + timeoutMs;
  while (!(await accepts(port)) && performance.now() < untilMs) await delay(10);
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
