import type { ChildProcess } from 'node:child_process';
import type { Guard } from './guard.ts';
import type { Places } from './places.ts';
import type { DemoService, Ports } from './service.ts';
import type { Units } from './units/units.ts';

/** The running demo host, as the faults see it. */
export interface DemoSystem {
  places: Places;
  ports: Ports;
  services: DemoService[];
  units: Units;
  guard: Guard;
  /** By service name: the process that a fault stopped in its tracks. */
  frozenPids: Map<string, number>;
  /** By service name: the forgotten copy that holds the service's port. */
  forgottenCopies: Map<string, ChildProcess>;
}
