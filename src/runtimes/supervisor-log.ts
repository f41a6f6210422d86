import { lines } from '#probes/shell.ts';

export type SupervisorLog = {
  readonly nowMs?: number;
  /** Ends that nobody asked for, within two minutes. */
  readonly exitsLately: number;
  readonly exitCode?: number;
  readonly signal?: string;
  /** Whether supervisor was told to expect the last end. */
  readonly expected?: boolean;
  readonly quote?: string;
};

const latelyMs = 120_000;

/**
 * Reads supervisord's own log about one program. Its times are the host's local ones: only distances are used.
 */
export function readSupervisorLog(text: string, program: string): SupervisorLog {
  const now = /^resus-now (\d+) (\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)$/m.exec(text);
  const nowLocal = now === null ? undefined : Date.parse(`${now[2]}T${now[3]}Z`);
  const ends = lines(text).flatMap((line) => {
    const match =
      /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d),\d+ \w+ exited: (\S+) \((?:exit status (\d+)|terminated by SIG(\w+)[^;]*); (not expected|expected)\)/.exec(
        line,
      );
    if (match === null || match[3] !== program) return [];
    return [
      {
        line,
        atMs: Date.parse(`${match[1]}T${match[2]}Z`),
        code: match[4],
        signal: match[5],
        expected: match[6] === 'expected',
      },
    ];
  });
  const last = ends.at(-1);
  const lately =
    nowLocal === undefined
      ? []
      : ends.filter(({ atMs, expected }) => !expected && nowLocal - atMs <= latelyMs);
  const tail = lines(text)
    .filter((line) => /(?:exited|gave up|spawned|entered)/.test(line))
    .slice(-4);
  return {
    exitsLately: lately.length,
    ...(now === null ? {} : { nowMs: Number(now[1]) * 1000 }),
    ...(last?.code === undefined ? {} : { exitCode: Number(last.code) }),
    ...(last?.signal === undefined ? {} : { signal: last.signal }),
    ...(last === undefined ? {} : { expected: last.expected, quote: tail.join('\n') }),
  };
}
