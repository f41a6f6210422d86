import { spawn } from 'node:child_process';
import type { Writable } from 'node:stream';

/**
 * Ends every registered process group, and removes `scratchDir`, when this process is gone, however it went: the guard
 * is a shell that reads group ids from a pipe, and the pipe ends with us even under SIGKILL, when no handler of ours runs.
 */
export interface Guard {
  watch(groupId: number): void;
  forget(groupId: number): void;
  /** Lets the guard do its work now; resolves when it has. */
  close(): Promise<void>;
}

const script = `
set -f
trap '' INT TERM HUP
groups=' '
while read -r operation group; do
  case $operation in
    watch) groups="$groups$group " ;;
    forget) case $groups in *" $group "*) groups="\${groups%% $group *} \${groups#* $group }" ;; esac ;;
  esac
done
for group in $groups; do kill -KILL "-$group"; done 2>/dev/null
rm -rf -- "$1"
`;

export function startGuard(scratchDir: string): Guard {
  // Its own session, so that Ctrl-C in the terminal reaches us and not the guard.
  const shell = spawn('/bin/sh', ['-c', script, 'resus-demo-guard', scratchDir], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const orders: Writable = shell.stdin;
  orders.on('error', () => {
    // The guard was killed by hand: the demo goes on, only its safety net is gone.
  });
  const ended = new Promise<void>((resolve) => shell.once('close', () => resolve()));
  shell.unref();
  return {
    watch: (groupId) => void orders.write(`watch ${groupId}\n`),
    forget: (groupId) => void orders.write(`forget ${groupId}\n`),
    close: async () => {
      shell.ref();
      orders.end();
      await ended;
    },
  };
}
