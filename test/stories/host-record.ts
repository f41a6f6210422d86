import type { ActingHost } from '#test/actions/acting-host.ts';

/** What the host itself recorded, past Resus. */
export type HostRecord = {
  /** Of the public URL, in the proxy's own log; ms, to the second. */
  readonly firstBadAt: number;
  readonly lastBadAt: number;
  /** The first good answer after the last bad one. */
  readonly goodAgainAt: number;
  /** What the login ran as root and may change something, oldest first. */
  readonly sudo: readonly { readonly at: number; readonly command: string }[];
  readonly journal: string;
};

export async function readHostRecord(web: ActingHost): Promise<HostRecord> {
  const answers = [
    ...(await web.must('cat /var/log/nginx/access.log')).matchAll(/\[([^\]]+)\] "GET \/health \S+" (\d+) /g),
  ].map(([, at = '', status]) => ({ at: logTime(at), status: Number(status) }));
  const bad = answers.filter(({ status }) => status !== 200);
  const lastBadAt = bad.at(-1)?.at ?? NaN;
  const sudo = await web.must('journalctl -q -t sudo -o short-unix');
  return {
    firstBadAt: bad[0]?.at ?? NaN,
    lastBadAt,
    goodAgainAt: answers.find(({ at }) => at > lastBadAt)?.at ?? NaN,
    sudo: [...sudo.matchAll(/^(\d+\.\d+) .* COMMAND=(\S+)\/(systemctl|resus-step) (.*)$/gm)]
      .map(([, at, dir = '', program = '', words = '']) => ({
        at: Number(at) * 1000,
        // The login types `systemctl`, and the full path of what is only ours.
        command: `${program === 'systemctl' ? program : `${dir}/${program}`} ${words}`,
      }))
      .filter(({ command }) => !looks.test(command)),
    journal: await web.must('journalctl -q -u payments-backend -o cat'),
  };
}

/** Operations of the helper that change nothing: probes ask for them. */
const looks = / (?:env-names|read-log)(?: |$)/;

/** `21/Nov/2026:08:12:29 +0000` */
function logTime(text: string): number {
  return Date.parse(text.replaceAll('/', ' ').replace(':', ' '));
}
