import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ActingHost } from '#test/actions/acting-host.ts';
import { labMissing } from '#test/lab/lab.ts';
import { bootAttacked } from './attacked-host.ts';

// What root's helper runs and loads, attacked by the user that the service runs as.
let web: ActingHost;

/** A program of the user's that writes down as whom it ran. */
const evil = `mine sh -c 'printf "#!/bin/sh\\nid -u >>/tmp/ran\\n" >media/evil; chmod 755 media/evil'; rm -f /tmp/ran`;
const ranAs = async () => await web.must('sort -u /tmp/ran 2>/dev/null || true');
const conf = (name: string, ...lines: string[]) =>
  `printf '%s\\n' service=${name} kind=systemd app_user=payments dir=/srv/payments branch=main ${lines.map((line) => `'${line}'`).join(' ')} | conf ${name}`;

describe.skipIf(labMissing() !== undefined)(
  'what the helper runs, and a service user who wants to be root',
  () => {
    beforeAll(async () => void (web = await bootAttacked()), 300_000);
    afterAll(() => web?.down());

    describe('git', () => {
      it('is the user’s own, whatever hooks and settings the checkout has', async () => {
        await web.must(`${evil}
        mine git config core.fsmonitor /srv/payments/media/evil; mine git config core.sshCommand /srv/payments/media/evil
        for hook in post-checkout post-merge reference-transaction; do cp media/evil .git/hooks/$hook; done; chown -R payments .git
        helper api git-rollback $(git rev-parse HEAD); helper api deploy $(git rev-parse HEAD)
        mine git config --unset core.fsmonitor; mine git config --unset core.sshCommand; rm .git/hooks/[pr]*`);
        expect((await ranAs()).trim()).toBe((await web.must('id -u payments')).trim());
      });
      it('is never root’s while somebody else could swap what it reads', async () => {
        const told = await web.must(`${evil}
        cp -a .git fresh; rm -rf .git; mv fresh .git # the disk the host was made from has directories that cannot be renamed
        mine git init -q decoy; mine git -C decoy config core.fsmonitor /srv/payments/media/evil; mine mv decoy/.git .git~
        chown -R root:root .git; swapping 3 .git .git~
        for i in $(seq 8); do helper api git-rollback $(git -C /srv/git/payments.git rev-parse main); done; swapped
        git -C . config core.fsmonitor >/dev/null 2>&1 && mv -T .git tmp && mv -T .git~ .git && mv -T tmp .git~ || true`);
        expect(await ranAs()).not.toContain('0\n');
        expect(told).not.toContain('Now:');
        await web.must(
          'rm -rf decoy; [ -d .git/refs/remotes ] || mv -T .git~ .git; rm -rf .git~; chown -R payments:payments .git',
        );
      });
      it('is root’s in a checkout that is all root’s, without its hooks', async () => {
        const commit = (await web.must('git rev-parse HEAD')).trim();
        const told = await web.must(`${evil}
        git clone -q --no-hardlinks /srv/git/payments.git /srv/whole; cp media/evil /srv/whole/.git/hooks/post-checkout; git -C /srv/whole config core.fsmonitor /srv/whole/.git/hooks/post-checkout
        ${conf('whole', 'env_file=/srv/payments/.env').replace('dir=/srv/payments', 'dir=/srv/whole')}
        helper whole deploy ${commit}`);
        expect(told).toContain('Deployed:');
        expect(await ranAs()).toBe('');
      });
      it('writes as root into no directory that somebody else can swap', async () => {
        const told = await web.must(`
        git clone -q /srv/git/payments.git /root/more; cd /root/more; echo x >orders/added; git add .; git commit -qm more; git push -q; cd /srv/whole
        chown payments orders; helper whole deploy $(git -C /root/more rev-parse HEAD); ls orders; chown root orders`);
        expect(told).toContain('root would write into /srv/whole/orders, which payments can change');
        expect(told).not.toContain('added');
        await web.must('chown -R payments:payments /srv/git');
      });
      it('is not the repository owner’s, either, where the service’s user can swap the repository', async () => {
        const told = await web.must(
          `${evil}; chown -R bot .git; helper api git-rollback $(git -C /srv/git/payments.git rev-parse main); chown -R payments:payments .git`,
        );
        expect(told).toContain('belongs to payments, but its .git to bot');
      });
    });

    describe('the application’s own commands', () => {
      it('run as its user with a Python of that user’s, and never as root', async () => {
        await web.must(`${evil}
        mine cp -a .venv/bin/python .venv/python.was; rm .venv/bin/python; mine cp media/evil .venv/bin/python
        echo LD_PRELOAD=/srv/payments/media/evil >>.env
        for op in migrate collectstatic install-dependencies; do helper api $op; done
        rm .venv/bin/python; mv .venv/python.was .venv/bin/python; edit '/^LD_PRELOAD/d' .env`);
        expect(await ranAs()).not.toContain('0\n');
      });
      it('do not run where the application runs as root', async () => {
        const told = await web.must(
          `${conf('asroot', 'venv=/srv/payments/.venv', 'manage=manage.py').replace('app_user=payments', 'app_user=root')}
        for op in migrate collectstatic install-dependencies clear-bytecode; do helper asroot $op; done`,
        );
        expect(told.match(/runs as root/g)).toHaveLength(4);
      });
    });

    describe('what root loads', () => {
      it('is no proxy file that somebody else can write, nor one in a directory that is not root’s', async () => {
        const told = await web.must(`
        mine mkdir -p sites-enabled sites-available; mine sh -c 'echo "proxy_pass http://127.0.0.1:1;" | tee site >sites-available/app'
        ${conf('mine', 'proxy_kind=nginx', 'proxy_file=/srv/payments/site', 'upstream=127.0.0.1:8000')}
        ${conf('link', 'proxy_kind=nginx', 'proxy_file=/etc/nginx/sites-enabled/link', 'upstream=127.0.0.1:8000')}
        ${conf('avail', 'proxy_kind=nginx', 'proxy_file=/srv/payments/sites-enabled/app')}
        ln -s /srv/payments/site /etc/nginx/sites-enabled/link
        helper mine set-upstream /srv/payments/site 127.0.0.1:1 127.0.0.1:8000
        helper link set-upstream /etc/nginx/sites-enabled/link 127.0.0.1:1 127.0.0.1:8000
        helper link restore-proxy; helper avail enable-site; rm /etc/nginx/sites-enabled/link; cat site`);
        expect(told.match(/and root would load it/g)).toHaveLength(4);
        expect(told).not.toContain('127.0.0.1:8000;');
      });
      it('is no file of variables that the service’s user can swap: systemd reads it as root', async () => {
        expect(
          await web.step('api', ['set-unit-line', 'EnvironmentFile', '/srv/payments/.env']),
        ).toMatchObject({
          code: 65,
        });
      });
      it('is no program of the service’s user in a unit that runs as root', async () => {
        const told = await web.must(`
        printf '[Service]\\nExecStart=/opt/gone/bin/gunicorn -w 2\\n' >/etc/systemd/system/rootly.service; systemctl daemon-reload
        ${conf('rootly', 'unit=rootly', 'venv=/srv/payments/.venv')}; helper rootly repair-unit`);
        expect(told).toContain('nothing in rootly.service contradicts');
      });
    });

    it('lets no process into a socket’s group by calling itself the proxy', async () => {
      const told = await web.must(`
      runuser -u bot -- bash -c 'exec -a "nginx: worker process" sleep 20' & sleep 0.2
      mine mkdir -p run; mine python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind("run/s")'
      ${conf('sock', 'path=payments:socket:/srv/payments/run/s')}; systemctl stop nginx; helper sock fix-paths; systemctl start nginx; stat -c %G run/s`);
      expect(told).not.toContain('bot');
    });
  },
);
