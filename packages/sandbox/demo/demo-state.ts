import { askService, describeReply, isHealthy, panelPatienceMs } from './health.ts';
import { faultsOf } from './faults.ts';
import { publicUrl } from './service.ts';
import type { DemoSystem } from './system.ts';

/** What the panel shows of one service. */
export interface ServiceState {
  name: string;
  title: string;
  url: string;
  healthy: boolean;
  /** Why it does not count as healthy, in a few words. */
  reason?: string;
  /** What mending does, where it is more than to undo and to start again. */
  mends?: string;
  /** The channel that is told when Resus sees it down; absent where nothing watches it. */
  told?: string;
  faults: { id: string; title: string; active: boolean; explains: string }[];
}

export interface DemoState {
  services: ServiceState[];
}

export async function readState(system: DemoSystem, isWatched: boolean): Promise<DemoState> {
  const services = system.services.map(async (service): Promise<ServiceState> => {
    const reply = await askService(service, system.ports.nginx, panelPatienceMs);
    return {
      name: service.name,
      title: service.title,
      url: publicUrl(service, system.ports.nginx),
      ...(isHealthy(reply) ? { healthy: true } : { healthy: false, reason: describeReply(reply) }),
      ...(isWatched ? { told: service.channel } : {}),
      faults: faultsOf(service).map((fault) => ({
        id: fault.id,
        title: fault.title,
        active: fault.isActive(system, service),
        explains: fault.explains,
      })),
    };
  });
  return { services: await Promise.all(services) };
}
