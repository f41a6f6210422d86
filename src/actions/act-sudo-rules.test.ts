import { describe, expect, it } from 'vitest';
import { loadStepHelper } from '#app/load-helper.ts';
import { loadRunbooks } from '#app/load-runbooks.ts';
import { readCatalog } from '#app/read-catalog.ts';
import { actSudoRules } from './act-sudo-rules.ts';
import { stepConf, stepScript } from './step-conf.ts';

const { actions } = loadRunbooks();

function serviceOf(written: Record<string, unknown>) {
  const catalog = { hosts: { 'web-1': { address: '192.0.2.5', user: 'bot' } }, services: { api: written } };
  const service = readCatalog(JSON.stringify(catalog), 'resus.yaml').services['api'];
  if (service === undefined) throw new Error('the catalog lost its service');
  return service;
}

const payments = serviceOf({
  host: 'web-1',
  run: { systemd: 'payments' },
  listen: '*:8000',
  proxy: { nginx: '/etc/nginx/sites-enabled/api' },
  env: { file: '/srv/payments/.env', required: ['KEY'] },
  logs: ['/app.log', '/var/log/payments/error.log'],
  needs: [{ postgres: { unit: 'postgresql@15-main', database: 'payments' } }],
  deploy: { dir: '/srv/payments', user: 'payments', steps: ['make static'] },
});

describe('what a login must be allowed to act', () => {
  const rules = actSudoRules(actions.values(), payments);
  it('is each command with all its words, and the helper', () => {
    expect(rules).toContain('ALL=(root) NOPASSWD: /usr/bin/systemctl restart payments');
    expect(rules).toContain('ALL=(root) NOPASSWD: /usr/bin/systemctl start postgresql@15-main');
    expect(rules).toContain('ALL=(root) NOPASSWD: /usr/sbin/nginx -t');
    expect(rules).toContain('ALL=(root) NOPASSWD: /usr/local/sbin/resus-step');
    expect(rules).toContain(
      String.raw`ALL=(payments) NOPASSWD: /usr/bin/sh -c cd\ /srv/payments\ &&\ make\ static`,
    );
  });
  it('has no pattern in it, no shell as root, and nothing of other services', () => {
    expect(rules.filter((rule) => /(?<!\\)[*?[]/.test(rule))).toEqual([]);
    expect(rules.filter((rule) => /\(root\).*\/(?:sh|bash|env|sudo)\b/.test(rule))).toEqual([]);
    expect(
      rules.filter((rule) => /systemctl/.test(rule) && !/payments|nginx|postgresql@15-main$/.test(rule)),
    ).toEqual([]);
  });
});

describe('the settings of the helper', () => {
  it('say where the service listens as a proxy has to ask for it', () => {
    expect(stepConf(payments)).toContain('\nupstream=127.0.0.1:8000\n');
  });
  it('name no safe place right under the root', () => {
    expect(stepConf(payments).match(/^safe_place=.*/gm)).toEqual([
      'safe_place=journal',
      'safe_place=apt',
      'safe_place=tmp',
      'safe_place=/var/log/payments',
    ]);
  });
  it('travel inside the helper for a login that is root, and nowhere else does it read any', () => {
    const script = stepScript(loadStepHelper(), payments);
    expect(script).toContain(String.raw`EMBEDDED_SETTINGS = "service=api\n`);
    expect(script).not.toContain('EMBEDDED_SETTINGS = None');
  });
});

describe('the library and the helper', () => {
  const offered = new Set(
    [...loadStepHelper().matchAll(/^ {4}'([a-z][a-z-]+)': \(\w+, \d\),$/gm)].map(([, op]) => op),
  );
  const used = new Set(
    [...actions.values()].flatMap(({ steps, otherwise }) =>
      [...steps, ...otherwise].flatMap((step) => ('helper' in step ? [step.helper] : [])),
    ),
  );
  it('agree on every operation', () => {
    const lookedWith = ['env-names', 'read-log'];
    expect(new Set([...used, ...lookedWith])).toEqual(offered);
  });
});
