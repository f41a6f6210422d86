import type { HostRequest } from './http/http-from-host.ts';
import { powershell, quotePowershell } from './powershell.ts';

/*
 * The questions of the host probes for Windows. Each prints what its Linux sister prints, so that one parser reads both.
 * Written after Microsoft's documentation; not run here against a real Windows host.
 */

export function listeningOnWindows(service: string): string {
  return powershell(`Get-NetTCPConnection -State Listen | ForEach-Object { $n=(Get-Process -Id $_.OwningProcess -ErrorAction SilentlyContinue).ProcessName
"LISTEN 0 0 $($_.LocalAddress):$($_.LocalPort) *:* users:((\`"$n\`",pid=$($_.OwningProcess),fd=0))" }
$s=Get-CimInstance Win32_Service -Filter ("Name='" + ${quotePowershell(service.replaceAll("'", ''))} + "'"); if ($s) { "main $($s.ProcessId)" }`);
}

/** curl.exe is part of Windows since 1803; plain `curl` is something else in PowerShell 5. */
export function requestOnWindows(request: HostRequest): string {
  const seconds = Math.max(1, Math.ceil(request.timeoutMs / 1000));
  const headers = Object.entries(request.headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
  const told = '\\nresus-http %{http_code} %{time_starttransfer}\\n';
  const limits = `--max-time ${seconds} --connect-timeout 2`;
  const words = ['-X', request.method, ...headers, '-w', told, request.url].map(quotePowershell).join(' ');
  return powershell(
    `$ErrorActionPreference='Continue'; & curl.exe -q -sS -i --noproxy '*' ${limits} ${words}; "resus-exit $LASTEXITCODE"`,
  );
}

export const memoryOnWindows = powershell(
  '$o=Get-CimInstance Win32_OperatingSystem; "MemTotal: $($o.TotalVisibleMemorySize) kB"; "MemAvailable: $($o.FreePhysicalMemory) kB"',
);

export const disksOnWindows = powershell(
  'Get-PSDrive -PSProvider FileSystem | Where-Object { $_.Used -gt 0 } | ForEach-Object { $t=$_.Used+$_.Free; "$($_.Name): $([long]($t/1KB)) $([long]($_.Used/1KB)) $([long]($_.Free/1KB)) $([math]::Ceiling($_.Used*100/$t))% /$($_.Name):" }',
);

export const bootOnWindows = powershell(
  '$o=Get-CimInstance Win32_OperatingSystem; $u=[long]((Get-Date)-$o.LastBootUpTime).TotalSeconds; "$u 0"; $o.Version',
);

export const clockOnWindows = powershell('[DateTimeOffset]::UtcNow.ToUnixTimeSeconds()');
