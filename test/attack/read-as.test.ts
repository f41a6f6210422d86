import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Service } from '#catalog/catalog.ts';
import { migrations } from '#probes/code/migrations.ts';
import { checks } from '#probes/http/checks.ts';
import { logs } from '#probes/logs/logs.ts';
import type { Probe } from '#probes/probe.ts';
import { env } from '#probes/process/env.ts';
import type { ActingHost } from '#test/actions/acting-host.ts';
import { labMissing } from '#test/lab/lab.ts';
import { targetOf } from '#test/recorded/target.ts';
import { bootAttacked } from './attacked-host.ts';

// A login that is root looks at a service whose user would like to be root, too.
let web: ActingHost;
let api: Service;
const log = '/var/log/payments/error.log';
const secret = 'KEY_OF_ROOT';

/** What the probe's commands print for root. */
async function seenBy(probe: Probe, about = api) {
  const asks = probe.asks({ ...targetOf({ run: { systemd: 'payments-backend' } }), service: about }) ?? {};
  const told = Object.values(asks).flatMap((ask) =>
    ask !== undefined && 'command' in ask ? [web.asRoot(ask.command)] : [],
  );
  return (await Promise.all(told)).map(({ text }) => text).join('\n');
}

describe.skipIf(labMissing() !== undefined)(
  'a login that is root, looking at a service whose user attacks it',
  () => {
    beforeAll(async () => {
      web = await bootAttacked();
      const { api: found } = web.catalog.services;
      if (found === undefined) throw new Error('the catalog lost its service');
      api = found;
      await web.must(
        `echo ${secret}=not-for-you >/root/secret; chmod 600 /root/secret; chmod 755 /root; mine sh -c 'echo own line >>${log}'`,
      );
    }, 300_000);
    afterAll(() => web?.down());

    it('reads the log that the service wrote, and no file of root that its user links there', async () => {
      expect(await seenBy(logs)).toContain('own line');
      await web.must(`mine mv ${log} ${log}.was; mine ln -s /root/secret ${log}`);
      expect(await seenBy(logs)).not.toContain(secret);
      await web.must(`rm ${log}; mine mv ${log}.was ${log}`);
    });
    it('reads no log of root through a directory that is swapped again and again', async () => {
      await web.must(
        'mkdir -p /root/log; cp /root/secret /root/log/app.log; mine mkdir -p log; mine touch log/app.log; mine ln -s /root/log decoy',
      );
      const about = { ...api, logs: ['/srv/payments/log/app.log'] };
      const swapping = web.must('swapping 4 log decoy; swapped');
      for (let i = 0; i < 8; i += 1) expect(await seenBy(logs, about)).not.toContain(secret);
      await swapping;
      await web.must('rm -rf log decoy');
    });
    it('tells the names of the service’s variables, and none of another file', async () => {
      expect(await seenBy(env)).toContain('SECRET_KEY=');
      await web.must('cp -p .env /root/env; rm .env; mine ln -s /root/secret .env');
      expect(await seenBy(env)).not.toContain(secret);
      await web.must('rm .env; cp -p /root/env .env');
    });
    it('runs nothing of the service as root: no Python, no check, and nothing that its variables name', async () => {
      await web.must(`mine mkdir -p evil; mine sh -c 'for n in timeout runuser python3 sh; do printf "#!/bin/sh\\nid -u >>/tmp/ran\\n" >evil/$n; done; chmod 755 evil/*'
      cp -p .env /root/env; printf 'PATH=/srv/payments/evil\\nLD_PRELOAD=/srv/payments/evil/sh\\n' >>.env; mv .venv/bin/python .venv/was; cp evil/sh .venv/bin/python`);
      const imports = { id: 'imports', run: '.venv/bin/python -c 1', in: '/srv/payments' };
      const owned = { ...api, checks: [{ ...imports }] };
      const { user: _, ...deploy } = api.deploy ?? { dir: '/srv/payments' };
      for (const about of [owned, { ...owned, deploy }])
        for (const probe of [migrations, checks]) await seenBy(probe, about);
      await web.must('cp -p /root/env .env; mv .venv/was .venv/bin/python');
      expect((await web.must('sort -u /tmp/ran')).trim()).toBe((await web.must('id -u payments')).trim());
    });
  },
);
