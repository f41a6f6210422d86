import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { log } from './log.mjs';
import { required, responseDelayMs } from './settings.mjs';

const port = Number(required('PORT'));
const apiUrl = required('API_URL');
const page = readFileSync(new URL('./shop.html', import.meta.url), 'utf8').replaceAll('{{api}}', apiUrl);

log('INFO', `Shop 2.0.1 starting (node ${process.version}, pid ${process.pid})`);

const server = createServer((request, response) => {
  delay(responseDelayMs).then(
    () => answer(request, response),
    (error) => log('ERROR', `${request.url} failed`, error),
  );
});

/**
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 */
function answer(request, response) {
  const { pathname } = new URL(request.url ?? '/', 'http://shop.localhost');
  if (pathname === '/') {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    response.end(page);
    return;
  }
  response.writeHead(pathname === '/health' ? 200 : 404, { 'content-type': 'application/json' });
  response.end(`${JSON.stringify({ status: pathname === '/health' ? 'healthy' : 'not found' })}\n`);
}

server.listen(port, '127.0.0.1', () => log('INFO', `Server listening on port ${port}`));
