// Loaded before a program that was started by `bound` (run.mjs): asks it to stop when whoever started it is gone.
import { Socket } from 'node:net';

const SECOND_ASK_MS = 15_000;

const fd = Number(process.env.RESUS_LIFELINE);
// What the program starts has files of its own under that number.
delete process.env.RESUS_LIFELINE;

if (fd > 0) {
  const lifeline = new Socket({ fd, readable: true, writable: false });
  const stop = () => {
    process.kill(process.pid, 'SIGTERM');
    // A program that hangs in its goodbye is not waited for: nobody is there to see it.
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), SECOND_ASK_MS).unref();
  };
  lifeline.once('close', stop);
  lifeline.on('error', () => {}); // 'close' follows
  lifeline.resume().unref();
}
