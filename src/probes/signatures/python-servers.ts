import type { Signature } from './signature.ts';

/** gunicorn, uvicorn, Celery and the interpreter itself. Markers only say that something above them failed. */
export const pythonServerSignatures: readonly Signature[] = [
  { id: 'gun-worker-boot', level: 'marker', re: /(?:Reason: Worker failed to boot|Worker failed to boot\.)/ },
  {
    id: 'gun-app-load',
    level: 'root',
    re: /(?:Reason: App failed to load|Failed to find attribute '([^']+)' in)/,
  },
  { id: 'gun-timeout', level: 'marker', re: /\[CRITICAL\] WORKER TIMEOUT \(pid:\s?(\d+)\)/ },
  {
    id: 'gun-worker-killed',
    level: 'marker',
    re: /(?:Worker \(pid:\d+\) was sent SIGKILL!|Worker with pid \d+ was terminated due to signal 9)/,
  },
  { id: 'uvi-app-load', level: 'root', re: /Error loading ASGI app/ },
  { id: 'uvi-startup-failed', level: 'marker', re: /Application startup failed\. Exiting\./ },
  { id: 'sa-operational', level: 'marker', re: /sqlalchemy\.exc\.(?:OperationalError|InterfaceError)/ },
  { id: 'py-memory', level: 'root', re: /^MemoryError\b|\bMemoryError$/m },
  {
    id: 'py-version',
    level: 'root',
    re: /(?:requires a different Python|Requires-Python|requires Python ['"]?[<>=]|This version of .* requires Python|Python \d\.\d+ or later is required)/,
  },
  {
    id: 'celery-broker',
    level: 'root',
    re: /(?:consumer: Cannot connect to (?:redis|amqp)s?:\/\/|kombu\.exceptions\.OperationalError)/,
  },
];
