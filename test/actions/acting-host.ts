import { execFile } from 'node:child_process';
import { stringify } from 'yaml';
import { loadStepHelper } from '#app/load-helper.ts';
import { loadRunbooks } from '#app/load-runbooks.ts';
import { sudoRules } from '#probes/sudo-rules.ts';
import { actSudoRules } from '#actions/act-sudo-rules.ts';
import { stepConf, stepConfPath } from '#actions/step-conf.ts';
import { stepHelperPath } from '#base/sudoers.ts';
import type { Catalog } from '#catalog/catalog.ts';
import { readCatalog } from '#app/read-catalog.ts';
import { unborn } from '#test/lab/faults/campaign.ts';
import type { LabHost } from '#test/lab/lab.ts';
import { bootSystem, type LabSystem, renewSystem } from '#test/lab/systems/system.ts';
import { type Gave, visit } from '#test/lab/visit.ts';
import { scaled } from '#test/scaled.ts';

export type Said = { readonly code: number; readonly text: string };

/** A lab host on which the login may do what the printed rules say, with the helper and its settings installed. */
export type ActingHost = {
  readonly host: LabHost;
  readonly catalog: Catalog;
  /** A command over ssh as the unprivileged login. */
  run(command: string, input?: string): Promise<Said>;
  /** The same as root, on whom no sudo and no installed helper is needed. */
  asRoot(command: string, input?: string): Promise<Said>;
  /** An operation of the helper, by that login. */
  step(service: string, words: readonly string[], input?: string): Promise<Said>;
  /** A script as root inside, past ssh: to break things, or to look. */
  must(script: string): Promise<string>;
  /** What the world outside gets. */
  visit(url: string): Promise<Gave>;
  /** As it was at first: what one test broke must not fail the next. */
  renew(): Promise<void>;
  down(): Promise<void>;
};

/** `words` are bash functions for the scripts that break this system. `sudo`: absent, what `resus doctor --sudoers` prints. */
export async function bootActing(
  system: LabSystem,
  words: string,
  sudo: readonly string[] = printedRules(system),
): Promise<ActingHost> {
  const host = await bootSystem(system, { sudo: [...sudo] });
  const catalog = readCatalog(stringify(system.catalog(host)), 'lab.yaml');
  const install = async (): Promise<void> => {
    await host.put(loadStepHelper(), stepHelperPath, '755');
    for (const service of Object.values(catalog.services))
      await host.put(stepConf(service), stepConfPath(service.name), '644');
  };
  await install();
  const run = (command: string, input?: string): Promise<Said> => ssh(host, command, input);
  return {
    host,
    catalog,
    run,
    asRoot: (command, input) => ssh(host, command, input, 'root'),
    step: (service, given, input) =>
      run(['sudo', '-n', stepHelperPath, service, ...given].map(quoted).join(' '), input),
    must: (script) => host.must(`${common}\n${words}\n${script}`, 90_000),
    visit: async (url) => (await visit(host, url)).gave,
    renew: async () => {
      await renewSystem(system, host);
      await install();
    },
    down: () => host.down(),
  };
}

function printedRules(system: LabSystem): string[] {
  const { services } = readCatalog(stringify(system.catalog(unborn)), 'lab.yaml');
  const actions = [...loadRunbooks().actions.values()];
  const rules = Object.values(services).flatMap((one) => [...sudoRules(one), ...actSudoRules(actions, one)]);
  return [...new Set(rules)];
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

function ssh(host: LabHost, command: string, input = '', user = 'bot'): Promise<Said> {
  const options = [
    '-o',
    'StrictHostKeyChecking=no',
    '-o',
    'UserKnownHostsFile=/dev/null',
    '-o',
    'LogLevel=ERROR',
  ];
  const words = ['-i', host.keyFile, '-p', String(host.port), ...options, `${user}@${host.address}`, command];
  return new Promise((resolve) => {
    const child = execFile('ssh', words, { timeout: scaled(60_000), encoding: 'utf8' }, (error, out, err) =>
      resolve({
        code: typeof error?.code === 'number' ? error.code : error === null ? 0 : 255,
        text: out + err,
      }),
    );
    child.stdin?.end(input);
  });
}

const common = `
set -euo pipefail
wait_for() { timeout 60 bash -c "until $1; do sleep 0.1; done" 2>/dev/null || { echo "waited in vain for: $1" >&2; exit 1; }; }
edit() { sed -i "$1" "$2"; }
`;
