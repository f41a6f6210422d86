import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { allParts } from '#app/settings.ts';
import { root } from '../bin/setup/place.mjs';

// No Docker engine runs in the tests: these read what an engine would, and hold it against the repository.
const dockerfile = readFileSync(join(root, 'docker/Dockerfile'), 'utf8').replaceAll('\\\n', ' ');
const instructions = [...dockerfile.matchAll(/^([A-Z]+) (.*)$/gm)].map(([, name, text]) => ({
  name: name ?? '',
  text: (text ?? '').trim(),
}));
const textOf = (name: string) => instructions.flatMap((one) => (one.name === name ? [one.text] : []));

type ComposeService = {
  build?: { context: string; dockerfile: string };
  command: string[];
  environment?: Record<string, string>;
  image: string;
};
const compose: { services: Record<string, ComposeService>; volumes: object } = parse(
  readFileSync(join(root, 'docker/compose.yaml'), 'utf8'),
  { merge: true },
);

describe('the image', () => {
  it('copies only what exists and what the ignore file lets through', () => {
    const allowed = readFileSync(join(root, '.dockerignore'), 'utf8').split('\n');
    const copied = textOf('COPY').flatMap((text) => text.split(/\s+/).slice(0, -1));
    expect(copied.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    expect(copied.filter((path) => !allowed.includes(`!${path}`))).toEqual([]);
    expect(allowed).toContain('*');
  });

  it('runs the sources as an unprivileged user of the official Node 24 image', () => {
    expect(textOf('FROM')).toEqual(['node:24-slim']);
    expect(textOf('USER')).toEqual(['node']);
    expect(JSON.parse(textOf('ENTRYPOINT')[0] ?? '')).toEqual(['node', 'src/main.ts']);
  });

  it('is healthy when it is ready, on the port that it listens on', () => {
    expect(textOf('ENV').join(' ')).toContain('RESUS_HTTP=0.0.0.0:8502');
    expect(textOf('HEALTHCHECK').join(' ')).toContain('http://127.0.0.1:8502/readyz');
  });
});

describe('the compose file', () => {
  it('runs bot, worker and watch from the image on one Redis', () => {
    const { bot, worker, watch, redis } = compose.services;
    expect(bot?.command).toEqual(['start', '--only', 'bot']);
    expect(worker?.command).toEqual(['start', '--only', 'worker']);
    expect(watch?.command).toEqual(['start', '--only', 'watch']);
    expect(allParts).toEqual(['bot', 'worker', 'watch']);
    for (const service of [bot, worker, watch]) {
      expect(service?.environment?.['REDIS_URL']).toBe('redis://redis:6379');
      expect(
        existsSync(join(root, 'docker', service?.build?.context ?? '?', service?.build?.dockerfile ?? '?')),
      ).toBe(true);
    }
    expect(redis?.image).toBe('redis:8');
  });

  it('keeps what Redis acknowledged, and drops nothing for want of memory', () => {
    const flags = compose.services['redis']?.command.join(' ');
    expect(flags).toContain('--appendonly yes --appendfsync always');
    expect(flags).toContain('--maxmemory-policy noeviction');
    expect(Object.keys(compose.volumes)).toEqual(['redis-data']);
  });
});
