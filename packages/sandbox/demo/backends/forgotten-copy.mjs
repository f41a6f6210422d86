// An old copy of a service that somebody started by hand and forgot: it holds the port and serves nobody.
import { createServer } from 'node:http';

const port = Number(process.argv[2]);
createServer((_request, response) => {
  response.writeHead(503, { 'content-type': 'text/plain' });
  response.end('maintenance copy: no database\n');
}).listen(port, '127.0.0.1', () => process.stdout.write(`holding port ${port}\n`));
