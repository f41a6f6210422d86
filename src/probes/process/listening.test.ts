import { describe, expect, it } from 'vitest';
import { exited, recordedPart } from '#test/recorded/recorded.ts';
import { targetOf } from '#test/recorded/target.ts';
import { listening } from './listening.ts';
import { bindOf, listeningSockets, reaches } from './listening-sockets.ts';
import type { Seen } from '../probe.ts';

function see(text: string, service: Record<string, unknown> = {}): Seen {
  const target = targetOf({ run: { systemd: 'api' }, listen: '127.0.0.1:8080', ...service });
  return [listening.read({ sockets: exited(text) }, target)].flat()[0] as Seen;
}
const line = (address: string, more = ''): string => `LISTEN 0 128 ${address} 0.0.0.0:* ${more}`;

function bind(...addresses: string[]): string | undefined {
  return bindOf(listeningSockets(addresses.map((each) => line(each)).join('\n')));
}

describe('listening sockets', () => {
  it.each(['ss root', 'ss user', 'netstat', 'proc'])('are read alike from %s', (part) => {
    const found = listeningSockets(recordedPart('host.txt', part)).map(
      ({ address, port }) => `${address} ${port}`,
    );
    expect(found).toEqual(
      expect.arrayContaining(['0.0.0.0 22', ':: 22', '127.0.0.1 8080', '127.0.0.1 6379']),
    );
  });
  it('match the port exactly, not a longer one that ends or begins alike', () => {
    expect(see(`${line('0.0.0.0:18080')}\n${line('0.0.0.0:80808')}`).facts).toMatchObject({ open: false });
  });
  it('tell who can connect', () => {
    expect(bind('0.0.0.0:1')).toBe('any4');
    expect(bind('*:1')).toBe('any');
    expect(bind('[::]:1')).toBe('any');
    expect(bind('127.0.0.1:1')).toBe('loopback4');
    expect(bind('[::1]:1')).toBe('loopback6');
    expect(bind('127.0.0.1:1', '[::1]:1')).toBe('loopback');
    expect(bind('192.0.2.5:1')).toBe('lan');
  });
  it('know which addresses reach them', () => {
    const v6only = listeningSockets(line('[::]:80', 'v6only:1'));
    expect(reaches(v6only, '127.0.0.1')).toBe(false);
    expect(reaches(v6only, '::1')).toBe(true);
    expect(reaches(listeningSockets(line('127.0.0.1:80')), 'localhost')).toBe(true);
    expect(reaches(listeningSockets(line('[::1]:80')), '127.0.0.1')).toBe(false);
  });
});

describe('the port of a service', () => {
  const root = recordedPart('host.txt', 'ss root');

  it('is open, and its owner is known even without root', () => {
    expect(see(recordedPart('host.txt', 'ss user'))).toMatchObject({
      status: 'ok',
      facts: {
        open: true,
        loopbackOnly: true,
        ownerUnit: 'api.service',
        ownerIsService: true,
        queueFull: false,
      },
    });
    expect(see(root).facts).toMatchObject({ ownerProgram: 'python3' });
  });
  it('is held by something else', () => {
    expect(see(root, { run: { systemd: 'other' } }).facts['ownerIsService']).toBe(false);
  });
  it('is another one than the catalog says', () => {
    expect(see(root, { listen: '127.0.0.1:9000' })).toMatchObject({
      status: 'bad',
      facts: { open: false, otherPorts: ['8080'] },
    });
  });
  it('is open but not where it is wanted', () => {
    expect(see(line('[::1]:8080'))).toMatchObject({
      status: 'bad',
      facts: { open: true, reachable: false, bind: 'loopback6' },
    });
    expect(see(line('127.0.0.1:8080'), { listen: '192.0.2.5:8080' }).facts['reachable']).toBe(false);
  });
  it('has a full accept queue', () => {
    expect(see('LISTEN 129 128 127.0.0.1:8080 0.0.0.0:*')).toMatchObject({
      status: 'bad',
      facts: { queueFull: true },
    });
  });
  it('is known to be the service of a supervisor by its process or its parent', () => {
    const socket = line('127.0.0.1:8080', 'users:(("gunicorn",pid=50,fd=5),("gunicorn",pid=51,fd=5))');
    const supervised = { run: { supervisor: 'api' } };
    expect(see(`${socket}\nmain 50`, supervised).facts['ownerIsService']).toBe(true);
    expect(see(`${socket}\nmain 49\nowner 50 49 gunicorn x`, supervised).facts['ownerIsService']).toBe(true);
    expect(see(`${socket}\nmain 7\nowner 50 1 gunicorn x`, supervised).facts['ownerIsService']).toBe(false);
    expect(see(line('127.0.0.1:8080'), supervised).facts).not.toHaveProperty('ownerIsService');
  });
  it('is unknown when no tool could tell', () => {
    expect(see('sh: 1: netstat: not found\n')).toMatchObject({ status: 'unknown', facts: {} });
  });
  it('may be a unix socket', () => {
    const at = { listen: 'unix:/run/api.sock' };
    expect(
      see(
        'srw-rw---- 1 www-data www-data 0 Nov 21 00:00 /run/api.sock\nu_str LISTEN 0 64 /run/api.sock 123 * 0\n',
        at,
      ),
    ).toMatchObject({
      status: 'ok',
      facts: { open: true, socketExists: true, socketMode: 'srw-rw---- www-data:www-data' },
    });
    expect(see("ls: cannot access '/run/api.sock': No such file or directory\n", at)).toMatchObject({
      status: 'bad',
      facts: { open: false, socketExists: false },
    });
  });
});
