import { once } from 'node:events';
import { faultsOf } from './faults.ts';
import type { DemoService } from './service.ts';
import { reloadNginx } from './reload-nginx.ts';
import { installService } from './service-files.ts';
import type { DemoSystem } from './system.ts';
import { cacheUnit, nginxUnit } from './unit-texts.ts';

/** Undoes everything a fault may have done to a service, by the same means a person would use. */
export async function mendService(system: DemoSystem, service: DemoService): Promise<void> {
  const unit = system.units.get(service.unit);
  const isTouched = faultsOf(service).some((fault) => !fault.isOutside && fault.isActive(system, service));
  await endForgottenCopy(system, service);
  await installService(service, system.ports.nginx);
  if (service.needsCache) startAgain(system, cacheUnit);
  const nginx = system.units.get(nginxUnit);
  if (nginx.active === 'active') await reloadNginx(system);
  else startAgain(system, nginxUnit);
  unit.resetFailed();
  if (isTouched || unit.active !== 'active') await unit.restart();
  system.frozenPids.delete(service.name);
}

function startAgain(system: DemoSystem, name: string): void {
  const unit = system.units.get(name);
  unit.resetFailed();
  unit.start();
}

async function endForgottenCopy(system: DemoSystem, service: DemoService): Promise<void> {
  const copy = system.forgottenCopies.get(service.name);
  if (!copy) return;
  const ended = once(copy, 'exit');
  copy.kill('SIGKILL');
  await ended;
}
