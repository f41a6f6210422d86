import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { houseRules, sandboxPeople, sandboxWatch } from '@resus/sandbox/demo/catalog-text.ts';
import type { LabHost } from '#test/lab/lab.ts';
import type { LabSystem, WrittenCatalog } from '#test/lab/systems/system.ts';
import { type PanelService, panelServices } from './panel.ts';

const head = `# Written by the sandbox at every start: edits are lost. It describes the lab hosts in the same words that
# describe yours.
`;

/**
 * Writes the catalog of the hosts that are up and gives its path. The login's key stays where the lab keeps it: ssh
 * clients refuse one that others may read, so that is made sure of.
 */
export async function writeCatalog(
  dataDir: string,
  hosts: ReadonlyMap<LabSystem, LabHost>,
  isWatched: boolean,
): Promise<string> {
  const written: WrittenCatalog = { ...houseRules(sandboxPeople, isWatched), hosts: {}, services: {} };
  for (const [system, host] of hosts) {
    const own = system.catalog(host);
    Object.assign(written.hosts ?? {}, own.hosts);
    Object.assign(written.services ?? {}, own.services);
    await chmod(host.keyFile, 0o600);
  }
  for (const [name, service] of Object.entries(written.services ?? {})) {
    service.owners = Object.keys(sandboxPeople);
    const panel = panelServices.find((one) => one.name === name);
    if (panel?.channel !== undefined) service.channel = panel.channel;
    if (isWatched && panel !== undefined) Object.assign(service, watched(service, panel));
  }
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const path = join(dataDir, 'resus.yaml');
  await writeFile(path, `${head}${stringify(written, { lineWidth: 0, aliasDuplicateObjects: false })}`, {
    mode: 0o600,
  });
  return path;
}

type WrittenService = NonNullable<WrittenCatalog['services']>[string];

/** Checks all that the panel judges a service by, so that no button breaks something that stays unseen. */
function watched(
  service: WrittenService,
  { asks }: PanelService,
): Pick<WrittenService, 'watch' | 'monitors'> {
  const { public: way } = service;
  const monitors = asks
    .filter((url) => url !== way?.url)
    .map((url) => ({
      id: new URL(url).pathname.replaceAll('/', ' ').trim().replaceAll(' ', '-'),
      http: { url, resolve: way?.resolve, ca: way?.ca },
    }));
  return { watch: sandboxWatch, monitors };
}
