import { readLibrary } from '#runbooks/library.ts';
import type { Catalog, Host } from '#catalog/catalog.ts';
import { readCatalog } from '#app/read-catalog.ts';

const diagnosis = `
diagnosis: service
version: 1
layers: [access]
tree: []
verdicts: {}
`;

const step = (id: string): string =>
  `  - { id: ${id}, run: [sh, -c, 'echo "$1 $2 $$" >>"$3"; sleep "$4"', mark, "{plan}", ${id}, "{file}", "{pause}"], timeout: 20s }`;

/** An action that can be counted: each of its steps leaves one line in a file of its host, and takes a while. */
export const markLibrary = readLibrary([
  { file: 'diagnosis.yaml', text: diagnosis },
  {
    file: 'mark.yaml',
    text: `
action: mark
version: 1
title: { en: "Mark", fr: "Marquer" }
risk: high
undo: { en: "nothing to undo", fr: "rien à annuler" }
params:
  file: { type: path, says: { en: "where", fr: "où" } }
  plan: { type: name, says: { en: "which", fr: "lequel" } }
  pause: { type: name, says: { en: "how long", fr: "combien" } }
verify: { cures: false }
steps:
${['one', 'two', 'three'].map(step).join('\n')}
`,
  },
]);

export const marksEach = 3;

/** As many services as there are plans: each holds its own target. */
export function chaosCatalog(host: Host, services: number): Catalog {
  const { address, port, user, key, host_key: hostKey } = host;
  const written = {
    people: { sre: { users: ['U0SRE', 'U0SRE2'] } },
    policy: { high: { approvers: ['sre'], need: 1 } },
    hosts: { 'web-1': { address, port, user, key, host_key: hostKey } },
    services: Object.fromEntries(
      Array.from({ length: services }, (_, i) => [`s${i}`, { host: 'web-1', run: { systemd: `unit-${i}` } }]),
    ),
  };
  return readCatalog(JSON.stringify(written), 'chaos.yaml');
}
