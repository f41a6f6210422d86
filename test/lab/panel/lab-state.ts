import { opsChannel } from '@resus/sandbox/demo/catalog-text.ts';
import type { DemoState, ServiceState } from '@resus/sandbox/demo/demo-state.ts';
import { getFault } from '#test/lab/faults/campaign.ts';
import type { LabHost } from '#test/lab/lab.ts';
import type { LabSystem } from '#test/lab/systems/system.ts';
import { findComplaint } from './lab-health.ts';
import type { PanelService } from './panel.ts';

export interface LabService extends Omit<PanelService, 'system'> {
  system: LabSystem;
  host: LabHost;
  /** Faults since the host was booted. They hold until its users are served again: a remedy may have undone them. */
  injected: Set<string>;
  changing?: Change | undefined;
}

export type Change = 'breaking' | 'mending';

export async function readLabState(services: readonly LabService[], isWatched: boolean): Promise<DemoState> {
  return { services: await Promise.all(services.map((service) => readService(service, isWatched))) };
}

async function readService(service: LabService, isWatched: boolean): Promise<ServiceState> {
  const { name, host, system, asks, faults, injected } = service;
  // Asked while it boots, nginx would log errors of our making, and be diagnosed with them.
  const isBooting = service.changing === 'mending';
  const complaint = isBooting ? 'is being booted anew' : await findComplaint(host, asks);
  if (complaint === undefined && service.changing === undefined) injected.clear();
  return {
    name,
    title: titleOf(service),
    // No address of the web: the name is known to nobody but the host.
    url: `${asks[0]?.replace(/^https?:\/\//, '')} (${host.address})`,
    ...(complaint === undefined ? { healthy: true } : { healthy: false, reason: complaint }),
    ...(isWatched ? { told: service.channel ?? opsChannel } : {}),
    mends: `Boots ${system.hostName} anew from its installed disk: all that was changed on it is gone.`,
    faults: Object.entries(faults).map(([id, title]) => ({
      id,
      title,
      active: injected.has(id),
      explains: sentence(getFault(id).title),
    })),
  };
}

function titleOf({ name, system, host }: LabService): string {
  return system.catalog(host).services?.[name]?.title ?? name;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
