import { quote } from '#base/quote.ts';

/** More than this is printed live no longer; the end of it still comes. */
const liveBytes = 256 * 1024;
const tailBytes = 64 * 1024;
/** TERM lets a change tidy up; after this it is killed. */
export const actKillAfterMs = 5_000;

/** Nobody asks for older markers: a plan is forgotten by then. */
const keptDays = 100;

const where = (id: string): string => `d=$HOME/.resus/${quote(id)}`;

/** Whether the process that was written down is still that very process: numbers are used again. */
const alive = `alive() { [ -n "$p" ] && [ -d "/proc/$p" ] && [ "$(sed 's/.*) //' "/proc/$p/stat" 2>/dev/null | cut -d' ' -f20)" = "$s" ] && [ "$(sed 's/.*) //' "/proc/$p/stat" | cut -c1)" != Z ]; }`;

/**
 * Follows what the change prints until it has ended. Its output goes to standard output, what became of it to standard
 * error: \`rc N\`, or \`vanished\` when it is gone without having said how it ended.
 */
const follow = `
${alive}
n=0 w=0.02
show() {
  size=$(wc -c <"$d/out" 2>/dev/null || echo 0)
  [ "$size" -gt "$n" ] || return 0
  more=$((size - n)) left=$((${liveBytes} - n))
  [ "$more" -le "$left" ] || more=$left
  [ "$more" -le 0 ] || tail -c +$((n + 1)) "$d/out" | head -c "$more"
  n=$size
}
while [ ! -e "$d/rc" ]; do
  show
  read -r p s <"$d/pid" 2>/dev/null
  if ! alive; then sleep 0.3; [ -e "$d/rc" ] || { show; echo vanished >&2; exit 0; }; fi
  sleep $w
  case $w in 0.02) w=0.05 ;; 0.05) w=0.1 ;; 0.1) w=0.2 ;; esac
done
show
[ "$n" -le ${liveBytes} ] || { printf '\\n… (cut)\\n'; tail -c ${tailBytes} "$d/out"; }
echo "rc $(cat "$d/rc")" >&2
`;

/**
 * Begins a change that outlives this connection, at most once for its id: the directory is made in one go or not at all.
 * The change is a session of its own, so that nothing that ends here ends it; what it prints goes to a file there.
 */
export function beginScript(id: string, command: string, timeoutMs: number): string {
  const seconds = Math.ceil(timeoutMs / 1000);
  return `umask 077
${where(id)}
mkdir -p "$HOME/.resus" || { echo unwritable >&2; exit 0; }
mkdir "$d" 2>/dev/null || { echo already >&2; exit 0; }
command -v setsid >/dev/null && command -v timeout >/dev/null || { rmdir "$d"; echo untooled >&2; exit 0; }
: >"$d/out"
RESUS_CHANGE=${quote(command)} RESUS_AT=$d; export RESUS_CHANGE RESUS_AT
in=$(cat; printf x); in=\${in%x}
printf %s "$in" | setsid sh -c '
  exec 3<&0
  trap "" HUP PIPE
  setsid timeout -k ${actKillAfterMs / 1000} ${seconds} sh -c "unset RESUS_CHANGE RESUS_AT; $RESUS_CHANGE" <&3 3<&- >"$RESUS_AT/out" 2>&1 &
  p=$!
  exec 3<&-
  echo "$p $(sed "s/.*) //" "/proc/$p/stat" | cut -d" " -f20)" >"$RESUS_AT/pid.new" && mv "$RESUS_AT/pid.new" "$RESUS_AT/pid"
  wait $p
  echo $? >"$RESUS_AT/rc.new" && mv "$RESUS_AT/rc.new" "$RESUS_AT/rc"
  find "$HOME/.resus" -mindepth 1 -maxdepth 1 -type d -mtime +${keptDays} -exec rm -rf {} +
' >/dev/null 2>&1 &
unset in RESUS_CHANGE
i=0; while [ ! -e "$d/pid" ] && [ $i -lt 100 ]; do i=$((i + 1)); sleep 0.02; done
${follow}`;
}

/** Goes on following after the connection was lost. */
export function followScript(id: string): string {
  return `${where(id)}\n[ -d "$d" ] || { echo never >&2; exit 0; }\n${follow}`;
}

/** \`never\`, \`running PID\`, \`rc N\` or \`vanished\` on standard error, the end of its output on standard output. */
export function stateScript(id: string): string {
  return `${where(id)}
[ -d "$d" ] || { echo never >&2; exit 0; }
${alive}
read -r p s <"$d/pid" 2>/dev/null
tail -c ${tailBytes} "$d/out" 2>/dev/null
if [ -e "$d/rc" ]; then echo "rc $(cat "$d/rc")" >&2
elif alive; then echo "running $p" >&2
else echo vanished >&2; fi`;
}

/** Ends its whole process group and looks whether it is gone: \`gone\` or \`running PID\` on standard error. */
export function stopScript(id: string): string {
  return `${where(id)}
[ -d "$d" ] || { echo gone >&2; exit 0; }
read -r p s <"$d/pid" 2>/dev/null
left() { ps -e -o pgid= -o stat= 2>/dev/null | awk -v p="$p" '$1 == p && $2 !~ /^Z/ { found = 1 } END { exit !found }'; }
[ -n "$p" ] || { echo gone >&2; exit 0; }
kill -TERM -"$p" 2>/dev/null
i=0; while left && [ $i -lt ${(actKillAfterMs / 1000) * 10 + 5} ]; do i=$((i + 1)); sleep 0.1; done
left && { kill -KILL -"$p" 2>/dev/null; sleep 0.3; }
if left; then echo "running $p" >&2; else echo gone >&2; fi`;
}
