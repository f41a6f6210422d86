import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ActingHost } from '#test/actions/acting-host.ts';
import { labMissing } from '#test/lab/lab.ts';
import { bootAttacked } from './attacked-host.ts';
import { scaled } from '#test/scaled.ts';

// Everything here is done by the user that the service runs as, on its own files, while root runs the helper.
let web: ActingHost;

describe.skipIf(labMissing() !== undefined)('the helper and a service user who attacks it', () => {
  beforeAll(async () => void (web = await bootAttacked()), scaled(300_000));
  afterAll(() => web?.down());

  it('gives nobody a file of root when a directory is swapped for a link while owners are corrected', async () => {
    await web.must(`
      mine mkdir -p media/d; mine ln -s /etc media/l; swapping 4 media/d media/l
      for i in $(seq 12); do
        for d in media/d media/l; do [ -h $d ] || for f in passwd group environment; do (cd -P $d; [ "$PWD" = /etc ] || echo x >$f); done; done
        helper api fix-paths >/dev/null
      done; swapped`);
    expect(
      await web.must('stat -c "%U %a" /etc /etc/passwd /etc/group /etc/environment 2>/dev/null | sort -u'),
    ).toBe('root 644\nroot 755\n');
    await web.must('rm -rf media/d media/l');
  });

  it('copies nothing of root when the file of variables becomes a link while the value is awaited', async () => {
    const told = await web.must(`
      cp -p .env /root/env
      { sleep 1; echo True; } | resus-step api set-env DEBUG >/tmp/told 2>&1 & job=$!
      sleep 0.4; mine mv .env .env.was; mine ln -s /etc/shadow .env
      wait $job && echo done; cat /tmp/told; rm .env; cp -p /root/env .env; helper api restore-env; rm -f .env.was`);
    expect(told).not.toContain('done\n');
    expect(await web.must('vault "^root:"')).toBe('');
    expect(await web.must('grep -c ^root: .env || true')).toBe('0\n');
    await web.must('cp -p /root/env .env');
  });

  it('writes nothing of root when the directory of the file of variables becomes a link meanwhile', async () => {
    const told = await web.must(`
      echo PATH=/usr/bin >/etc/environment; mine mkdir -p conf; mine sh -c 'echo DEBUG=1 >conf/environment'
      printf 'service=parent\\nkind=systemd\\napp_user=payments\\ndir=/srv/payments\\nenv_file=/srv/payments/conf/environment\\nenv_name=DEBUG\\n' | conf parent
      { sleep 1; echo taken; } | resus-step parent set-env DEBUG >/tmp/told 2>&1 & job=$!
      sleep 0.4; mine mv conf conf.was; mine ln -s /etc conf
      wait $job && echo done; cat /tmp/told; rm conf; mv conf.was conf; cat /etc/environment`);
    expect(told).not.toContain('done\n');
    expect(told).not.toContain('taken');
  });

  it('writes nothing of root while that directory is swapped again and again', async () => {
    await web.must(`
      mine ln -s /etc decoy; swapping 5 conf decoy
      for i in $(seq 15); do echo taken$i | resus-step parent set-env DEBUG >/dev/null 2>&1 || true; helper parent restore-env >/dev/null; done
      swapped; [ -h conf ] && mv -T decoy conf.was && rm conf && mv conf.was conf || rm -f decoy`);
    expect(await web.must('cat /etc/environment')).toBe('PATH=/usr/bin\n');
    expect(await web.must('vault "^PATH=/usr/bin"')).toBe('');
  });

  it('runs nothing that the variables of the service name when the checkout is owned by root', async () => {
    const told = await web.must(`
      good=$(git rev-parse HEAD); cp -p .env /root/env; chown -R root:root .git
      mine sh -c 'printf "#!/bin/sh\\nid >>/tmp/ran\\n" >media/evil; chmod 755 media/evil
        printf "GIT_CONFIG_COUNT=1\\nGIT_CONFIG_KEY_0=core.fsmonitor\\nGIT_CONFIG_VALUE_0=/srv/payments/media/evil\\nGIT_SSH_COMMAND=/srv/payments/media/evil\\nGIT_EXTERNAL_DIFF=/srv/payments/media/evil\\n" >>.env'
      helper api git-rollback $good; helper api deploy $good; cat /tmp/ran 2>/dev/null || true`);
    expect(told).not.toContain('uid=');
    await web.must('rm -f /tmp/ran media/evil; cp -p /root/env .env; chown -R payments:payments .git .env');
  });
});
