import { connect } from 'node:net';

/**
 * Sends one command to the cache (Redis protocol) and resolves with the first line of its reply.
 * @param {string} url
 * @param {string} command
 * @returns {Promise<string>}
 */
export function askCache(url, command, timeoutMs = 1_000) {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port) });
    socket.setTimeout(timeoutMs, () =>
      socket.destroy(new Error(`no answer from the cache in ${timeoutMs} ms`)),
    );
    socket.once('error', reject);
    socket.once('data', (reply) => {
      socket.end();
      const line = reply.toString().split('\r\n')[0] ?? '';
      if (line.startsWith('-')) reject(new Error(`the cache refused ${command}: ${line.slice(1)}`));
      else resolve(line.slice(1));
    });
    socket.write(`${command}\r\n`);
  });
}
