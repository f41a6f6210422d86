// Stands in for redis-server on machines that have none: the few commands the demo uses, in Redis's inline protocol.
import { createServer } from 'node:net';

const port = Number(process.argv[2]);
const values = new Map();

const server = createServer({ allowHalfOpen: true }, (socket) => {
  socket.on('error', () => socket.destroy());
  socket.setEncoding('utf8');
  let text = '';
  socket.on('data', (chunk) => {
    const lines = (text + chunk).split('\r\n');
    text = lines.pop() ?? '';
    for (const line of lines) socket.write(reply(line.split(' ')));
  });
  socket.on('end', () => socket.end());
});

/** @param {string[]} words */
function reply([command = '', key = '']) {
  if (command.toUpperCase() === 'PING') return '+PONG\r\n';
  if (command.toUpperCase() !== 'INCR') return `-ERR unknown command '${command}'\r\n`;
  values.set(key, (values.get(key) ?? 0) + 1);
  return `:${values.get(key)}\r\n`;
}

server.listen(port, '127.0.0.1', () => process.stdout.write('Ready to accept connections tcp\n'));
