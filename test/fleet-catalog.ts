import { readCatalog } from '#app/read-catalog.ts';

/** A service on so many hosts, web-1 to web-n, and nothing else to look at. */
export function fleetCatalog(count: number) {
  const names = Array.from({ length: count }, (_, i) => `web-${i + 1}`);
  const pinned = `SHA256:${'A'.repeat(43)}`;
  const hosts = names.map(
    (name, i) => `  ${name}: { address: 192.0.2.${i + 1}, user: bot, key: "env:KEY", host_key: "${pinned}" }`,
  );
  const service = `  api: { title: Payments API, hosts: [${names.join(', ')}], run: { systemd: payments } }`;
  return readCatalog(`hosts:\n${hosts.join('\n')}\nservices:\n${service}\n`, 'fleet.yaml');
}
