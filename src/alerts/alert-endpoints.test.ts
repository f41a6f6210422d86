import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { createQuietLog } from '#test/quiet-log.ts';
import { createAlertEndpoints } from './alert-endpoints.ts';
import { scaled } from '#test/scaled.ts';

let server: Server;
const counted: string[] = [];
afterEach(() => {
  counted.length = 0;
  server.close();
  server.closeAllConnections();
});

async function listen(bodyWithinMs: number): Promise<number> {
  const listener = createAlertEndpoints({
    guard: () => ({ outcome: 'admitted' }),
    accept: async (endpoint) => ({ status: 200, text: `${endpoint} stored`, counts: { stored: 1 } }),
    count: (endpoint, outcome, by) => void counted.push(`${endpoint} ${outcome} ${by}`),
    bodyWithinMs,
    log: createQuietLog(),
  });
  server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

test('a body that stops in the middle is given up, its connection closed; others are served meanwhile', async () => {
  const port = await listen(500);
  const slow = connect(port, '127.0.0.1').setEncoding('utf8');
  let answer = '';
  slow.on('data', (text) => (answer += String(text)));
  slow.write('POST /alerts/grafana HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n{"a');
  const other = await fetch(`http://127.0.0.1:${port}/alerts/deploys?from=ci`, {
    method: 'POST',
    body: '{}',
  });
  expect(await other.text()).toBe('deploys stored\n');
  expect(answer).toBe('');
  await once(slow, 'close');
  expect(answer).toMatch(/^HTTP\/1\.1 408 [\s\S]*connection: close[\s\S]*the body did not come in time\n/i);
  expect(counted).toEqual(['deploys stored 1', 'grafana refused 1']);
});

test('a sender that hangs up in the middle is counted, and nobody waits for it', async () => {
  const port = await listen(60_000);
  const gone = connect(port, '127.0.0.1');
  gone.write('POST /alerts/grafana HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n{"a', () =>
    gone.destroy(),
  );
  await expect.poll(() => counted).toEqual(['grafana refused 1']);
});

test('two deliveries on one connection are two answers', async () => {
  const port = await listen(1_000);
  const twice = connect(port, '127.0.0.1').setEncoding('utf8');
  let answers = '';
  twice.on('data', (text) => (answers += String(text)));
  const one = 'POST /alerts/generic HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n{}';
  twice.write(one + one);
  await expect.poll(() => answers.match(/generic stored/g)?.length).toBe(2);
  twice.destroy();
});

const statusOf = async (one: Socket): Promise<string> => {
  const [text] = (await once(one, 'data')) as [string];
  one.destroy();
  return text.slice(9, 12);
};

const end = (opened: readonly Socket[]): Promise<string[]> => {
  const answers = Promise.all(opened.map((one) => statusOf(one)));
  for (const one of opened) one.write('"');
  return answers;
};

test('deliveries under way hold 32 MB together at most; what is more is asked to come again, and later is taken', {
  timeout: scaled(20_000),
}, async () => {
  const port = await listen(20_000);
  const heard: Socket[] = [];
  server.on('connection', (socket) => heard.push(socket));
  const size = 1024 * 1024;
  /** All but the last byte, once all of that is there. */
  const begin = async (n: number): Promise<Socket[]> => {
    heard.length = 0;
    const opened = Array.from({ length: n }, () => connect(port, '127.0.0.1').setEncoding('utf8'));
    const head = `POST /alerts/grafana HTTP/1.1\r\nhost: x\r\ncontent-length: ${size}\r\n\r\n`;
    for (const one of opened) one.write(`${head}"${'x'.repeat(size - 2)}`);
    const read = (): number => heard.reduce((sum, { bytesRead }) => sum + bytesRead, 0);
    await expect.poll(read, { timeout: scaled(10_000) }).toBe(n * (head.length + size - 1));
    return opened;
  };
  const statuses = await end(await begin(40));
  const taken = statuses.filter((status) => status === '200').length;
  expect(statuses.filter((status) => status === '503').length).toBe(40 - taken);
  expect(taken).toBeLessThanOrEqual(32);
  expect(taken).toBeGreaterThanOrEqual(8);
  expect(await end(await begin(1))).toEqual(['200']);
});
