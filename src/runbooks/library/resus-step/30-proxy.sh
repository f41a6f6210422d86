
proxy_test() {
  case $(the proxy_kind) in
  nginx) nginx -t 2>&1 ;;
  apache) apachectl -t 2>&1 ;;
  caddy) caddy validate --adapter caddyfile --config "$(the proxy_file)" 2>&1 ;;
  *) say "no proxy is named for $service"; return 1 ;;
  esac
}

proxy_reload() {
  case $(the proxy_kind) in
  nginx) unit=nginx ;;
  apache) unit=apache2 ;;
  caddy) unit=caddy ;;
  esac
  if command -v systemctl >/dev/null; then systemctl reload "$unit"; else nginx -s reload; fi
}

proxy_accepts() { # proxy_accepts FILE COPY: tests and reloads; else puts the copy back and ends
  if told=$(proxy_test) && proxy_reload; then
    say "$told" | tail -n 2
    say "The proxy took the new configuration. The file as it was: $2"
    return
  fi
  say "$told"
  write_through "$1" <"$2" || half_done "$1 could not be put back: its copy is $2."
  # a configuration that was broken before is still broken: it never replaces what runs
  proxy_test >/dev/null && proxy_reload
  failed "the proxy does not accept the change; $1 is as it was."
}

# set-upstream [--check] FILE FROM TO: where the proxy sends requests, exactly FROM, becomes TO, which must be where the
# settings say the service listens. Only the directives that name an upstream are touched.
set_upstream() {
  argument_count 3 $#
  is_one_of proxy_file "$1" || not_allowed "$1 is no proxy file of $service."
  is_one_of upstream "$3" || not_allowed "$service does not listen at $3."
  case $2 in '' | *[!A-Za-z0-9_.:/[\]-]*) not_allowed "'$2' is no upstream." ;; esac
  real_file "$1"
  room
  awk -v from="$2" -v to="$3" '
    function edge(c) { return c == "" || index(" \t;/\"'"'"'{}=", c) > 0 }
    /^[ \t]*(server|proxy_pass|uwsgi_pass|fastcgi_pass|grpc_pass|set|ProxyPass|ProxyPassReverse|BalancerMember|reverse_proxy|to)[ \t]/ {
      rest = $0; line = ""
      while ((at = index(rest, from)) > 0) {
        before = at > 1 ? substr(rest, at - 1, 1) : substr(line, length(line), 1)
        after = substr(rest, at + length(from), 1)
        if (edge(before) && edge(after)) { line = line substr(rest, 1, at - 1) to; count++ }
        else line = line substr(rest, 1, at - 1 + length(from))
        rest = substr(rest, at + length(from))
      }
      $0 = line rest
    }
    { print }
    END { exit count > 0 ? 0 : 3 }' "$real" >"$room/new" ||
    refuse 66 "$1 sends nothing to $2: it was changed since, or the address stands elsewhere. Nothing was changed."
  show_diff "$real" "$room/new"
  [ -z "$check_only" ] || exit 0
  keep "$real"
  write_through "$real" <"$room/new" || half_done "$real could not be written: its copy is $kept."
  proxy_accepts "$real" "$kept"
}

# restore-proxy: the newest copy of the proxy's file becomes the file again
restore_proxy() {
  argument_count 0 $#
  must proxy_file 'where its proxy is configured'
  real_file "$value"
  newest_copy "$real" || refuse 66 "no copy of $real was kept."
  copy=$found
  show_diff "$real" "$copy"
  keep "$real"
  write_through "$real" <"$copy" || half_done "$real could not be written: its copy is $kept."
  proxy_accepts "$real" "$kept"
}

# enable-site: the site that exists but is not among those nginx loads
enable_site() {
  argument_count 0 $#
  must proxy_file 'where its proxy is configured'
  case $value in */sites-enabled/*) ;; *) not_allowed "$value is not in a sites-enabled directory." ;; esac
  if [ -e "$value" ]; then say "$value is enabled already."; proxy_test && proxy_reload; exit; fi
  available=$(dirname "$(dirname "$value")")/sites-available/$(basename "$value")
  [ -f "$available" ] || refuse 66 "$available is not there."
  ln -s "../sites-available/$(basename "$value")" "$value" || failed "$value cannot be made."
  if told=$(proxy_test) && proxy_reload; then say "$value is enabled."; return; fi
  rm -f "$value"
  say "$told"
  failed "the proxy does not accept the site; $value is gone again."
}
