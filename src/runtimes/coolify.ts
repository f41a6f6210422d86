import { quote } from '#base/quote.ts';
import { runName } from '#catalog/names.ts';
import { runsAs } from '#catalog/run-kind.ts';
import { asDocker, containerReader } from './container.ts';
import { defineRuntime } from './runtime.ts';
import { platformVerb } from './platform-verb.ts';

/** Over SSH, an application of Coolify is a container whose name begins with the application's uuid. */
export const coolify = defineRuntime({
  id: 'coolify',
  schema: runName,
  examples: ['y8k4c0w'],
  isPlatform: true,
  capabilities: ['platform', 'engine', 'memory-limit', 'settings', 'versions'],
  ...containerReader(
    'coolify',
    (service) =>
      `${asDocker} $s docker ps -aq --no-trunc --filter label=coolify.managed=true --filter ${quote(`name=^/?${runsAs(service).name}`)} 2>/dev/null | head -n 1`,
    (service) => runsAs(service).name,
  ),
  verb: platformVerb,
  datesItsLog: true,
});
