import { createServer, type Server, type Socket } from 'node:net';
import { refused, type Answer } from './answer.ts';
import { journalctl } from './journalctl.ts';
import { systemctl } from './systemctl.ts';
import type { Units } from './units.ts';

// A command line is short; whoever sends more is not one of the shims.
const maxRequestBytes = 65_536;

/**
 * Serves the demo's `systemctl` and `journalctl` on a unix socket. Request, then end of stream: the program's name, `1`
 * when asked through sudo else `0`, and its arguments, joined by NUL. Answer: `<exit code> <bytes of stdout> <bytes of
 * stderr>\n`, then both outputs.
 */
export function serveControl(units: Units, socketPath: string): Promise<Server> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => socket.destroy()); // the shim was killed while we answered
    void answer(units, socket);
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(socketPath, () => resolve(server));
  });
}

async function answer(units: Units, socket: Socket): Promise<void> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of socket as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > maxRequestBytes) return void socket.destroy();
    }
  } catch {
    return; // the connection broke: nobody is left to answer
  }
  const [program = '', root = '', ...args] = Buffer.concat(chunks).toString('utf8').split('\0');
  const { code, out, err } = await run(units, program, args, root === '1');
  const [outBytes, errBytes] = [Buffer.from(out), Buffer.from(err)];
  socket.end(
    Buffer.concat([Buffer.from(`${code} ${outBytes.length} ${errBytes.length}\n`), outBytes, errBytes]),
  );
}

function run(units: Units, program: string, args: string[], isRoot: boolean): Promise<Answer> {
  if (program === 'systemctl') return systemctl(units, args, isRoot);
  if (program === 'journalctl') return journalctl(units, args);
  return Promise.resolve(refused(`the demo's control socket does not run ${program}`, 127));
}
