import { describe, expect, it } from 'vitest';
import { exited } from '#test/recorded/recorded.ts';
import { targetOf } from '#test/recorded/target.ts';
import type { Seen } from '../probe.ts';
import { container } from './container.ts';

const id = `sha256:${'a'.repeat(64)}`;
/** As `docker inspect` of a real engine prints it: published on 8080 to 8000 inside, on a network of Compose. */
const ports = '{"8000/tcp":[{"HostIp":"127.0.0.1","HostPort":"8080"}]}';
const inspected = (status = 'running', published = ports): string =>
  [published, published, id, 'shop-api:1.4', 'shop_default', 'shop_default ', status].join('\u0001');
/** /proc/PID/net/tcp: one socket that listens; Docker's own name server is always among them. */
const dns =
  '   0: 0B00007F:A1B2 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0';
const socket = (address: string): string =>
  `   1: ${address} 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 2 1 0 100 0 0 10 0`;

function see(told: string, sockets: string, image = id, listen = '127.0.0.1:8080'): Seen {
  const text = `${told}\nresus-sockets\n${dns}\n${sockets}\nresus-seen\nresus-image\n${image}\n`;
  const target = targetOf({ run: { compose: { project: 'shop', service: 'api' } }, listen });
  return [container.read({ container: exited(text) }, target)].flat()[0] as Seen;
}

describe('a container and its host', () => {
  it('are joined when somebody listens where Docker leads to', () => {
    expect(see(inspected(), socket('00000000:1F40'))).toMatchObject({
      status: 'ok',
      facts: {
        published: true,
        port: 8000,
        listens: true,
        loopbackOnly: false,
        imageCurrent: true,
      },
    });
  });
  it('are not when it listens on 127.0.0.1 inside', () => {
    expect(see(inspected(), socket('0100007F:1F40'))).toMatchObject({
      status: 'bad',
      facts: { listens: false, loopbackOnly: true, inside: ['127.0.0.1:8000'] },
    });
  });
  it('are not when it listens on another port inside', () => {
    expect(see(inspected(), socket('00000000:2328')).facts).toMatchObject({
      listens: false,
      loopbackOnly: false,
      otherPorts: ['9000'],
    });
  });
  it('are not when the port is not published', () => {
    const { facts, status } = see(inspected(), socket('00000000:1F40'), id, '127.0.0.1:9090');
    expect([status, facts['published'], facts['publishedPorts'], facts['listens']]).toEqual([
      'bad',
      false,
      ['8080'],
      undefined,
    ]);
  });
  it('tell that the tag means another image now', () => {
    const { facts } = see(inspected(), socket('00000000:1F40'), `sha256:${'c'.repeat(64)}`);
    expect(facts['imageCurrent']).toBe(false);
  });
  it('say nothing of what listens in a container that does not run', () => {
    const { facts, status } = see(inspected('exited', '{}'), '');
    expect([status, facts['published'], facts['listens']]).toEqual(['ok', undefined, undefined]);
  });
});
