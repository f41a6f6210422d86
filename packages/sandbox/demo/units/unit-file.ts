/** What the demo's process manager understands of a systemd service file. */
export interface UnitFile {
  description: string;
  execStart: string[];
  execReload: string[];
  workingDirectory: string;
  environment: Record<string, string>;
  environmentFiles: { path: string; isOptional: boolean }[];
  restart: 'no' | 'on-failure' | 'always';
  restartDelayMs: number;
  stopTimeoutMs: number;
  startLimitBurst: number;
  startLimitIntervalMs: number;
  isInstallable: boolean;
}

export function parseUnitFile(text: string): UnitFile {
  const settings = readSettings(text);
  const last = (key: string) => settings.get(key)?.at(-1);
  const restart = last('Service.Restart') ?? 'no';
  return {
    description: last('Unit.Description') ?? '',
    execStart: splitWords(last('Service.ExecStart') ?? ''),
    execReload: splitWords(last('Service.ExecReload') ?? ''),
    workingDirectory: last('Service.WorkingDirectory') ?? '',
    environment: parseEnvironment((settings.get('Service.Environment') ?? []).flatMap(splitWords).join('\n')),
    environmentFiles: (settings.get('Service.EnvironmentFile') ?? []).map((value) => ({
      path: value.replace(/^-/, ''),
      isOptional: value.startsWith('-'),
    })),
    restart: restart === 'on-failure' || restart === 'always' ? restart : 'no',
    restartDelayMs: parseSpanMs(last('Service.RestartSec'), 100),
    stopTimeoutMs: parseSpanMs(last('Service.TimeoutStopSec'), 90_000),
    startLimitBurst: Number(last('Unit.StartLimitBurst') ?? 5),
    startLimitIntervalMs: parseSpanMs(last('Unit.StartLimitIntervalSec'), 10_000),
    isInstallable: settings.has('Install.WantedBy'),
  };
}

/** `KEY=value` lines as systemd reads an EnvironmentFile: comments, blanks and one pair of quotes allowed. */
export function parseEnvironment(text: string): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const line of text.split('\n')) {
    const match = /^\s*([A-Za-z_]\w*)=(.*?)\s*$/.exec(line);
    if (match?.[1]) variables[match[1]] = (match[2] ?? '').replace(/^(["'])(.*)\1$/, '$2');
  }
  return variables;
}

function readSettings(text: string): Map<string, string[]> {
  const settings = new Map<string, string[]>();
  let section = '';
  for (const raw of text.split('\n')) {
    const line = raw.trim();
    const header = /^\[(\w+)\]$/.exec(line);
    if (header?.[1]) section = header[1];
    const setting = /^(\w+)=(.*)$/.exec(line);
    if (!setting?.[1]) continue;
    const key = `${section}.${setting[1]}`;
    settings.set(key, [...(settings.get(key) ?? []), setting[2] ?? '']);
  }
  return settings;
}

function splitWords(command: string): string[] {
  const words = command.matchAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'|(\S+)/g);
  return [...words].map(
    ([, double, single, bare]) => double?.replace(/\\(.)/g, '$1') ?? single ?? bare ?? '',
  );
}

const unitMs: Record<string, number> = { ms: 1, s: 1_000, min: 60_000, '': 1_000 };

function parseSpanMs(text: string | undefined, defaultMs: number): number {
  const match = /^(\d+)\s*(ms|s|min|)$/.exec(text ?? '');
  return match ? Number(match[1]) * (unitMs[match[2] ?? ''] ?? 1_000) : defaultMs;
}
