import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { askCache } from './cache-client.mjs';
import { log } from './log.mjs';
import { required, responseDelayMs } from './settings.mjs';

const port = Number(required('PORT'));
const cacheUrl = required('CACHE_URL');
const secretKey = required('PAYMENTS_SECRET_KEY');

log('INFO', `Payments API 1.4.2 starting (node ${process.version}, pid ${process.pid})`);

const server = createServer((request, response) => {
  answer(request, response).catch((error) => {
    log('ERROR', `${request.method} ${request.url} failed`, error);
    send(response, 500, { error: 'internal error' });
  });
});

/**
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 */
async function answer(request, response) {
  await delay(responseDelayMs);
  const { pathname } = new URL(request.url ?? '/', 'http://api.localhost');
  if (pathname === '/health') return health(response);
  if (pathname === '/payments') {
    const id = await askCache(cacheUrl, 'INCR payments:next');
    const receipt = createHmac('sha256', secretKey).update(id).digest('hex').slice(0, 12);
    return send(response, 200, { id: Number(id), receipt });
  }
  if (pathname === '/') return send(response, 200, { service: 'payments', version: '1.4.2' });
  return send(response, 404, { error: 'not found' });
}

/** @param {import('node:http').ServerResponse} response */
async function health(response) {
  try {
    await askCache(cacheUrl, 'PING');
    return send(response, 200, { status: 'healthy', cache: 'ok' });
  } catch (error) {
    reportCache(error);
    return send(response, 503, {
      status: 'unhealthy',
      cache: error instanceof Error ? error.message : 'unknown',
    });
  }
}

/** @param {unknown} error */
function reportCache(error) {
  const reason = error instanceof Error ? error.message : String(error);
  log('ERROR', `Redis connection to ${new URL(cacheUrl).host} failed: ${reason}`, error);
}

/**
 * @param {import('node:http').ServerResponse} response
 * @param {number} status
 * @param {object} body
 */
function send(response, status, body) {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(`${JSON.stringify(body)}\n`);
}

await askCache(cacheUrl, 'PING').then(
  () => log('INFO', `Redis connection initialized (${new URL(cacheUrl).host})`),
  reportCache,
);
server.listen(port, '127.0.0.1', () => log('INFO', `Server listening on port ${port}`));
