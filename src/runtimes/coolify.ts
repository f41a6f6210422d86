import { quote } from '#base/quote.ts';
import { asDocker, containerReader } from './container.ts';

/** Over SSH, an application of Coolify is a container whose name begins with the application's uuid. */
export const coolify = containerReader(
  'coolify',
  (service) =>
    `${asDocker} $s docker ps -aq --no-trunc --filter label=coolify.managed=true --filter ${quote(`name=^/?${service.run.coolify ?? ''}`)} 2>/dev/null | head -n 1`,
  (service) => service.run.coolify ?? '',
);
