import { z } from 'zod';
import type { Service } from '#catalog/catalog.ts';
import { runName } from '#catalog/names.ts';
import type { Verb } from '#catalog/verb.ts';
import { powershell, quotePowershell } from '#probes/powershell.ts';
import { known, notSeen, quoted } from '#probes/make-observation.ts';
import { printed, shell } from '#probes/shell.ts';
import { type RunFacts, type RunState, statusOf } from './run-reader.ts';
import { defineRuntime, runValue, type VerbStep } from './runtime.ts';
import { saysState } from './says-state.ts';

const schema = z.union([
  runName,
  z.strictObject({ service: runName.optional(), process: z.string().optional() }),
]);

type Wanted = { readonly service?: string | undefined; readonly process?: string | undefined };

function wanted(service: Service): Wanted {
  const value = runValue('windows', schema, service);
  return typeof value === 'string' ? { service: value } : value;
}

/**
 * A Windows service, or a process known by a part of its command line. Written after Microsoft's documentation; not run
 * here against a real Windows host.
 */
export const windows = defineRuntime({
  id: 'windows',
  schema,
  examples: ['Payments', { service: 'Payments' }, { process: 'payments.exe' }],
  verb: windowsVerb,
  datesItsLog: true,
  ask: (service) => shell(script(wanted(service))),
  read: (answer, target) => {
    const text = printed(answer) ?? '';
    const { service, process } = wanted(target.service);
    const name = service ?? process ?? target.service.name;
    const source = service === undefined ? 'Win32_Process' : `Win32_Service ${name}`;
    const json = /^(\{.*\})\s*$/m.exec(text)?.[1];
    if (json === undefined)
      return notSeen('process', { en: 'PowerShell did not answer', fr: 'PowerShell n’a pas répondu' }, [
        quoted(source, text),
      ]);
    const facts = windowsFacts(name, JSON.parse(json) as Told);
    return {
      probe: 'process',
      status: statusOf(facts.state),
      facts: known(facts),
      evidence: [
        quoted(
          source,
          json,
          'state',
          'substate',
          'exitCode',
          'pid',
          'startedAt',
          'uptimeS',
          'enabled',
          'error',
        ),
      ],
      says: saysState(facts),
    };
  },
  logs: () => [
    {
      name: 'events',
      source: 'Get-WinEvent Application',
      command: powershell(
        "try { Get-WinEvent -FilterHashtable @{LogName='Application';Level=1,2;StartTime=(Get-Date).AddMinutes(-30)} -MaxEvents 20 | Sort-Object TimeCreated | ForEach-Object { $_.TimeCreated.ToUniversalTime().ToString('yyyy-MM-ddTHH:mm:ssZ') + ' ' + $_.ProviderName + ': ' + ($_.Message -replace '\\s+',' ') } } catch { }",
      ),
    },
  ],
  mainPid: () => '',
  sudo: () => [],
});

const cmdlets: Readonly<Partial<Record<Verb, string>>> = {
  start: 'Start-Service',
  stop: 'Stop-Service',
  restart: 'Restart-Service',
};

/** PowerShell reads its command as code: nothing but a plain name goes into it. */
const plainName = /^[A-Za-z0-9_][A-Za-z0-9_.@:-]{0,199}$/;

function windowsVerb(verb: Verb, target: Service): readonly VerbStep[] | undefined {
  const cmdlet = cmdlets[verb];
  const { service } = wanted(target);
  if (cmdlet === undefined || service === undefined || !plainName.test(service)) return undefined;
  const words = ['powershell', '-NoProfile', '-NonInteractive', '-Command', cmdlet, '-Name', service];
  return [{ words }];
}

function script({ service, process }: Wanted): string {
  // The command line is matched on the host and never returned: it may hold secrets.
  const find =
    service === undefined
      ? `$p=Get-CimInstance Win32_Process | Where-Object { $_.CommandLine -like ('*' + ${quotePowershell(process ?? '')} + '*') -and $_.ProcessId -ne $PID } | Select-Object -First 1
if ($p) { $r.pid=$p.ProcessId; $r.started=[long]([DateTimeOffset]$p.CreationDate).ToUnixTimeSeconds() }`
      : `$s=Get-CimInstance Win32_Service | Where-Object { $_.Name -eq ${quotePowershell(service)} }
if ($s) { $r.state=$s.State; $r.exit=$s.ExitCode; $r.own=$s.ServiceSpecificExitCode; $r.start=$s.StartMode; $r.pid=$s.ProcessId
if ($s.ProcessId) { $p=Get-CimInstance Win32_Process -Filter "ProcessId=$($s.ProcessId)"; if ($p) { $r.started=[long]([DateTimeOffset]$p.CreationDate).ToUnixTimeSeconds() } } }`;
  return powershell(
    `$r=@{kind='${service === undefined ? 'process' : 'service'}';now=[DateTimeOffset]::UtcNow.ToUnixTimeSeconds()}\n${find}\n$r | ConvertTo-Json -Compress -Depth 4`,
  );
}

type Told = {
  readonly kind: string;
  readonly now: number;
  readonly state?: string;
  readonly exit?: number;
  readonly own?: number;
  readonly start?: string;
  readonly pid?: number;
  readonly started?: number;
};

const states: Readonly<Record<string, RunState>> = {
  Running: 'running',
  Stopped: 'stopped',
  'Start Pending': 'starting',
  'Stop Pending': 'stopping',
  'Continue Pending': 'starting',
  'Pause Pending': 'stopping',
  Paused: 'paused',
  Unknown: 'failed',
};

/** 1077: never started since boot. 1066: the service told a code of its own. */
function windowsFacts(name: string, told: Told): RunFacts {
  const service = told.kind === 'service';
  const state: RunState = service
    ? told.state === undefined
      ? 'not_found'
      : (states[told.state] ?? 'failed')
    : told.pid === undefined
      ? 'stopped'
      : 'running';
  const code = told.exit === 1066 ? told.own : told.exit;
  const crashed = state === 'stopped' && code !== undefined && code !== 0 && code !== 1077;
  return {
    kind: 'windows',
    name,
    state: crashed ? 'failed' : state,
    substate: told.state,
    failure: crashed ? 'exit_code' : undefined,
    exitCode: state === 'running' ? undefined : code,
    pid: told.pid || undefined,
    startedAt: told.started === undefined ? undefined : told.started * 1000,
    uptimeS: told.started === undefined ? undefined : Math.max(0, told.now - told.started),
    enabled: told.start === undefined ? undefined : told.start === 'Auto',
  };
}
