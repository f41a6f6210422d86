/** How a process ended: by itself with a code, or by a signal. */
export type Exit = { code: number } | { signal: NodeJS.Signals };

// The names systemd prints behind an exit code (systemd.exec(5), "Process Exit Codes"); the others it calls n/a.
const names: Record<number, string> = {
  0: 'SUCCESS',
  1: 'FAILURE',
  2: 'INVALIDARGUMENT',
  3: 'NOTIMPLEMENTED',
  4: 'NOPERMISSION',
  5: 'NOTINSTALLED',
  6: 'NOTCONFIGURED',
  7: 'NOTRUNNING',
  200: 'CHDIR',
  203: 'EXEC',
};

const numbers: Partial<Record<NodeJS.Signals, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGILL: 4,
  SIGABRT: 6,
  SIGFPE: 8,
  SIGKILL: 9,
  SIGSEGV: 11,
  SIGPIPE: 13,
  SIGTERM: 15,
};

const cleanSignals: readonly NodeJS.Signals[] = ['SIGHUP', 'SIGINT', 'SIGPIPE', 'SIGTERM'];

export function isClean(exit: Exit): boolean {
  return 'code' in exit ? exit.code === 0 : cleanSignals.includes(exit.signal);
}

/** `code=exited, status=1/FAILURE`, `code=killed, status=9/KILL` */
export function describeExit(exit: Exit): string {
  if ('code' in exit) return `code=exited, status=${exit.code}/${names[exit.code] ?? 'n/a'}`;
  return `code=killed, status=${numbers[exit.signal] ?? 0}/${exit.signal.replace(/^SIG/, '')}`;
}

/** ExecMainCode is waitid(2)'s si_code (1 exited, 2 killed), ExecMainStatus the exit code or the signal's number. */
export function execMain(exit: Exit): { code: number; status: number } {
  return 'code' in exit ? { code: 1, status: exit.code } : { code: 2, status: numbers[exit.signal] ?? 0 };
}
