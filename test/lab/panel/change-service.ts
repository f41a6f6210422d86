import { setTimeout as delay } from 'node:timers/promises';
import { getFault } from '#test/lab/faults/campaign.ts';
import type { LabHost } from '#test/lab/lab.ts';
import { renewSystem } from '#test/lab/systems/system.ts';
import { findComplaint } from './lab-health.ts';
import type { Change, LabService } from './lab-state.ts';

// A fault holds when its script returns; users may be served for a moment longer by what was under way.
const effectTimeoutMs = 10_000;

/** Injects a fault of the lab; resolves once users feel it. */
export async function breakService(service: LabService, id: string): Promise<void> {
  if (!(id in service.faults)) {
    const known = Object.keys(service.faults).join(', ');
    throw new Error(`${service.name} cannot be broken by "${id}": it has ${known}`);
  }
  const fault = getFault(id);
  service.injected.add(id);
  await fault.inject(service.host);
  const untilMs = performance.now() + effectTimeoutMs;
  while ((await findComplaint(service.host, service.asks)) === undefined) {
    if (performance.now() > untilMs) {
      throw new Error(
        `${service.name} still answers ${effectTimeoutMs / 1_000} s after "${fault.title}": Mend boots its host anew`,
      );
    }
    await delay(100);
  }
}

/**
 * Boots the host anew from its installed disk, which takes two seconds on an idle machine. An undo for each fault would be faster and could
 * be wrong; this cannot, whatever else was done to the host by remedies or by hand.
 */
export async function mendHost(host: LabHost, services: readonly LabService[]): Promise<void> {
  const [first] = services;
  if (first) await renewSystem(first.system, host);
  for (const service of services) service.injected.clear();
}

/** One change of a host at a time; the hosts themselves know nothing of each other. */
export class Changes {
  private readonly last = new Map<LabHost, Promise<void>>();

  /** Makes a change of the host that all these services live on. */
  make(services: readonly LabService[], changing: Change, change: () => Promise<void>): Promise<void> {
    const host = services[0]?.host;
    if (!host) return change();
    const done = this.afterLast(services, changing, change, this.last.get(host));
    this.last.set(
      host,
      done.catch(() => {}), // its caller is told; the next one starts afresh
    );
    return done;
  }

  private async afterLast(
    services: readonly LabService[],
    changing: Change,
    change: () => Promise<void>,
    last: Promise<void> | undefined,
  ): Promise<void> {
    await last;
    for (const service of services) service.changing = changing;
    try {
      await change();
    } finally {
      for (const service of services) service.changing = undefined;
    }
  }
}
