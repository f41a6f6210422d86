import { actSudoRules } from '#actions/act-sudo-rules.ts';
import { stepConf } from '#actions/step-conf.ts';
import { AppError } from '#base/errors.ts';
import type { Catalog } from '#catalog/catalog.ts';
import { examineSetup, type Finding } from '#doctor/examine-setup.ts';
import { sudoRules } from '#probes/sudo-rules.ts';
import type { Library } from '#runbooks/library.ts';
import { createClients } from '#slack/client.ts';
import { openTransport } from './probe-transport.ts';
import { findCatalogFile, loadCatalog } from './load-catalog.ts';
import { loadStepHelper } from './load-helper.ts';
import { loadRunbooksBeside } from './load-runbooks.ts';
import { createLog } from './log.ts';
import { readSlackSettings, type LocalSettings } from './settings.ts';

/** Examines the set-up that the command line finds here. */
export function examine({ configFile, dataDir, redisUrl, logLevel }: LocalSettings): Promise<Finding[]> {
  const slack = readSlackSettings(process.env);
  const log = createLog(logLevel, (text) => text);
  const catalog = loadCatalog(findCatalogFile(configFile, dataDir));
  return examineSetup({
    catalog,
    library: loadRunbooksBeside(configFile),
    redisUrl,
    ...(slack === undefined ? {} : { client: createClients(slack, log).interactive }),
    openTransport: () => openTransport(() => catalog, log),
  });
}

/** Renders the rights of the login on the hosts as a sudoers file: for the probes, then for the actions. */
export function sudoersFor(catalog: Catalog, library: Library, service: string | undefined): string {
  const chosen = Object.values(catalog.services).filter(
    ({ name }) => service === undefined || name === service,
  );
  const lines = chosen.flatMap((one) => {
    const logins = [...new Set(one.hosts.map((host) => catalog.hosts[host]?.user ?? 'resus'))];
    const forLogins = (rules: readonly string[]): string[] =>
      logins.flatMap((login) => rules.map((rule) => `${login} ${rule}`));
    return [
      `# ${one.name}, on ${one.hosts.join(', ') || 'no host'}: to look`,
      ...forLogins(sudoRules(one)),
      `# ${one.name}: to act on what was approved. Leave these out for a login that only looks.`,
      ...forLogins(actSudoRules(library.actions.values(), one)),
    ];
  });
  return [
    '# For Resus. Check with: visudo -cf FILE; install as /etc/sudoers.d/resus, mode 0440.',
    ...lines,
  ].join('\n');
}

/** The helper itself, or what it may do for a service: two files that root installs on a host. */
export function helperFor(catalog: Catalog, service: string | undefined): string {
  if (service === undefined) return loadStepHelper();
  const found = catalog.services[service];
  if (found === undefined)
    throw new AppError(
      'service_unknown',
      `There is no service "${service}" in resus.yaml: see \`resus doctor\`.`,
    );
  return stepConf(found);
}
