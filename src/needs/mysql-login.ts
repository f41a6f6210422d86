/**
 * A login at MariaDB or MySQL to its end, in bash: a greeting alone says nothing of a wrong password, a missing database
 * or a full house. Prints `greeting VERSION`, then `login ok`, `login error CODE WORDS` or `login unknown`. The password
 * is only ever hashed with the server's salt. Without one, only the greeting is read.
 */
export const mysqlLogin = `hex() { od -An -v -tx1 | tr -d ' \\n'; }; raw() { printf %b "$(printf %s "$1" | sed 's/../\\\\x&/g')"; }
packet() { dd bs=2048 count=1 <&3 2>/dev/null | hex; }
text() { local x=$1; while [ -n "$x" ] && [ "\${x:0:2}" != 00 ]; do printf %s "\${x:0:2}"; x=\${x:2}; done; }
xor() { local i; for ((i = 0; i < \${#1}; i += 8)); do printf %08x $((16#\${1:i:8} ^ 16#\${2:i:8})); done; }
sum() { raw "$2" | "$1sum" | cut -d' ' -f1; }
scramble() { case $1 in
mysql_native_password) a=$(sum sha1 "$w"); xor "$a" "$(sum sha1 "$2$(sum sha1 "$a")")";;
caching_sha2_password) a=$(sum sha256 "$w"); xor "$a" "$(sum sha256 "$(sum sha256 "$(sum sha256 "$a")")$2")";; esac; }
send() { local n=$((\${#2} / 2)); raw "$(printf '%02x%02x%02x%s' $((n & 255)) $((n >> 8 & 255)) 0 "$1")$2" >&3; }
failed() { echo "login error $((16#\${1:4:2}\${1:2:2})) $(raw "\${1:6}" | tr -dc '[:print:]')"; }
g=$(packet); x=\${g:8}
if [ "\${x:0:2}" = ff ]; then echo "greeting -"; failed "$x"; exit; fi
[ "\${x:0:2}" = 0a ] || { echo "greeting $(raw "$x" | tr -dc '[:print:]')"; exit; }
v=$(text "\${x:2}"); echo "greeting $(raw "$v")"; x=\${x:$((2 + \${#v} + 2 + 8))}; s=\${x:0:16}; x=\${x:54}; s=$s\${x:0:24}; x=\${x:26}; m=$(raw "$(text "$x")")
w=$(d "$RW" | hex); u=$(d "$RU" | hex); b=$(d "$RD" | hex); [ -n "$w" ] && [ -n "$u" ] || exit
r=$(scramble "$m" "$s"); f=01820800; e=; [ -z "$b" ] || { f=09820800; e=\${b}00; }
send 01 "\${f}0000000121$(printf '00%.0s' {1..23})\${u}00$(printf %02x $((\${#r} / 2)))$r$e$(printf %s "$m" | hex)00"
x=$(packet); x=\${x:8}
if [ "\${x:0:2}" = fe ]; then m=$(text "\${x:2}"); s=\${x:$((2 + \${#m} + 2)):40}; send 03 "$(scramble "$(raw "$m")" "$s")"; x=$(packet); x=\${x:8}; fi
case $x in 00*|0103*) echo 'login ok'; send 00 01;; ff*) failed "$x";; *) echo 'login unknown';; esac`;
