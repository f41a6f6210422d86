import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Host } from '#catalog/catalog.ts';
import { resolveReach } from './target.ts';
import { readConfigEntry } from './ssh-config-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'resus-config-'));
const config = join(folder, 'config');
afterAll(() => rmSync(folder, { recursive: true }));

const host = (name: string, more: Partial<Host>): Host => ({ name, port: 22, os: 'linux', ...more });
const resolve = (hosts: Host[], name: string) =>
  resolveReach(name, {
    findHost: (wanted) => hosts.find((each) => each.name === wanted),
    readConfig: (alias) => readConfigEntry(config, alias),
  });

async function detail(...hosts: Host[]): Promise<string> {
  const found = await resolve(hosts, 'web-1');
  return 'trouble' in found ? found.trouble.detail : 'found';
}

describe('the way to a host', () => {
  it('is what the catalog says', async () => {
    const hosts = [
      host('web-1', {
        address: '192.0.2.5',
        user: 'bot',
        key: 'file:~/.ssh/resus',
        jump: 'edge',
        port: 2222,
      }),
      host('edge', { address: 'edge.example.test', user: 'hop' }),
    ];
    expect(await resolve(hosts, 'web-1')).toEqual({
      host: 'web-1',
      address: '192.0.2.5',
      port: 2222,
      user: 'bot',
      key: 'file:~/.ssh/resus',
      agent: false,
      os: 'linux',
      jump: { host: 'edge', address: 'edge.example.test', port: 22, user: 'hop', agent: false, os: 'linux' },
    });
  });

  it('is filled up from the ssh configuration, where the catalog wins', async () => {
    writeFileSync(
      config,
      [
        'Include more/*.conf',
        'Host web',
        '  HostName %h.example.test',
        '  Port 2200',
        '  User deploy',
        '  IdentityFile ~/.ssh/web',
        '  HostKeyAlias web-key',
        '  ProxyJump hop@first.example.test:2022,second',
        'Host second',
        '  HostName 192.0.2.9',
        '  User relay',
        `Match exec "touch ${folder}/ran"`,
        '  Port 1',
        'Host *',
        '  User nobody',
      ].join('\n'),
    );
    const found = await resolve([host('web-1', { ssh_config: 'web', user: 'bot' })], 'web-1');
    expect(found).toMatchObject({
      address: 'web.example.test',
      port: 2200,
      user: 'bot',
      key: `file:${join(homedir(), '.ssh/web')}`,
      keyName: 'web-key',
      jump: {
        host: 'second',
        address: '192.0.2.9',
        user: 'relay',
        jump: { host: 'first.example.test', port: 2022, user: 'hop' },
      },
    });
    expect(existsSync(join(folder, 'ran'))).toBe(false);
  });

  it('says what is missing or not possible', async () => {
    writeFileSync(config, 'Host odd\n  User bot\n  ProxyCommand nc %h %p\n');
    expect(await detail()).toContain('no host web-1 in resus.yaml');
    expect(await detail(host('web-1', { address: '192.0.2.5' }))).toContain('add user:');
    expect(await detail(host('web-1', { ssh_config: 'odd' }))).toContain('ProxyCommand');
    const loop = [
      host('web-1', { address: 'a', user: 'u', jump: 'b' }),
      host('b', { address: 'b', user: 'u', jump: 'web-1' }),
    ];
    expect(await detail(...loop)).toContain('loop');
  });
});
