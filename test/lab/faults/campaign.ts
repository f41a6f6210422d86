import { stringify } from 'yaml';
import { sudoRules } from '#probes/sudo-rules.ts';
import { readCatalog } from '#app/read-catalog.ts';
import { composeShop } from '../systems/compose-shop.ts';
import { dockerPortal } from '../systems/docker-portal.ts';
import { fastapiNginx } from '../systems/fastapi-nginx.ts';
import { supervisorFastapi } from '../systems/supervisor-fastapi.ts';
import type { LabHost } from '../lab.ts';
import { bootSystem, type LabSystem, type SystemId, type WrittenCatalog } from '../systems/system.ts';
import { systemdDjango } from '../systems/systemd-django.ts';
import { authAnswerFaults } from './auth-answers.ts';
import { authProcessFaults } from './auth-process.ts';
import { composeFineFaults } from './compose-fine.ts';
import { composeNeedFaults } from './compose-needs.ts';
import { composeProcessFaults } from './compose-process.ts';
import { djangoAnswerFaults } from './django-answers.ts';
import { djangoDatabaseFaults } from './django-database.ts';
import { djangoFineAndDouble } from './django-fine.ts';
import { djangoProcessFaults } from './django-process.ts';
import { djangoProxyFaults } from './django-proxy.ts';
import { djangoStartFaults } from './django-start.ts';
import type { Fault } from './fault.ts';
import { portalFaults } from './portal.ts';
import { shopNeedFaults } from './shop-needs.ts';
import { shopProcessFaults } from './shop-process.ts';
import { shopProxyFaults } from './shop-proxy.ts';

export const systems: Record<SystemId, LabSystem> = {
  'systemd-django': systemdDjango,
  'fastapi-nginx': fastapiNginx,
  'supervisor-fastapi': supervisorFastapi,
  'compose-shop': composeShop,
  'docker-portal': dockerPortal,
};

export const allFaults: readonly Fault[] = [
  ...djangoProcessFaults,
  ...djangoStartFaults,
  ...djangoAnswerFaults,
  ...djangoDatabaseFaults,
  ...djangoProxyFaults,
  ...djangoFineAndDouble,
  ...authProcessFaults,
  ...authAnswerFaults,
  ...shopProcessFaults,
  ...shopNeedFaults,
  ...shopProxyFaults,
  ...composeProcessFaults,
  ...composeNeedFaults,
  ...composeFineFaults,
  ...portalFaults,
];

function getSystem(fault: Fault): LabSystem {
  return systems[fault.system];
}

export function getFault(id: string): Fault {
  const fault = allFaults.find((one) => one.id === id);
  if (!fault) throw new Error(`no fault ${id}; there are ${allFaults.map((one) => one.id).join(', ')}`);
  return fault;
}

/** Who looks: a login with the printed sudo rules, or `root`, or `bare`: a login without any rule. */
const login = process.env['RESUS_CAMPAIGN_LOGIN'] ?? 'ruled';

/** Boots the healthy system of a fault, with what the fault needs to be seen. */
export function bootFor(fault: Fault): Promise<LabHost> {
  const sudo = login === 'bare' ? [] : sudoFor(catalogFor(fault, unborn).catalog);
  return bootSystem(getSystem(fault), { kernelLog: fault.alone ?? false, sudo });
}

/** The login may do what `resus doctor --sudoers` prints for these services, and nothing else. */
export function sudoFor(written: WrittenCatalog): string[] {
  const { services } = readCatalog(stringify(written), 'lab.yaml');
  return [...new Set(Object.values(services).flatMap((service) => sudoRules(service)))];
}

/** Stands for a host before it is booted: sudo rules follow from the catalog, which needs one for its address only. */
export const unborn = {
  id: 'unborn',
  address: '192.0.2.1',
  port: 22,
  user: 'bot',
  keyFile: '/nowhere',
  fingerprint: `SHA256:${'A'.repeat(43)}`,
} as LabHost;

/** The catalog to diagnose with, and the service in it that the fault is about. */
export function catalogFor(fault: Fault, host: LabHost): { catalog: WrittenCatalog; service: string } {
  const system = getSystem(fault);
  const catalog = system.catalog(host);
  fault.catalog?.(catalog);
  if (login === 'root') for (const entry of Object.values(catalog.hosts ?? {})) entry.user = 'root';
  return { catalog, service: fault.service ?? system.service };
}
