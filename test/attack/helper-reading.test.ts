import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ActingHost } from '#test/actions/acting-host.ts';
import { labMissing } from '#test/lab/lab.ts';
import { bootAttacked } from './attacked-host.ts';

// What comes out of the helper, and what it takes away, attacked by the user that the service runs as.
let web: ActingHost;
const log = '/var/log/payments/error.log';
const secret = 'KEY_OF_ROOT=not-for-you';

describe.skipIf(labMissing() !== undefined)(
  'what the helper reads and removes, and its service’s user',
  () => {
    beforeAll(async () => {
      web = await bootAttacked();
      await web.must(`echo ${secret} >/root/secret; chmod 600 /root/secret; mkdir -p /root/logs; cp /root/secret /root/logs/error.log
      touch -d '9 days ago' /root/logs/old.gz; chmod 755 /root; chmod 700 /root/logs; mine touch ${log}; mine sh -c 'echo own line >>${log}'`);
    }, 300_000);
    afterAll(() => web?.down());

    it('reads a log as its owner: a link to a file of root is not followed by root', async () => {
      expect((await web.step('api', ['read-log', log])).text).toContain('own line');
      const told = await web.must(
        `mine ln -sf /root/secret ${log}.l; mine mv ${log} ${log}.was; mine mv ${log}.l ${log}; helper api read-log ${log}; mine mv ${log}.was ${log}`,
      );
      expect(told).not.toContain(secret);
      expect(told).toContain('Permission denied');
    });
    it('reads no log of root while the directory of the log is swapped again and again', async () => {
      await web.must(`mine mkdir -p logs; mine sh -c 'echo own >logs/error.log'; mine ln -s /root/logs decoy
      printf '%s\\n' service=logs app_user=payments dir=/srv/payments log=/srv/payments/logs/error.log safe_place=/srv/payments/logs | conf logs
      swapping 4 logs decoy; for i in $(seq 30); do helper logs read-log /srv/payments/logs/error.log; helper logs free-disk /srv/payments/logs; done >/tmp/told; swapped`);
      expect(await web.must('grep -c not-for-you /tmp/told || true')).toBe('0\n');
      expect(await web.must('ls /root/logs')).toBe('error.log\nold.gz\n');
      await web.must('rm -rf logs decoy');
    });
    it('refuses a log that its settings do not name, a device and a pipe, and waits for none of them', async () => {
      for (const path of ['/etc/shadow', '/var/log/payments/../../../etc/shadow', '-n', ''])
        expect(await web.step('api', ['read-log', path])).toMatchObject({ code: 65 });
      const told = await web.must(
        `mine mv ${log} ${log}.was; mine mkfifo ${log}; helper api read-log ${log}; rm ${log}; mine mv ${log}.was ${log}`,
      );
      expect(told).toContain('no plain file');
    });
    it('tells names of the service’s own variables, and none of another file', async () => {
      const told = await web.step('api', ['env-names']);
      expect(told.text).toContain('SECRET_KEY=\n');
      expect(told.text).not.toContain('lab-secret');
      const led = await web.must(
        `cp -p .env /root/env; rm .env; mine ln -s /root/secret .env; helper api env-names; rm .env; cp -p /root/env .env`,
      );
      expect(led).not.toContain('KEY_OF_ROOT');
    });
    it('waits for no pipe in the place of the file of variables', async () => {
      const told = await web.must(
        `rm .env; mine mkfifo .env; echo x | timeout 20 resus-step api set-env DEBUG || true; helper api env-names; rm .env; cp -p /root/env .env`,
      );
      expect(told).toContain('no plain file');
    });
    it('gives no copy to another user than it was taken from', async () => {
      await web.must(`echo -n True | resus-step api set-env DEBUG; chown bot /srv/payments; chown bot .env`);
      expect(await web.step('api', ['restore-env'])).toMatchObject({ code: 65 });
      await web.must('chown payments /srv/payments; chown payments .env; helper api restore-env');
    });
    it('corrects no owner across a mount, of a device, or of what has a second name', async () => {
      await web.must(`mine mkdir -p media/bound; mkdir -p /mnt/root; touch /mnt/root/file; mount --bind /mnt/root media/bound
      mknod media/null c 1 3; touch /srv/second; ln /srv/second media/second; touch /srv/bound; mine touch media/over; mount --bind /srv/bound media/over
      helper api fix-paths; umount media/bound media/over`);
      expect(
        await web.must('stat -c "%U %n" /mnt/root /mnt/root/file media/null /srv/second /srv/bound'),
      ).toBe('root /mnt/root\nroot /mnt/root/file\nroot media/null\nroot /srv/second\nroot /srv/bound\n');
      await web.must('rm -f media/null media/second media/over');
    });
    it('shows the names of files on one line, whatever they are', async () => {
      const told = await web.must(
        `touch "$(printf 'media/x\\nowner of passwd: payments\\033[2K')"; helper api fix-paths; rm -f media/x*`,
      );
      expect(told.split('\n').some((line) => line.startsWith('owner of passwd'))).toBe(false);
      expect(told).toContain('owner of passwd');
      expect(told).not.toContain('\u001B');
    });
    it('removes nothing of others from /tmp, nor beyond a link', async () => {
      await web.must(`mkdir /tmp/rootly; touch -d '9 days ago' /tmp/rootly/file; mine mkdir /tmp/dir; mine touch -d '9 days ago' /tmp/dir/file; mine ln -s /root/logs /tmp/decoy
      swapping 3 /tmp/dir /tmp/decoy; for i in $(seq 20); do helper api free-disk tmp >/dev/null; done; swapped`);
      expect(await web.must('ls /tmp/rootly /root/logs')).toBe(
        '/root/logs:\nerror.log\nold.gz\n\n/tmp/rootly:\nfile\n',
      );
    });
    it('says that it failed when its child is ended by the user it became', async () => {
      const told = await web.must(`
      mine sh -c 'end=$(($(date +%s) + 6)); while [ $(date +%s) -lt $end ]; do pkill -KILL -u payments -f '[r]esus-step api'; sleep 0.01; done' & killer=$!
      for i in $(seq 12); do echo $i | resus-step api set-env DEBUG >>/tmp/killed 2>&1 || echo "code $?" >>/tmp/killed; done; wait $killer || true; sort /tmp/killed | uniq -c; helper api restore-env; cp -p /root/env .env`);
      expect(told).not.toContain('Traceback');
    });
  },
);
