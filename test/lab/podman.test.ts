import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { actSudoRules } from '#actions/act-sudo-rules.ts';
import { renderStep } from '#actions/render-step.ts';
import { loadRunbooks } from '#app/load-runbooks.ts';
import type { Verb } from '#catalog/verb.ts';
import { sudoRules } from '#probes/sudo-rules.ts';
import { podman } from '#runtimes/podman.ts';
import { exited } from '#test/recorded/recorded.ts';
import { targetOf } from '#test/recorded/target.ts';
import { bootHost, type LabHost, labMissing } from './lab.ts';
import { prepareLayer } from './layer.ts';
import { mustRunLab, runLabNow } from './script.ts';

/** No registry is needed: a container is made of a few of the host's own programs. The lab's disks are overlays already. */
const install = `set -e
mkdir -p /etc/containers /srv/root/bin /srv/root/proc /srv/root/sys /srv/root/dev /srv/root/tmp /srv/root/run /srv/root/etc
printf '[storage]\\ndriver = "vfs"\\nrunroot = "/run/containers/storage"\\ngraphroot = "/var/lib/containers/storage"\\n' >/etc/containers/storage.conf
for p in /bin/sh /bin/sleep; do cp -L $p /srv/root/bin/; for l in $(ldd $p | grep -o '/[^ ]*'); do mkdir -p /srv/root$(dirname $l); cp -L $l /srv/root$l; done; done
podman create --name payments-api --network host --cgroups=disabled --rootfs /srv/root /bin/sh -c 'trap "exit 0" TERM; echo ready; while :; do sleep 0.1; done'
podman create --name payments-api-old --network host --cgroups=disabled --rootfs /srv/root /bin/sleep 1`;

const missing =
  labMissing() ??
  (runLabNow(['packages', 'podman', 'there']).code === 0
    ? undefined
    : 'Podman is not installed for the lab: test/lab/lab.sh packages podman');

describe.skipIf(missing !== undefined)(
  `a real Podman${missing === undefined ? '' : ` [needs ${missing}]`}`,
  () => {
    const target = targetOf({ run: { podman: 'payments-api' } });
    const { service } = target;
    let host: LabHost;

    beforeAll(async () => {
      const packages = (await mustRunLab(['packages', 'podman'])).trim();
      const layer = await prepareLayer(
        'podman',
        install,
        async (one) => {
          await one.must(install, 60_000);
        },
        packages,
      );
      const rules = [...sudoRules(service), ...actSudoRules(loadRunbooks().actions.values(), service)];
      const allowed = rules.map((rule) => rule.replace(/^ALL=\((\w+)\) NOPASSWD: /, '($1) '));
      host = await bootHost('podman', { layer, sudo: allowed });
    });
    afterAll(() => host?.down());
    beforeEach(() => host.renew());

    /** As the login that has the printed sudo rules and nothing else. */
    const asBot = async (command: string): Promise<string> => {
      await host.put(command, '/tmp/command', '0644');
      const { stdout, stderr } = await host.exec('runuser -u bot -- sh /tmp/command 2>&1', 30_000);
      return stdout + stderr;
    };
    const look = async () =>
      podman.read(exited(await asBot(podman.ask(service).command)), { ...target, now: Date.now() });
    const does = async (verb: Verb): Promise<void> => {
      const login = { host: 'web-1', address: host.address, port: host.port, user: 'bot', hostKey: '' };
      const helper = { path: '/none', sha256: '', textFor: () => '' };
      const context = {
        service,
        params: {},
        login,
        needLogin: login,
        need: undefined,
        helper,
        platformUrl: undefined,
        prefix: '',
      };
      const steps = renderStep({ verb, of: 'service', once: true, may_fail: false }, 0, context);
      if ('refused' in steps) throw new Error(steps.refused.en);
      for (const { doing } of steps) if (doing.via === 'ssh') await asBot(doing.command);
    };

    test('a container that was made and never started is stopped; one that is not there is not found', async () => {
      expect(await look()).toMatchObject({ status: 'bad', facts: { state: 'stopped', substate: 'created' } });
      await host.must('podman rm payments-api');
      expect(await look()).toMatchObject({ status: 'bad', facts: { state: 'not_found' } });
    });

    test('started, stopped and restarted by its verbs, with the printed rules', async () => {
      await does('start');
      const started = await look();
      expect(started).toMatchObject({ status: 'ok', facts: { state: 'running', name: 'payments-api' } });
      expect(Number((await asBot(podman.mainPid(service))).trim())).toBe(started.facts['pid']);
      const [log] = podman.logs(service);
      expect(await asBot(log?.command ?? '')).toMatch(/^\d{4}-\d\d-\d\dT\S+ ready$/m);
      await does('restart');
      const again = await look();
      expect(again.facts['state']).toBe('running');
      expect(again.facts['pid']).not.toBe(started.facts['pid']);
      await does('stop');
      expect(await look()).toMatchObject({ status: 'bad', facts: { state: 'stopped', exitCode: 0 } });
    });

    test('one that was killed has failed, and says with what', async () => {
      await host.must('podman start payments-api && podman kill payments-api && podman wait payments-api');
      expect(await look()).toMatchObject({ facts: { state: 'failed', failure: 'killed', exitCode: 137 } });
    });

    test('without the right to ask, nothing is claimed', async () => {
      await host.must('rm -f /etc/sudoers.d/*');
      expect(await look()).toMatchObject({ status: 'unknown', facts: {} });
    });
  },
);
