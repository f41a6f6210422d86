import { stepHelperPath } from '#base/sudoers.ts';
import { quote } from '#base/quote.ts';
import { elevate } from './shell.ts';

/**
 * Defines `lead PATH`: sets `$o` to the user who decides what the path leads to, `root` where only root does, nothing where
 * more than one could. It goes from `/` and follows only links of root in directories of root, so nobody else can change
 * what it sees; at the first directory of somebody else it is done. Group-writable is only Ubuntu's /var/log, whose group
 * is that of its log daemon; in /tmp and the like whoever owns a name is the only one who can change it.
 */
const lead = `lead() { p=; r=$1; o=root; n=0; while r=\${r#/}; [ -n "$r" ]; do
case $p:$(stat -c '%U %A' "$p/" 2>/dev/null) in *:'root d'????-??-?|/var/log:'root d'???????-?) k=;; *:'root d'????????t) k=1;; *:'root '*|*:) o=; return;; *) o=$(stat -c %U "$p/"); return;; esac
c=\${r%%/*}; case $r in */*) r=\${r#*/};; *) r=;; esac
[ -z "$k" ] || { o=$(stat -c %U "$p/$c" 2>/dev/null); [ "$o" = root ] || return; }
if [ "$c" = .. ]; then p=\${p%/*}; elif [ "$c" = . ]; then :; elif [ -h "$p/$c" ]; then n=$((n + 1)); [ $n -lt 40 ] || { o=; return; }
[ "$(stat -c %U "$p/$c")" = root ] || { o=$(stat -c %U "$p/$c"); return; }
t=$(readlink "$p/$c"); case $t in /*) p=;; esac; r=$t/$r; else p=$p/$c; fi; done; };`;

/**
 * Shell text that sets `$a` to what must stand before a command that reads the path, so that nobody reads more than who
 * leads it: a login that is root becomes that user; any other login reads with its own rights.
 */
export function asLeader(path: string): string {
  return `a=; if [ -O / ]; then ${lead} lead ${path}; case $o in root) ;; '') a='resus-led-by-many';; *) a="runuser -u $o --";; esac; fi;`;
}

/**
 * Shell text that prints what `command` (which gets the path) reads of a file that the service's user may have swapped for
 * a link. `path` is a shell word. A login that is not root, and may not read it, runs `otherwise`.
 */
export function readAs(path: string, command: string, otherwise: string): string {
  return `${elevate} if [ -O / ] || [ -r ${path} ]; then s=; ${asLeader(path)} ${command}; else ${otherwise}; fi`;
}

/** The end of a log: `ask` is what the helper of root is asked for where the login may not read by itself. */
export function tailOf(service: string, path: string, ask: string = path): string {
  const written = `[ -z "$w" ] || $a stat -Lc resus-written=%Y ${path} 2>/dev/null`;
  return readAs(
    path,
    `${written}; $a tail -n 200 ${path} | tail -c 65536`,
    `$s ${stepHelperPath} ${quote(service)} read-log ${ask}`,
  );
}
