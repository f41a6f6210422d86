import { expect, test } from 'vitest';
import { readCatalog } from '#app/read-catalog.ts';

function problemOf(alerts: string): string {
  const text = `hosts: { web-1: { address: 192.0.2.5 } }
services: { api: { host: web-1, run: { systemd: api } } }
alerts:
  ${alerts}
`;
  try {
    readCatalog(text, 'resus.yaml');
  } catch (error) {
    return error instanceof Error ? error.message.replace('The catalog cannot be used:\n', '') : '';
  }
  return 'fine';
}

test.each([
  ['alertmanager: { token: env:A }', 'fine'],
  ['deploys: { hmac: "file:/etc/resus/deploys" }', 'fine'],
  ['pagerduty: { token: env:A }', 'resus.yaml:4: alerts.pagerduty: this key is not known here'],
  ['grafana: { token: sesame }', 'resus.yaml:4: alerts.grafana.token: expected file:PATH or env:NAME'],
  ['grafana: { token: env:A, hmac: env:B }', 'resus.yaml:4: alerts.grafana: token: or hmac:, not both'],
  [
    'grafana: { token: env:A, service_from: labels..app }',
    'resus.yaml:4: alerts.grafana.service_from: a path such as labels.service',
  ],
  [
    'uptime-kuma: { token: env:A, services: { "Payments API": apu } }',
    'resus.yaml:4: alerts.uptime-kuma.services.Payments API: no service named "apu"; there are: api',
  ],
  [
    'generic: { token: env:A, service_from: a, state_from: b, down: [2], up: [0, 2] }',
    'resus.yaml:4: alerts.generic: down: and up: name the same value',
  ],
  [
    'generic: { token: env:A, service_from: a, state_from: b, down: [], up: [0] }',
    'resus.yaml:4: alerts.generic.down: name at least one value',
  ],
])('%s', (alerts, problem) => {
  expect(problemOf(alerts)).toBe(problem);
});

test('where a source names the service has a default', () => {
  const text = 'alerts: { alertmanager: {}, uptime-kuma: {} }';
  const { alerts } = readCatalog(text, 'resus.yaml');
  expect(alerts.alertmanager?.service_from).toBe('labels.service');
  expect(alerts['uptime-kuma']?.service_from).toBe('monitor.name');
});
