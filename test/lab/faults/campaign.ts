import type { LabSystem, SystemId } from '../systems/system.ts';
import { systemdDjango } from '../systems/systemd-django.ts';
import { djangoProcessFaults } from './django-process.ts';
import type { Fault } from './fault.ts';

const systems: Partial<Record<SystemId, LabSystem>> = { 'systemd-django': systemdDjango };

export const allFaults: readonly Fault[] = [...djangoProcessFaults];

export function getSystem(fault: Fault): LabSystem {
  const system = systems[fault.system];
  if (!system) throw new Error(`no system ${fault.system}`);
  return system;
}

export function getFault(id: string): Fault {
  const fault = allFaults.find((one) => one.id === id);
  if (!fault) throw new Error(`no fault ${id}; there are ${allFaults.map((one) => one.id).join(', ')}`);
  return fault;
}
