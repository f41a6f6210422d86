import { describe, expect, it } from 'vitest';
import { targetOf } from '#test/recorded/target.ts';
import { sudoRules } from './sudo-rules.ts';

const rulesOf = (service: Record<string, unknown>): string[] => sudoRules(targetOf(service).service);

describe('the sudo rules of a service', () => {
  it('allow what its probes run, and nothing with a pattern in it', () => {
    const rules = rulesOf({
      run: { systemd: 'api' },
      listen: '127.0.0.1:8000',
      proxy: { nginx: '/etc/nginx/sites-enabled/api' },
      logs: ['/var/log/api/app.log'],
      env: { file: '/srv/api/.env', required: ['KEY'] },
      needs: [{ worker: { supervisor: 'api-worker' } }],
    });
    expect(rules).toContain('ALL=(root) NOPASSWD: /usr/sbin/nginx -T');
    expect(rules).toContain(
      'ALL=(root) NOPASSWD: /usr/bin/journalctl -u api -n 200 -a -o short-unix --no-hostname --no-pager',
    );
    expect(rules).toContain(
      'ALL=(root) NOPASSWD: /usr/local/sbin/resus-step api read-log /var/log/api/app.log',
    );
    expect(rules).toContain('ALL=(root) CWD=/ NOPASSWD: /usr/bin/supervisorctl status api-worker');
    for (const rule of rules) expect(rule).not.toMatch(/(?<!\\)[*?[]/);
  });
  it('never let the file of variables be printed', () => {
    const rules = rulesOf({ run: { systemd: 'api' }, env: { file: '/srv/api/.env', required: ['KEY'] } });
    expect(rules.filter((rule) => rule.includes('.env'))).toEqual([]);
    expect(rules).toContain('ALL=(root) NOPASSWD: /usr/local/sbin/resus-step api env-names');
  });
  it('let a check run as its own user, word for word', () => {
    const checks = [{ id: 'imports', run: 'python3 -c "import a, b"', in: '/srv/api', user: 'www-data' }];
    expect(rulesOf({ run: { systemd: 'api' }, checks })).toContain(
      String.raw`ALL=(www-data) NOPASSWD: /usr/bin/timeout 5 sh -c cd\ /srv/api\ ||\ exit\ 126;\ python3\ -c\ "import\ a\,\ b"`,
    );
  });
});
