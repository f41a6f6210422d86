import { idOf } from '#base/ids.ts';
import { type Catalog, createCatalogSchema, type Host, type ParsedCatalog, type Service } from './catalog.ts';
import type { CatalogKinds } from './kinds.ts';
import { type Path, type Problem, readYaml } from './read-yaml.ts';

/** Text of a resus.yaml → catalog, with everything that one entry says of another checked. Throws `config_invalid`. */
export function parseCatalog(text: string, file: string, kinds: CatalogKinds): Catalog {
  const data = readYaml({ text, file, what: 'The catalog' }, createCatalogSchema(kinds), (parsed) =>
    danglingReferences(parsed, kinds),
  );
  return { ...complete(data), hash: idOf('catalog', text) };
}

function complete(data: ParsedCatalog): Omit<Catalog, 'hash'> {
  const hosts: Record<string, Host> = {};
  for (const [name, host] of Object.entries(data.hosts)) hosts[name] = { ...host, name };
  const services: Record<string, Service> = {};
  for (const [name, service] of Object.entries(data.services)) {
    services[name] = {
      ...service,
      name,
      hosts: service.hosts ?? (service.host === undefined ? [] : [service.host]),
    };
  }
  return { ...data, hosts, services };
}

function danglingReferences(data: ParsedCatalog, { runs }: CatalogKinds): Problem[] {
  const problems: Problem[] = [];
  const need = (known: object, name: string, kind: string, path: Path): void => {
    if (!Object.hasOwn(known, name))
      problems.push({
        path,
        text: `no ${kind} named "${name}"; there are: ${Object.keys(known).join(', ') || 'none'}`,
      });
  };
  for (const [name, host] of Object.entries(data.hosts)) {
    if (host.jump !== undefined) need(data.hosts, host.jump, 'host', ['hosts', name, 'jump']);
  }
  for (const [name, service] of Object.entries(data.services)) {
    const at = ['services', name];
    if (service.host !== undefined) need(data.hosts, service.host, 'host', [...at, 'host']);
    for (const [index, host] of (service.hosts ?? []).entries())
      need(data.hosts, host, 'host', [...at, 'hosts', index]);
    for (const [index, entry] of service.needs.entries()) {
      const [kind, detail] = Object.entries(entry)[0] ?? [];
      if (kind !== undefined && detail !== undefined && 'host' in detail && typeof detail.host === 'string') {
        need(data.hosts, detail.host, 'host', [...at, 'needs', index, kind, 'host']);
      }
    }
    const seen = new Set<string>();
    for (const [index, { id, ssh }] of service.monitors.entries()) {
      if (seen.has(id))
        problems.push({ path: [...at, 'monitors', index, 'id'], text: `"${id}" names two monitors` });
      seen.add(id);
      if (ssh !== undefined) need(data.hosts, ssh, 'host', [...at, 'monitors', index, 'ssh']);
    }
    for (const [index, owner] of service.owners.entries())
      need(data.people, owner, 'person', [...at, 'owners', index]);
    for (const [index, step] of service.escalate.entries())
      need(data.people, step.to, 'person', [...at, 'escalate', index, 'to']);
    const onPlatform = Object.keys(service.run).some((kind) => runs.get(kind)?.isPlatform === true);
    const hasHost = service.host !== undefined || (service.hosts ?? []).length > 0;
    if (!onPlatform && !hasHost) problems.push({ path: at, text: 'say where it runs with host: or hosts:' });
    if (onPlatform && service.watch !== undefined && service.public === undefined && !hasHost)
      problems.push({
        path: [...at, 'watch'],
        text: 'there is nothing to check: add public:, or list monitors:',
      });
  }
  for (const [source, config] of Object.entries(data.alerts)) {
    for (const [index, person] of (config?.held_by ?? []).entries())
      need(data.people, person, 'person', ['alerts', source, 'held_by', index]);
    for (const [theirs, ours] of Object.entries(config?.services ?? {}))
      need(data.services, ours, 'service', ['alerts', source, 'services', theirs]);
  }
  for (const [name, { ssh_key: key, users = [], slack_group: group }] of Object.entries(data.people)) {
    if (key === undefined || (users.length <= 1 && group === undefined)) continue;
    problems.push({
      path: ['people', name, 'ssh_key'],
      text: 'one person must be one voter: an entry with an ssh_key may have one Slack user beside it, and no group. Give each person an entry of their own',
    });
  }
  const keyOwners = new Map<string, string>();
  for (const [name, { ssh_key: key }] of Object.entries(data.people)) {
    const bare = key?.trim().split(/\s+/).slice(0, 2).join(' ');
    if (bare === undefined) continue;
    const owner = keyOwners.get(bare);
    if (owner !== undefined)
      problems.push({
        path: ['people', name, 'ssh_key'],
        text: `is the key of "${owner}" too: one person would vote twice`,
      });
    keyOwners.set(bare, name);
  }
  for (const risk of ['low', 'high', 'critical'] as const) {
    for (const [index, person] of (data.policy[risk]?.approvers ?? []).entries())
      need(data.people, person, 'person', ['policy', risk, 'approvers', index]);
  }
  return problems;
}
