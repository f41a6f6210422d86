// The same as control-client.pl, for machines without Perl; the protocol is in units/control.ts.
import { createConnection } from 'node:net';
import { env, exit, stderr, stdout } from 'node:process';

const [program = '', ...args] = process.argv.slice(2);
const manager = createConnection(env['RESUS_DEMO_CONTROL'] ?? '');
manager.on('error', (error) => {
  stderr.write(`${program}: the demo's process manager is gone: ${error.message}\n`);
  exit(1);
});
manager.end([program, env['RESUS_DEMO_ROOT'] ? '1' : '0', ...args].join('\0'));

const chunks = [];
for await (const chunk of manager) chunks.push(chunk);
const answer = Buffer.concat(chunks);
const headEnd = answer.indexOf('\n');
const [code = 1, outBytes = 0] = answer.subarray(0, headEnd).toString().split(' ').map(Number);
const body = answer.subarray(headEnd + 1);
await new Promise((resolve) => stdout.write(body.subarray(0, outBytes), resolve));
await new Promise((resolve) => stderr.write(body.subarray(outBytes), resolve));
exit(code);
