import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { houseRules, sandboxPeople } from '#sandbox/demo/catalog-text.ts';
import type { LabHost } from '#test/lab/lab.ts';
import type { LabSystem, WrittenCatalog } from '#test/lab/systems/system.ts';
import { panelServices } from './panel.ts';

const head = `# Written by the sandbox at every start: edits are lost. It describes the lab hosts in the same words that
# describe yours.
`;

/**
 * Writes the catalog of the hosts that are up and gives its path. The login's key stays where the lab keeps it: ssh
 * clients refuse one that others may read, so that is made sure of.
 */
export async function writeCatalog(dataDir: string, hosts: ReadonlyMap<LabSystem, LabHost>): Promise<string> {
  const written: WrittenCatalog = { ...houseRules(sandboxPeople), hosts: {}, services: {} };
  for (const [system, host] of hosts) {
    const own = system.catalog(host);
    Object.assign(written.hosts ?? {}, own.hosts);
    Object.assign(written.services ?? {}, own.services);
    await chmod(host.keyFile, 0o600);
  }
  for (const [name, service] of Object.entries(written.services ?? {})) {
    service.owners = Object.keys(sandboxPeople);
    const channel = panelServices.find((one) => one.name === name)?.channel;
    if (channel !== undefined) service.channel = channel;
  }
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const path = join(dataDir, 'resus.yaml');
  await writeFile(path, `${head}${stringify(written, { lineWidth: 0, aliasDuplicateObjects: false })}`, {
    mode: 0o600,
  });
  return path;
}
