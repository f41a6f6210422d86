import { quote } from '#base/quote.ts';

/** TERM lets a command tidy up; after this it is killed. */
export const killAfterMs = 5_000;

export type CommandText = {
  readonly command: string;
  readonly timeoutMs: number;
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
};

/**
 * The group shell: tells its leader's pid, which also cuts off what rc files have said, and outlives TERM so that
 * `timeout` goes on to KILL.
 */
const group = `
_c=$RESUS_COMMAND _p=$$
[ "$RESUS_LEADER" != timeout ] || _p=$PPID
printf '%s\\n' "$RESUS_NONCE" >&2
printf '%s %s\\n' "$RESUS_NONCE" $_p
unset RESUS_COMMAND RESUS_LEADER RESUS_NONCE
trap : TERM
if [ -n "\${RESUS_STDIN+set}" ]; then printf %s "$RESUS_STDIN" | ( unset RESUS_STDIN; eval "$_c" ); else ( eval "$_c" ); fi
`;

/**
 * The input of `exec sh` for one command. A later line on standard input orders it to stop, and so does the end of
 * input: a lost connection ends the command. The host's own limit is only for the case that it never notices the
 * loss, so it is longer than ours.
 */
export function commandText(nonce: string, { command, timeoutMs, stdin, env }: CommandText): string {
  const seconds = Math.ceil(timeoutMs / 1000) + 2;
  const variables = Object.entries({ LC_ALL: 'C', LANG: 'C', SYSTEMD_COLORS: '0', TERM: 'dumb', ...env });
  const exported = variables.map(([name, value]) => `export ${name}=${quote(value)}\n`).join('');
  const input = stdin === undefined ? '' : `RESUS_STDIN=${quote(stdin)} `;
  return `{
${exported}PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
exec 3<&0
L= M=
case $(timeout --version 2>&1) in *oreutils*) M=timeout L='timeout -k ${killAfterMs / 1000} ${seconds}' ;;
*) if command -v setsid >/dev/null 2>&1; then L=setsid; elif [ -n "$BASH_VERSION" ]; then set -m; fi ;; esac
RESUS_NONCE=${nonce} RESUS_LEADER=$M ${input}RESUS_COMMAND=${quote(command)} $L sh -c ${quote(group)} </dev/null 3<&- &
p=$!
{ read -r x <&3; kill -TERM -$p || kill -TERM $p; [ -n "$M" ] || { sleep ${killAfterMs / 1000}; kill -KILL -$p; }
} >/dev/null 2>&1 & w=$!
exec 3<&-
wait $p; r=$?
kill $w 2>/dev/null
exit $r
}
`;
}

/**
 * Ends with 0 when nothing is left of the process group, after killing what is left if need be. A zombie is gone: it
 * only waits to be counted by its parent. A member of another user (sudo) cannot be signalled, but it is there.
 */
export function goneText(pid: number): string {
  return `left() {
  if t=$(ps -A -o pgid= -o stat= 2>/dev/null || ps -o pgid,stat 2>/dev/null); then
    printf '%s\\n' "$t" | awk '$1 == ${pid} && $2 !~ /^Z/ { n = 1 } END { exit !n }'
  else e=$(kill -0 -${pid} 2>&1) || case $e in *ermitted*) true ;; *) false ;; esac; fi
}
i=0
while left; do
  i=$((i+1)); [ $i -lt 5 ] || exit 1
  [ $i = 1 ] || kill -KILL -${pid} 2>/dev/null
  sleep 0.2 2>/dev/null || sleep 1
done`;
}
