import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A page on loopback that answers with the status it is told to. */
export async function startWeb(status: number) {
  let now = status;
  const failedAt: number[] = [];
  const server = createServer((_request, response) => {
    if (now !== 200) failedAt.push(Date.now());
    response.writeHead(now).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/health`,
    /** When it answered with anything but 200. */
    failedAt,
    answer: (next: number): void => {
      now = next;
    },
    stop: (): void => {
      server.close();
      server.closeAllConnections();
    },
  };
}
