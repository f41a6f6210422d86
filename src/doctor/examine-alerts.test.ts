import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readCatalog } from '#app/read-catalog.ts';
import { examineAlerts } from './examine-alerts.ts';

test('each endpoint is said to work, to be off, or what its secret lacks', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'resus-alerts-'));
  try {
    writeFileSync(join(dir, 'long'), 'sixteen-characters-or-more\n', { mode: 0o600 });
    writeFileSync(join(dir, 'short'), 'sesame\n', { mode: 0o600 });
    writeFileSync(join(dir, 'empty'), '\n', { mode: 0o600 });
    const { alerts } = readCatalog(
      `
services: {}
alerts:
  alertmanager: { token: "file:${dir}/long" }
  grafana: { hmac: "file:${dir}/short" }
  uptime-kuma: {}
  generic: { token: env:RESUS_TEST_UNSET, service_from: a, state_from: b, down: [1], up: [0] }
  deploys: { hmac: "file:${dir}/empty" }
`,
      'resus.yaml',
    );
    const short = 'its secret is shorter than 16 characters';
    expect(await examineAlerts(alerts)).toEqual([
      { ok: true, about: 'alerts.alertmanager', says: 'POST /alerts/alertmanager with a token' },
      { ok: false, about: 'alerts.grafana', says: short },
      { ok: false, about: 'alerts.uptime-kuma', says: 'is off, since it has no secret: set token: or hmac:' },
      {
        ok: false,
        about: 'alerts.generic',
        says: 'The environment variable RESUS_TEST_UNSET is not set (the catalog refers to it as env:RESUS_TEST_UNSET).',
      },
      { ok: false, about: 'alerts.deploys', says: short },
    ]);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});
