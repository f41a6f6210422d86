import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { authWords } from '#test/lab/faults/auth-words.ts';
import { labMissing } from '#test/lab/lab.ts';
import { fastapiNginx } from '#test/lab/systems/fastapi-nginx.ts';
import type { LabSystem } from '#test/lab/systems/system.ts';
import { type ActingHost, bootActing } from './acting-host.ts';
import { breakAndCure, cure, cured } from './cure.ts';
import { scaled } from '#test/scaled.ts';

const missing = labMissing();
const health = 'http://auth.example.test/health';

/** The same application as its guide starts it by hand: nobody looks after it. */
const byHand: LabSystem = {
  ...fastapiNginx,
  catalog: (host) => {
    const written = fastapiNginx.catalog(host);
    const { auth } = written.services ?? {};
    if (auth === undefined) throw new Error('the catalog lost its service');
    const start = 'set -a; . /etc/auth.env; exec venv/bin/python main.py';
    const process = { dir: '/opt/auth', start, user: 'auth', log: '/var/log/auth/app.log' };
    return { ...written, services: { auth: { ...auth, run: { process } } } };
  },
};
const words = `${authWords}
owner() { ss -Hltnp 'sport = :8000' | sed 's/.*pid=\\([0-9]*\\).*/\\1/'; }
`;

let auth: ActingHost;
const cures = (action: string, broken: string) => breakAndCure(auth, byHand, action, { broken, url: health });

describe.skipIf(missing !== undefined)(
  'actions on a plain process, by a login with the printed sudo rules only',
  () => {
    beforeAll(async () => {
      auth = await bootActing(byHand, words);
      await auth.must('systemctl disable -q --now auth-api; rm -f /var/log/auth/app.log');
    }, scaled(300_000));
    afterAll(() => auth?.down());
    afterEach(async ({ task }) => {
      if (task.result?.state !== 'fail') return;
      await auth.renew();
      await auth.must('systemctl disable -q --now auth-api; rm -f /var/log/auth/app.log');
    });

    it('start: detached from the session that started it, as its own user, with its log', async () => {
      expect(await cures('start', 'true')).toMatchObject(cured);
      expect(await auth.must('ps -o user= -p $(owner)')).toBe('auth\n');
      expect(await auth.must('grep -c "Uvicorn running" /var/log/auth/app.log')).toBe('1\n');
    });
    it('restart: another process serves afterwards', async () => {
      const before = await auth.must('owner');
      expect(await cure(auth, byHand, 'restart')).toMatchObject({ plan: { risk: 'high' } });
      await expect.poll(() => auth.visit(health), { timeout: scaled(10_000) }).toBe(200);
      expect(await auth.must('owner')).not.toBe(before);
    });
    it('emergency-restart: a copy that hangs and ignores TERM', async () => {
      await auth.must('kill -STOP $(owner)');
      expect(await auth.visit(health)).not.toBe(200);
      expect(await cure(auth, byHand, 'emergency-restart')).toMatchObject({ plan: { risk: 'critical' } });
      await expect.poll(() => auth.visit(health), { timeout: scaled(10_000) }).toBe(200);
    });
    it('resume: a suspended process', async () => {
      await auth.must('kill -STOP $(owner)');
      expect(await auth.visit(health)).not.toBe(200);
      expect(await cure(auth, byHand, 'resume')).toMatchObject({ plan: { risk: 'high' } });
      await expect.poll(() => auth.visit(health), { timeout: scaled(10_000) }).toBe(200);
    });
  },
);
