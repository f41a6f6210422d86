import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { djangoWords } from '#test/lab/faults/django-words.ts';
import { systemdDjango } from '#test/lab/systems/systemd-django.ts';
import { type ActingHost, bootActing } from '#test/actions/acting-host.ts';

/** The Django host with its helper, the program that swaps names, and words for somebody who is the service's user. */
export async function bootAttacked(): Promise<ActingHost> {
  const host = await bootActing(systemdDjango, `${djangoWords}\n${words}`, ['/usr/local/sbin/resus-step']);
  await host.host.put(readFileSync(join(import.meta.dirname, 'swap.py'), 'utf8'), '/usr/local/lib/swap.py');
  return host;
}

const words = `
mine() { runuser -u payments -- "$@"; } # as the service's user
helper() { resus-step "$@" </dev/null || true; }
swapping() { local s=$1; shift; mine python3 /usr/local/lib/swap.py "$s" "$@" >/tmp/swaps & swapper=$!; sleep 0.2; }
swapped() { wait "$swapper"; [ "$(cat /tmp/swaps)" -gt 50 ] || { echo "only $(cat /tmp/swaps) swaps" >&2; exit 1; }; }
conf() { cat >/etc/resus/"$1".conf; chmod 644 /etc/resus/"$1".conf; }
vault() { find /var/backups/resus -type f -exec grep -l -e "$1" {} + 2>/dev/null || true; }
`;
