import { quote } from '#base/quote.ts';
import type { Service } from '#catalog/catalog.ts';
import { asDocker, containerReader } from './container.ts';

/** Compose marks its containers with labels; asking by them works with every version, and without its file. */
export const compose = containerReader('compose', find, (service) => composed(service).service);

function composed(service: Service): { service: string; project?: string } {
  const { compose } = service.run;
  return typeof compose === 'string' ? { service: compose } : (compose ?? { service: service.name });
}

function find(service: Service): string {
  const { service: name, project } = composed(service);
  const filters = [
    `label=com.docker.compose.service=${name}`,
    ...(project === undefined ? [] : [`label=com.docker.compose.project=${project}`]),
  ];
  // The newest container first: an old one of the same service may still be there, stopped.
  return `${asDocker} $s docker ps -aq --no-trunc ${filters.map((filter) => `--filter ${quote(filter)}`).join(' ')} 2>/dev/null | head -n 1`;
}
