import { resolve } from 'node:path';
import type { Breakable } from '@resus/sandbox/demo/demo.ts';
import { demoRoutes } from '@resus/sandbox/demo/routes.ts';
import { watchState } from '@resus/sandbox/demo/watch-state.ts';
import { sudoFor, systems, unborn } from '#test/lab/faults/campaign.ts';
import { type LabHost, labMissing } from '#test/lab/lab.ts';
import { mustRunLab } from '#test/lab/script.ts';
import { bootSystem, type LabSystem } from '#test/lab/systems/system.ts';
import { breakService, Changes, mendHost } from './change-service.ts';
import { writeCatalog } from './lab-catalog.ts';
import { type Change, type LabService, readLabState } from './lab-state.ts';
import { panelServices } from './panel.ts';

export type LabOptions = { readonly dataDir: string; readonly isWatched: boolean };

/** Real Debian hosts instead of the demo services: same panel, same routes, same shape of catalog. Needs root on Linux. */
export async function startLab({ dataDir, isWatched }: LabOptions): Promise<Breakable> {
  const reason = labMissing()?.replace(/^lab: /, '');
  if (reason !== undefined) {
    throw new Error(
      `real lab hosts (--lab) cannot run here: ${reason}. Run it as root on Linux, or leave --lab out to use the demo services`,
    );
  }
  await mustRunLab(['reap']); // what an earlier sandbox left when it was killed
  const hosts = await bootAll();
  const services = panelServices.map((panel) => serviceOf(panel, hosts));
  const catalogPath = await writeCatalog(resolve(dataDir), hosts, isWatched);
  const read = () => readLabState(services, isWatched);
  const watch = watchState(read);
  const changes = new Changes();

  async function change(
    name: string,
    changing: Change,
    make: (service: LabService, concerned: readonly LabService[]) => Promise<void>,
  ): Promise<void> {
    const service = services.find((known) => known.name === name);
    if (!service) {
      const known = services.map((one) => one.name).join(', ');
      throw new Error(`the lab has no service "${name}": it has ${known}`);
    }
    const concerned = services.filter(({ host }) => host === service.host);
    await changes.make(concerned, changing, () => make(service, concerned)).finally(() => watch.lookSoon());
  }

  const lab = {
    catalogPath,
    state: read,
    break: (name: string, fault: string) =>
      change(name, 'breaking', (service) => breakService(service, fault)),
    mend: (name: string) =>
      change(name, 'mending', (service, concerned) => mendHost(service.host, concerned)),
  };
  return {
    ...lab,
    onChange: (listener) => watch.onChange(listener),
    routes: demoRoutes(lab),
    stop: async () => {
      watch.stop();
      await Promise.all([...hosts.values()].map((host) => host.down()));
    },
  };
}

async function bootAll(): Promise<ReadonlyMap<LabSystem, LabHost>> {
  const onPanel = new Set(panelServices.map(({ system }) => system));
  const all = [...onPanel].map((id) => systems[id]);
  const names = all.map(({ hostName }) => hostName).join(', ');
  process.stderr.write(
    `Booting the lab hosts ${names} (the first time ever they are installed: a minute) …\n`,
  );
  return new Map(
    await Promise.all(
      all.map(async (system): Promise<[LabSystem, LabHost]> => {
        const sudo = sudoFor(system.catalog(unborn));
        return [system, await bootSystem(system, { sudo })];
      }),
    ),
  );
}

function serviceOf(
  panel: (typeof panelServices)[number],
  hosts: ReadonlyMap<LabSystem, LabHost>,
): LabService {
  const system = systems[panel.system];
  const host = hosts.get(system);
  if (!host) throw new Error(`${panel.system} was not booted`);
  return { ...panel, system, host, injected: new Set() };
}
