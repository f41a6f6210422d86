import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withoutPackages } from '../bin/setup/debian.mjs';
import { needsOf } from '../bin/setup/needs.mjs';
import { ensureNode } from '../bin/setup/node.mjs';
import { findPackageProblem } from '../bin/setup/packages.mjs';
import { alone, intoPlace, root } from '../bin/setup/place.mjs';
import { makeDir } from './setup-clone.ts';

describe('what a command needs before it can run', () => {
  const nothing = { redis: false, nginx: false, lab: false };
  it.each([
    {
      says: 'start without configuration embeds all',
      args: ['start'],
      env: {},
      needs: { ...nothing, redis: true, nginx: true },
    },
    {
      says: 'a Redis of its own is used',
      args: ['start'],
      env: { REDIS_URL: 'redis://r' },
      needs: { ...nothing, nginx: true },
    },
    {
      says: 'a real workspace needs no demo',
      args: ['start'],
      env: { SLACK_BOT_TOKEN: 't' },
      needs: { ...nothing, redis: true },
    },
    { says: 'production embeds nothing', args: ['start'], env: { NODE_ENV: 'production' }, needs: nothing },
    {
      says: 'lab hosts replace the demo',
      args: ['start', '--lab'],
      env: {},
      needs: { redis: true, nginx: false, lab: true },
    },
    {
      says: 'one process of several shares what is configured',
      args: ['start', '--only', 'worker', '--only=bot'],
      env: {},
      needs: nothing,
    },
    {
      says: 'half a Slack configuration is a mistake, not a wish for the sandbox',
      args: ['start'],
      env: { SLACK_APP_TOKEN: 't', REDIS_URL: ' ' },
      needs: { ...nothing, redis: true },
    },
    { says: 'asking for help fetches nothing', args: ['start', '--help'], env: {}, needs: nothing },
    { says: 'a diagnosis runs in-process', args: ['diagnose', 'api'], env: {}, needs: nothing },
    { says: 'no command at all', args: [], env: {}, needs: nothing },
  ])('$says', ({ args, env, needs }) => {
    expect(needsOf(args, env)).toEqual(needs);
  });
});

describe('whether npm ci is due', () => {
  const a = { 'node_modules/a': { version: '1.0.0' } };

  it('is when nothing is installed', () => {
    const dir = makeDir();
    write(dir, a);
    expect(findPackageProblem(dir, { dev: false })).toBe('nothing is installed');
  });

  it('is when a version differs, however old or new the files are', () => {
    const dir = makeDir();
    write(dir, a, { 'node_modules/a': { version: '0.9.0' } });
    expect(findPackageProblem(dir, { dev: false })).toBe('node_modules/a is 0.9.0 and should be 1.0.0');
  });

  it('is not for the binaries of other platforms', () => {
    const dir = makeDir();
    write(dir, { '': {}, ...a, 'node_modules/a-darwin': { version: '1.0.0', optional: true } }, a);
    expect(findPackageProblem(dir, { dev: true })).toBeUndefined();
  });

  it('is when a workspace is not linked yet', () => {
    const dir = makeDir();
    const link = { 'node_modules/@a/own': { link: true }, 'packages/own': { version: '1.0.0' } };
    write(dir, { ...a, ...link }, a);
    expect(findPackageProblem(dir, { dev: false })).toBe(
      'node_modules/@a/own is missing and should be a link',
    );
    const linked = makeDir();
    write(linked, { ...a, ...link }, { ...a, ...link });
    expect(findPackageProblem(linked, { dev: false })).toBeUndefined();
  });

  it('asks for development packages only where they are used', () => {
    const dir = makeDir();
    write(dir, { ...a, 'node_modules/b': { version: '2.0.0', dev: true } }, a);
    expect(findPackageProblem(dir, { dev: false })).toBeUndefined();
    expect(findPackageProblem(dir, { dev: true })).toBe('node_modules/b is missing and should be 2.0.0');
  });
});

describe('one set-up at a time', () => {
  it('waits for the one that is running, and takes over from one that died', async () => {
    const dir = makeDir();
    mkdirSync(join(dir, '.resus'));
    const dead = 4_194_303;
    writeFileSync(join(dir, '.resus/setup.lock'), String(dead));
    const owner = await alone(dir, async () => readFileSync(join(dir, '.resus/setup.lock'), 'utf8'));
    expect(owner).toBe(String(process.pid));
    expect(() => readFileSync(join(dir, '.resus/setup.lock'))).toThrow('ENOENT');
  });

  it('lets steps of the same process run beside each other under one lock', async () => {
    const dir = makeDir();
    let inside = 0;
    let most = 0;
    const step = () =>
      alone(dir, async () => {
        inside += 1;
        most = Math.max(most, inside);
        await new Promise((resolve) => setImmediate(resolve));
        inside -= 1;
      });
    await Promise.all([step(), step()]);
    expect(most).toBe(2);
  });

  it('never leaves a half-filled directory where a tool is looked for', async () => {
    const dir = join(makeDir(), 'tool');
    const filled = intoPlace(dir, async (fresh) => {
      writeFileSync(join(fresh, 'program'), 'half');
      throw new Error('the network went away');
    });
    await expect(filled).rejects.toThrow('the network went away');
    expect(() => readFileSync(join(dir, 'program'))).toThrow('ENOENT');
  });
});

describe('the Node that runs Resus', () => {
  it('is this one when it is new enough', async () => {
    await expect(ensureNode(makeDir())).resolves.toBe(process.execPath);
  });
});

describe('a machine as apt is shown it', () => {
  it('leaves out a package together with all that depends on it', () => {
    const status = [
      stanza('nginx', 'libc6'),
      stanza('site', 'nginx-light (>= 1) | nginx:any'),
      stanza('page', 'site (= 2)'),
      stanza('libc6'),
    ].join('\n\n');
    expect(withoutPackages(status, 'nginx')).toBe(`${stanza('libc6')}\n\n`);
  });
});

describe('package-lock.json', () => {
  it('holds every optional package, without which npm ci refuses it (.ci/complete-lock.mjs completes it)', () => {
    const lock: { packages: Record<string, { optionalDependencies?: Record<string, string> }> } = JSON.parse(
      readFileSync(join(root, 'package-lock.json'), 'utf8'),
    );
    const locked = Object.keys(lock.packages).map((path) => path.split('node_modules/').at(-1));
    const wanted = Object.values(lock.packages).flatMap((entry) =>
      Object.keys(entry.optionalDependencies ?? {}),
    );
    expect(wanted.filter((name) => !locked.includes(name))).toEqual([]);
  });
});

function write(dir: string, wanted: object, installed?: object): void {
  writeFileSync(join(dir, 'package-lock.json'), JSON.stringify({ packages: wanted }));
  if (!installed) return;
  mkdirSync(join(dir, 'node_modules'));
  writeFileSync(join(dir, 'node_modules/.package-lock.json'), JSON.stringify({ packages: installed }));
}

function stanza(name: string, depends?: string): string {
  return `Package: ${name}\nStatus: installed${depends ? `\nDepends: ${depends}` : ''}`;
}
