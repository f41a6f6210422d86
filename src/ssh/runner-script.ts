import { quote } from '#base/quote.ts';

/**
 * The shell text of a warm runner: one `sh` on the host that reads batches from its standard input. It works in dash,
 * bash and busybox ash. It goes in by standard input, not as an argument, because the login shell may be fish or csh,
 * and because a command that stood in an argument would be found by every `pgrep -f` a probe runs.
 */

/**
 * The output limit of one job; longer output is cut on the host, so that a runaway log costs neither side anything.
 */
export const outputLimitBytes = 256 * 1024;

/** Frames of several jobs share one pipe. POSIX keeps writes up to 4096 bytes whole, so none is longer. */
const frameBytes = 3_500;

/** `timeout` sends TERM, and KILL this much later. */
export const killAfterMs = 1_000;

export type Job = { readonly id: number; readonly command: string; readonly timeoutMs: number };

/**
 * One group of jobs, evaluated by a shell of its own in a process group of its own. The group shell survives TERM so
 * that `timeout` goes on to KILL when a job does not. The right side of the pipe survives it too: it tells what the
 * job had said until then. The last line, `nonce code`, is missing when the job was killed or cut.
 */
const group = `
_n=$RESUS_NONCE
for _i; do eval "_c$_i=\\$RESUS_$_i"; unset "RESUS_$_i"; done
unset RESUS_GROUP RESUS_NONCE
trap : TERM
for _i; do
  eval "_c=\\$_c$_i"
  { ( eval "$_c" ) 2>&1; printf '\\n%s %s' "$_n" "$?"; } | {
    trap '' TERM
    _o=$(head -c ${outputLimitBytes})
    if [ \${#_o} -le ${frameBytes} ]; then printf '\\n%s %s %s.\\n%s' "$_n" "$_i" \${#_o} "$_o"
    else printf %s "$_o" | awk -v h="$_n $_i" '
      function put(text, kind) { printf "\\n%s %d%s\\n%s", h, length(text), kind, text; fflush() }
      { s = s $0 "\\n"; while (length(s) > ${frameBytes}) { put(substr(s, 1, ${frameBytes}), "+"); s = substr(s, ${frameBytes + 1}) } }
      END { put(substr(s, 1, length(s) - 1), ".") }'
    fi
  } &
done
until wait; do :; done
`;

/**
 * `l` chooses how a group gets its process group and its deadline: GNU timeout, else setsid, else bash's job control,
 * with a watcher where `timeout` cannot do it. `w` notes a started group, `a` ends the groups of one batch, `d` forgets
 * them. `k` makes sure that the pid is still our child: pids are reused, and we may be root. At the end of input
 * (the connection is gone) everything that still runs is ended.
 */
export function prelude(nonce: string): string {
  return `
exec 2>/dev/null
export LC_ALL=C LANG=C SYSTEMD_COLORS=0 SYSTEMD_PAGER= PAGER=cat TERM=dumb
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
N=${nonce} P= M=
G=${quote(group)}
case $(timeout --version 2>&1) in *oreutils*) M=timeout ;; *)
  if command -v setsid >/dev/null; then M=setsid; elif [ -n "$BASH_VERSION" ]; then M=monitor; set -m; fi ;;
esac
l() { case $M in timeout) L="timeout -k ${killAfterMs / 1000} $1" ;; setsid) L=setsid ;; *) L= ;; esac; }
k() {
  if [ -d /proc/self ]; then read -r _a _b _c _d _e </proc/$2/stat && [ "$_d" = $$ ] || return; fi
  kill -$1 -$2 || kill -$1 $2
}
w() {
  P="$P $1:$2"
  [ $M = timeout ] && return
  ( sleep $3 & s=$!; trap 'kill $s; exit' TERM; wait $s
    k TERM $2; sleep 1 & s=$!; wait $s; k KILL $2 ) </dev/null >/dev/null &
  P="$P $1:$!"
}
a() {
  for _p in $P; do [ "\${_p%%:*}" = $1 ] && k TERM \${_p#*:}; done
  [ $M = timeout ] || ( sleep 1; for _p in $P; do [ "\${_p%%:*}" = $1 ] && k KILL \${_p#*:}; done ) </dev/null >/dev/null &
}
d() {
  _k=
  for _p in $P; do
    if [ "\${_p%%:*}" != $1 ]; then _k="$_k $_p"; elif [ $M != timeout ]; then k TERM \${_p#*:}; fi
  done
  P=$_k
}
x() {
  for _p in $P; do k TERM \${_p#*:}; done
  [ -z "$P" ] || [ $M = timeout ] || { sleep 1; for _p in $P; do k KILL \${_p#*:}; done; }
}
trap x EXIT
trap exit HUP INT TERM
printf '\\n%s ready %s.\\n%s' $N \${#M} "$M"
`;
}

/** Asks with one timeout start together and end together, so one `timeout` serves them all. */
export function batchText(batch: number, jobs: readonly Job[]): string {
  const lines = [`printf '\\n%s b${batch} 0.\\n' $N`];
  for (const jobsOfGroup of groupsOf(jobs)) {
    const seconds = (jobsOfGroup[0]?.timeoutMs ?? 0) / 1000;
    const commands = jobsOfGroup.map((job) => `RESUS_${job.id}=${quote(job.command)}`).join(' ');
    const ids = jobsOfGroup.map((job) => job.id).join(' ');
    lines.push(
      `l ${seconds}`,
      `RESUS_GROUP=$G RESUS_NONCE=$N ${commands} $L sh -c 'eval "$RESUS_GROUP"' sh ${ids} </dev/null &`,
      `w b${batch} $! ${Math.ceil(seconds)}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

export const abortText = (batch: number): string => `a b${batch}\n`;
/** Asks for a frame named `p`. */
export const pingText = `printf '\\n%s p 0.\\n' $N\n`;

export const forgetText = (batch: number): string => `d b${batch}\n`;

/** Commands travel in the environment, which the kernel bounds: about 2 MB in all. */
const groupBytes = 400_000;

function groupsOf(jobs: readonly Job[]): Job[][] {
  const open = new Map<number, { jobs: Job[]; bytes: number }>();
  const groups: Job[][] = [];
  for (const job of jobs) {
    const bytes = Buffer.byteLength(job.command);
    let group = open.get(job.timeoutMs);
    if (!group || group.bytes + bytes > groupBytes) {
      group = { jobs: [], bytes: 0 };
      open.set(job.timeoutMs, group);
      groups.push(group.jobs);
    }
    group.jobs.push(job);
    group.bytes += bytes;
  }
  return groups;
}
