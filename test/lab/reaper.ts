import { spawn } from 'node:child_process';

/**
 * Takes our lab hosts down when this process is gone, however it went: the pipe to the reaper ends with us even under
 * SIGKILL. What it does then is `lab.sh reap`, which spares the hosts of everybody who is still there.
 */
export interface Reaper {
  /** Lets it go without waiting: for who has taken the hosts down already. */
  dismiss(): void;
}

// Again after a while: a host may have been on its way up when we were killed.
const script = `
trap '' INT TERM HUP
read -r dismissed && exit
for pause in 1 2 4; do "$1" reap; sleep $pause; done
`;

export function startReaper(labScript: string): Reaper {
  // Its own session, so that Ctrl-C in the terminal reaches us and not the reaper.
  const shell = spawn('/bin/sh', ['-c', script, 'resus-lab-reaper', labScript], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  shell.stdin.on('error', () => {
    // It was killed by hand: the next lab takes down what this one leaves.
  });
  shell.unref();
  return { dismiss: () => void shell.stdin.end('dismissed\n') };
}
