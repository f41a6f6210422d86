import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fingerprint, isFor, knownHostsName, parseKnownHosts } from './known-hosts.ts';

const folder = mkdtempSync(join(tmpdir(), 'resus-known-'));
const file = join(folder, 'known_hosts');
const hasKeygen = spawnSync('ssh-keygen', ['-?']).error === undefined;
let key = '';

beforeAll(() => {
  if (!hasKeygen) return;
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', join(folder, 'key')]);
  key = readFileSync(join(folder, 'key.pub'), 'utf8').trim();
});
afterAll(() => rmSync(folder, { recursive: true }));

describe.skipIf(!hasKeygen)('known_hosts, compared with ssh-keygen -F', () => {
  const lines = [
    'plain.example.test',
    'a.example.test,b.example.test,192.0.2.5',
    '*.wild.example.test,!bad.wild.example.test',
    'web-?.example.test',
    '[ports.example.test]:2222',
    '2001:db8::5',
  ];
  const names: [string, number][] = [
    ['plain.example.test', 22],
    ['PLAIN.example.test', 22],
    ['plain.example.test', 2222],
    ['xplain.example.test', 22],
    ['plainXexample.test', 22],
    ['b.example.test', 22],
    ['192.0.2.5', 22],
    ['192.0.2.55', 22],
    ['one.wild.example.test', 22],
    ['bad.wild.example.test', 22],
    ['wild.example.test', 22],
    ['web-1.example.test', 22],
    ['web-10.example.test', 22],
    ['ports.example.test', 2222],
    ['ports.example.test', 22],
    ['2001:db8::5', 22],
  ];
  const all = names.map(([address, port]) => knownHostsName(address, port));
  const foundByUs = () => {
    const entries = parseKnownHosts(readFileSync(file, 'utf8'), file);
    return all.filter((name) => entries.some((entry) => isFor(entry, name)));
  };
  const foundByKeygen = () =>
    all.filter((name) => spawnSync('ssh-keygen', ['-F', name, '-f', file]).status === 0);

  it('finds the same plain, globbed, negated and bracketed names', () => {
    writeFileSync(file, lines.map((line) => `${line} ${key}\n`).join(''));
    expect(foundByUs()).toEqual(foundByKeygen());
    expect(foundByUs()).toHaveLength(8);
  });

  it('finds the same hashed names', () => {
    writeFileSync(file, lines.map((line) => `${line} ${key}\n`).join(''));
    // patterns cannot be hashed: ssh-keygen leaves them as they are
    execFileSync('ssh-keygen', ['-q', '-H', '-f', file], { stdio: 'ignore' });
    expect(readFileSync(file, 'utf8')).toContain('|1|');
    expect(foundByUs()).toEqual(foundByKeygen());
    expect(foundByUs()).toHaveLength(8);
  });

  it('names the key as ssh-keygen -lf does', () => {
    const [entry] = parseKnownHosts(`h ${key}`, 'f');
    const printed = execFileSync('ssh-keygen', ['-lf', join(folder, 'key.pub')], { encoding: 'utf8' });
    expect(entry && fingerprint(entry.key)).toBe(printed.split(' ')[1]);
  });

  it('keeps markers and line numbers, and skips what it does not understand', () => {
    const text = `# comment\n\n@revoked * ${key}\n@cert-authority *.example.test ${key}\n@other h ${key}\nh ssh-rsa ${key.split(' ')[1]}\nh ssh-ed25519\nh\r\nweb ${key}\r\n`;
    expect(parseKnownHosts(text, 'f').map(({ marker, hosts, line }) => [marker, hosts, line])).toEqual([
      ['@revoked', '*', 3],
      ['@cert-authority', '*.example.test', 4],
      ['', 'web', 9],
    ]);
  });
});
