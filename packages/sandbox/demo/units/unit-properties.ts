import { readFileSync } from 'node:fs';
import { formatTimestamp, type TimestampStyle } from './timestamp.ts';
import type { Unit } from './unit.ts';

const notSet = '[not set]';

/** The properties `systemctl show` prints, named and spelt as systemd 252 does. */
export function unitProperties(unit: Unit, style: TimestampStyle): Record<string, string> {
  const { file, main } = unit;
  const time = (atUs: number) => formatTimestamp(atUs, style);
  const process = readProcess(unit.mainPid);
  return {
    Type: 'simple',
    Restart: file.restart,
    RestartUSec: `${file.restartDelayMs}ms`,
    TimeoutStopUSec: `${file.stopTimeoutMs / 1_000}s`,
    MainPID: String(unit.mainPid),
    NRestarts: String(unit.restarts),
    Result: unit.result,
    ExecMainStartTimestamp: time(main.startedAtUs),
    ExecMainExitTimestamp: time(main.exitedAtUs),
    ExecMainPID: String(main.pid),
    ExecMainCode: String(main.code),
    ExecMainStatus: String(main.status),
    ExecStart: `{ path=${file.execStart[0] ?? ''} ; argv[]=${file.execStart.join(' ')} ; ignore_errors=no }`,
    EnvironmentFiles: file.environmentFiles
      .map(({ path, isOptional }) => `${path} (ignore_errors=${isOptional ? 'yes' : 'no'})`)
      .join(' '),
    WorkingDirectory: file.workingDirectory,
    User: '',
    MemoryCurrent: process.memoryBytes,
    MemoryMax: 'infinity',
    TasksCurrent: process.tasks,
    Id: unit.name,
    Names: unit.name,
    Description: file.description,
    LoadState: file.execStart.length > 0 ? 'loaded' : 'bad-setting',
    ActiveState: unit.active,
    SubState: unit.sub,
    FragmentPath: unit.path,
    UnitFileState: file.isInstallable ? 'enabled' : 'static',
    UnitFilePreset: 'enabled',
    StateChangeTimestamp: time(unit.changedAtUs),
    ActiveEnterTimestamp: time(unit.activeEnterAtUs),
    InactiveEnterTimestamp: time(unit.inactiveEnterAtUs),
    CanReload: file.execReload.length > 0 ? 'yes' : 'no',
    NeedDaemonReload: unit.needsReload ? 'yes' : 'no',
    StartLimitIntervalUSec: `${file.startLimitIntervalMs / 1_000}s`,
    StartLimitBurst: String(file.startLimitBurst),
    InvocationID: unit.invocationId,
  };
}

export function missingUnitProperties(name: string): Record<string, string> {
  return {
    Type: 'simple',
    Restart: 'no',
    MainPID: '0',
    NRestarts: '0',
    Result: 'success',
    ExecMainStartTimestamp: '',
    ExecMainExitTimestamp: '',
    ExecMainPID: '0',
    ExecMainCode: '0',
    ExecMainStatus: '0',
    MemoryCurrent: notSet,
    LoadError: `org.freedesktop.systemd1.NoSuchUnit "Unit ${name} not found."`,
    Id: name,
    Names: name,
    Description: name,
    LoadState: 'not-found',
    ActiveState: 'inactive',
    SubState: 'dead',
    FragmentPath: '',
    UnitFileState: '',
    StateChangeTimestamp: '',
    NeedDaemonReload: 'no',
    InvocationID: '',
  };
}

/** From /proc where there is one; elsewhere systemd's own words for "not accounted". */
function readProcess(pid: number): { memoryBytes: string; tasks: string } {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
    const threads = /^Threads:\s+(\d+)$/m.exec(status)?.[1];
    return { memoryBytes: kilobytes ? String(Number(kilobytes) * 1_024) : notSet, tasks: threads ?? notSet };
  } catch {
    return { memoryBytes: notSet, tasks: notSet };
  }
}
