import { expect, test } from 'vitest';
import { readCatalog } from '#app/read-catalog.ts';
import { servicesWithoutChannelLines } from './told-nowhere.ts';

function linesOf(top: string, service: string): string[] {
  return servicesWithoutChannelLines(
    readCatalog(
      `
${top}
hosts: { web-1: { address: 192.0.2.5, user: bot } }
services:
  api: { host: web-1, run: { systemd: api }${service} }
`,
      'resus.yaml',
    ),
  );
}

test('a service that is watched, or that alerts may name, needs a channel', () => {
  const said = [expect.stringContaining('no channel hears of outages of api')];
  expect(linesOf('', ', watch: { every: 5s }')).toEqual(said);
  expect(linesOf('', ', monitors: [{ id: port, tcp: "192.0.2.5:80" }]')).toEqual(said);
  expect(linesOf('alerts: { uptime-kuma: { token: env:TOKEN } }', '')).toEqual(said);
});

test('one that has a channel, or is only asked about, does not', () => {
  expect(linesOf('', '')).toEqual([]);
  expect(linesOf('', ', watch: { every: 5s }, channel: "#api"')).toEqual([]);
  expect(linesOf('slack: { channel: "#ops" }', ', watch: { every: 5s }')).toEqual([]);
});
