import { describe, expect, it } from 'vitest';
import { exited, recordedPart } from '#test/recorded/recorded.ts';
import { targetOf } from '#test/recorded/target.ts';
import { boot } from './boot.ts';
import { clock } from './clock.ts';
import { disk } from './disk.ts';
import { firewall } from './firewall.ts';
import { load } from './load.ts';
import { memory } from './memory.ts';
import { oom } from './oom.ts';
import type { Probe, Seen } from '../probe.ts';

const service = { run: { systemd: 'api' }, public: { url: 'http://api.example.test/' } };
const target = targetOf(service);

function see(probe: Probe, ask: string, text: string): Seen {
  return [probe.read({ [ask]: exited(text) }, target)].flat()[0] as Seen;
}

describe('the disk', () => {
  it('has room', () => {
    expect(see(disk, 'df', recordedPart('host.txt', 'df'))).toMatchObject({
      status: 'ok',
      facts: { full: false, readOnly: false },
    });
  });
  it('is full', () => {
    expect(see(disk, 'df', recordedPart('host.txt', 'df full'))).toMatchObject({
      status: 'bad',
      facts: { full: true, fullPath: '/mnt/full', usedPercent: 100, freeBytes: 0 },
    });
  });
  it('has no inodes left', () => {
    expect(see(disk, 'df', recordedPart('host.txt', 'df inodes'))).toMatchObject({
      status: 'bad',
      facts: { full: false, inodesFull: true, fullPath: '/mnt/full' },
    });
  });
  it('was remounted read-only', () => {
    const text = `${recordedPart('host.txt', 'df').trimEnd()}\n/dev/vda1 / ext4 ro,relatime,errors=remount-ro 0 0\n`;
    expect(see(disk, 'df', text)).toMatchObject({
      status: 'bad',
      facts: { readOnly: true, readOnlyPath: '/' },
    });
  });
  it('is unknown when df says nothing', () => {
    expect(see(disk, 'df', 'sh: 1: df: not found\n').status).toBe('unknown');
  });
});

describe('the firewall', () => {
  it.each([
    ['nft none', false, false],
    ['nft open', false, true],
    ['nft some', false, false],
    ['nft drop', true, true],
    ['nft reject', true, false],
  ])('%s: blocks is %s', (part, blocks, policyDrops) => {
    expect(see(firewall, 'rules', recordedPart('host.txt', part))).toMatchObject({
      status: blocks ? 'bad' : 'ok',
      facts: { blocks, policyDrops },
    });
  });
  it('is unknown without the right to list its rules', () => {
    expect(see(firewall, 'rules', recordedPart('host.txt', 'nft denied'))).toMatchObject({
      status: 'unknown',
      facts: {},
    });
  });
});

function meminfo(available: number): string {
  return `MemTotal: 1000000 kB\nMemAvailable: ${available} kB\nSwapTotal: 0 kB\nSwapFree: 0 kB\n`;
}

describe('memory, load, clock and boot', () => {
  it('tells memory that is nearly gone', () => {
    expect(see(memory, 'meminfo', meminfo(40_000))).toMatchObject({
      status: 'bad',
      facts: { low: true, availablePercent: 4 },
    });
    expect(see(memory, 'meminfo', meminfo(400_000))).toMatchObject({ status: 'ok', facts: { low: false } });
    expect(see(memory, 'meminfo', '').status).toBe('unknown');
  });
  it('tells overload by processor', () => {
    expect(see(load, 'load', '40.0 36.5 20.0 3/400 1234\n8\n')).toMatchObject({
      status: 'bad',
      facts: { cpus: 8, overloaded: true },
    });
    expect(see(load, 'load', '3.0 3.0 3.0 3/400 1234\n8\n')).toMatchObject({
      status: 'ok',
      facts: { overloaded: false },
    });
  });
  it('tells a clock that is wrong', () => {
    const at = Math.round(target.now / 1000);
    expect(see(clock, 'date', `${at + 300}\n`)).toMatchObject({
      status: 'bad',
      facts: { skewed: true, skewS: 300 },
    });
    expect(see(clock, 'date', `${at}\n`)).toMatchObject({ status: 'ok', facts: { skewS: 0 } });
  });
  it('tells a recent boot', () => {
    const text = '120.50 200.10\n6.1.0-18-amd64\nbtime 1795217449\nreboot-required\n';
    expect(see(boot, 'uptime', text).facts).toEqual({
      uptimeS: 120,
      bootedAt: 1_795_217_449_000,
      rebootedRecently: true,
      rebootRequired: true,
      kernel: '6.1.0-18-amd64',
    });
  });
});

function kill(cgroup: string, pid: number, at: number): string {
  return `${at}.1 kernel: oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,oom_memcg=${cgroup},task_memcg=${cgroup},task=python3,pid=${pid},uid=33\n${at}.2 kernel: Memory cgroup out of memory: Killed process ${pid} (python3) total-vm:1kB`;
}

describe('what the kernel killed for memory', () => {
  const now = 'resus-now=1795217569\n';
  it('was the service itself', () => {
    expect(see(oom, 'kernel', now + kill('/system.slice/api.service', 5, 1_795_217_500))).toMatchObject({
      status: 'bad',
      facts: { killed: true, victim: 'python3', victimIsService: true, ageS: 69 },
    });
  });
  it('was something else', () => {
    expect(see(oom, 'kernel', now + kill('/system.slice/other.service', 5, 1_795_217_500))).toMatchObject({
      status: 'ok',
      facts: { killed: true, victimIsService: false },
    });
  });
  it('was a unit of the same name in another container, unless ours ended then', () => {
    const nested = kill('/box-2/system.slice/api.service', 5, 1_795_217_500);
    expect(see(oom, 'kernel', now + nested).facts['victimIsService']).toBe(false);
    expect(
      see(oom, 'kernel', `${now}ExecMainExitTimestamp=@1795217501\n${nested}`).facts['victimIsService'],
    ).toBe(true);
  });
  it('was long ago', () => {
    expect(see(oom, 'kernel', now + kill('/system.slice/api.service', 5, 1_795_210_000)).facts).toMatchObject(
      { killed: false },
    );
  });
  it('cannot be told without rights', () => {
    expect(
      see(oom, 'kernel', 'Hint: You are currently not seeing messages from other users and the system.\n')
        .status,
    ).toBe('unknown');
    expect(see(oom, 'kernel', 'sudo: a password is required\n').status).toBe('unknown');
  });
});
