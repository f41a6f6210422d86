import type { Catalog } from '#catalog/catalog.ts';
import { readCatalog } from '#app/read-catalog.ts';

const text = `
slack: { channel: "#ops", locale: en }
hosts:
  web-1: { address: 192.0.2.5, user: bot, key: "env:KEY", host_key: "SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" }
  web-2: { address: 192.0.2.6, user: bot, key: "env:KEY", host_key: "SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" }
services:
  api:
    title: Payments API
    hosts: [web-1, web-2]
    run: { systemd: payments-backend }
    listen: 127.0.0.1:8000
    public: { url: "https://api.example.test/health" }
  boutique:
    title: La boutique
    locale: fr
    host: web-1
    run: { systemd: boutique }
  worker:
    host: web-1
    run: { systemd: payments-worker }
`;

/** Three services, one of them French, on two hosts. */
export function sampleCatalog(): Catalog {
  return readCatalog(text, 'resus.yaml');
}
