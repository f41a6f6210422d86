import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createSecure } from 'node:https';
import type { AddressInfo } from 'node:net';

// What is watched by bench/watch.bench.ts, in a process of its own: `node watch-targets.ts key certificate`. Tells its two
// ports, and how many requests and connections it had, whenever it is asked.

const [key = '', certificate = ''] = process.argv.slice(2);
let requests = 0;
let connections = 0;
const answer: Parameters<typeof createServer>[1] = (_request, response) => {
  requests += 1;
  response.writeHead(200, { 'content-type': 'application/json' }).end('{"status":"healthy"}');
};
const plain = createServer(answer);
const secure = createSecure({ key: readFileSync(key), cert: readFileSync(certificate) }, answer);
for (const server of [plain, secure]) {
  server.keepAliveTimeout = 75_000; // what nginx has
  server.on('connection', () => (connections += 1));
}
const ports = await Promise.all(
  [plain, secure].map(
    (server) =>
      new Promise<number>((resolve) =>
        server.listen(0, '127.0.0.1', 4096, () => resolve((server.address() as AddressInfo).port)),
      ),
  ),
);
process.on('message', () => process.send?.({ requests, connections }));
process.on('disconnect', () => process.exit());
process.send?.({ ports });
