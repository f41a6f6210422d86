import { readCatalog } from '#app/read-catalog.ts';
import { readLibrary } from '#runbooks/library.ts';

/** Two actions that cure a service that is stopped, or that try to. */
export const startLibrary = readLibrary([
  {
    file: 'diagnosis.yaml',
    text: `
diagnosis: service
version: 1
layers: [process, health]
tree:
  - { layer: process, first: [{ if: { process.state: stopped }, then: down }] }
  - { layer: health, first: [{ if: { process.state: running }, then: healthy }] }
verdicts:
  down: { title: { en: d, fr: d }, headline: { en: "it is down", fr: "arrêté" }, remedies: [start] }
  healthy: { level: health, title: { en: h, fr: h }, headline: { en: "it is well", fr: "va bien" } }
`,
  },
  {
    file: 'start.yaml',
    text: `
action: start
version: 1
title: { en: Start, fr: Démarrer }
risk: high
undo: { en: u, fr: u }
verify: { window: 10ms, within: 50ms }
steps: [{ id: first, run: [first] }, { id: second, run: [second] }]
`,
  },
  {
    file: 'try.yaml',
    text: `
action: try
version: 1
title: { en: Try, fr: Essayer }
risk: high
undo: { en: u, fr: u }
verify: { window: 10ms, within: 50ms }
steps: [{ id: change, run: [change] }]
otherwise: [{ id: back, run: [back] }]
`,
  },
]);

/** A service on one host, its twin under another name, and one on two hosts. */
export const startCatalog = readCatalog(
  JSON.stringify({
    people: { sre: { users: ['U0SRE'] } },
    policy: { high: { approvers: ['sre'], need: 1 } },
    hosts: { 'web-1': { address: '192.0.2.5', user: 'bot' }, 'web-2': { address: '192.0.2.6', user: 'bot' } },
    services: {
      api: { host: 'web-1', run: { systemd: 'payments' } },
      twin: { host: 'web-1', run: { systemd: 'payments' } },
      wide: { hosts: ['web-1', 'web-2'], run: { systemd: 'wide' } },
    },
  }),
  'run.yaml',
);
