import { quote } from '#base/quote.ts';
import { elevate, lines, sudoRefused } from '#probes/shell.ts';
import { asDocker } from '#runtimes/container.ts';
import type { Needed } from './need.ts';

export type UnitSeen = {
  readonly name?: string;
  readonly state: string;
  readonly active?: boolean;
  /** What the container's own health check says, when it has one. */
  readonly health?: string;
  readonly quote: string;
  readonly source: string;
};

export function unitIn(need: Needed, text: string): UnitSeen | undefined {
  const { unit } = need;
  if (unit === undefined) return undefined;
  if (unit.by === 'systemd') {
    const said = lines(text).filter((line) => /^(?:Id|LoadState|ActiveState|SubState|Result)=/.test(line));
    const active = /^ActiveState=(\w+)/m.exec(text)?.[1];
    const sub = /^SubState=([\w-]+)/m.exec(text)?.[1];
    if (active === undefined) return undefined;
    const source = `systemctl show ${unit.name}`;
    // Debian's postgresql.service is a wrapper that is always "exited": it proves nothing.
    if (active === 'active' && sub === 'exited') return { state: 'exited', quote: said.join('\n'), source };
    const missing = /^LoadState=not-found/m.test(text);
    return {
      state: missing
        ? 'not_found'
        : active === 'active'
          ? 'running'
          : active === 'inactive'
            ? 'stopped'
            : active,
      active: active === 'active' || active === 'reloading',
      quote: said.join('\n'),
      source,
    };
  }
  const said =
    lines(text)
      .find((line) => line.startsWith(`${unit.by} `))
      ?.slice(unit.by.length + 1) ?? '';
  if (sudoRefused(said) || /PermissionError|permission denied|not found|Cannot connect/i.test(said))
    return undefined;
  if (unit.by === 'supervisor') {
    const state = /^\S+\s+(STOPPED|STARTING|RUNNING|BACKOFF|STOPPING|EXITED|FATAL|UNKNOWN)\b/.exec(said)?.[1];
    if (state === undefined)
      return /no such process/.test(said)
        ? { state: 'not_found', active: false, quote: said, source: `supervisorctl status ${unit.name}` }
        : undefined;
    return {
      state: state.toLowerCase(),
      active: state === 'RUNNING',
      quote: said,
      source: `supervisorctl status ${unit.name}`,
    };
  }
  return containerIn(said, unit.name);
}

/** Up for less than this after several restarts: about to fall again. */
const unprovenS = 15;

function containerIn(said: string, name: string): UnitSeen | undefined {
  const source = `docker inspect ${name}`;
  if (/No such/i.test(said)) return { state: 'not_found', active: false, quote: said, source };
  const row = /^(created|running|paused|restarting|removing|exited|dead) (\S+) (\d+) (\S+) (\d+)$/.exec(
    said.trim(),
  );
  if (row === null) return undefined;
  const [, state = '', health = '-', restarts = '0', started = '', now = '0'] = row;
  const upS = Number(now) - Date.parse(started.replace(/(\.\d{3})\d+/, '$1')) / 1000;
  const falls = state === 'running' && Number(restarts) >= 2 && upS < unprovenS;
  const shown = falls ? 'restarting' : state === 'exited' || state === 'created' ? 'stopped' : state;
  return {
    state: shown,
    active: shown === 'running',
    quote: `Status=${state} Health=${health} RestartCount=${restarts} StartedAt=${started}`,
    source,
    ...(health === '-' ? {} : { health }),
  };
}

export function unitCommand({ unit }: Needed): string {
  if (unit === undefined) return '';
  const name = quote(unit.name);
  switch (unit.by) {
    case 'systemd':
      return `systemctl show -p Id,LoadState,ActiveState,SubState,Result ${name} 2>&1`;
    case 'supervisor':
      return `${elevate} printf 'supervisor '; $s supervisorctl status ${name} 2>&1 | head -n 5`;
    case 'docker':
      return `${asDocker} printf 'docker '; { $s docker inspect --type container --format '{{.State.Status}} {{with .State.Health}}{{.Status}}{{else}}-{{end}} {{.RestartCount}} {{.State.StartedAt}}' ${name} 2>&1 | head -n 1 | tr '\\n' ' '; date +%s; }`;
  }
}
