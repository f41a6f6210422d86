import { say, type Locale, type Phrase } from '#base/phrase.ts';

const layerNames: Readonly<Record<string, Phrase>> = {
  access: { en: 'Access', fr: 'Accès' },
  host: { en: 'Host', fr: 'Hôte' },
  dependency: { en: 'Dependencies', fr: 'Dépendances' },
  configuration: { en: 'Configuration', fr: 'Configuration' },
  code: { en: 'Code', fr: 'Code' },
  process: { en: 'Process', fr: 'Processus' },
  port: { en: 'Port', fr: 'Port' },
  application: { en: 'Application', fr: 'Application' },
  proxy: { en: 'Proxy', fr: 'Proxy' },
  edge: { en: 'DNS, TLS, CDN', fr: 'DNS, TLS, CDN' },
  browser: { en: 'Browser', fr: 'Navigateur' },
};

/** Undefined for what is no part of the path, such as the layer of being healthy. */
export function layerName(locale: Locale, layer: string): string | undefined {
  const known = layerNames[layer];
  return known === undefined ? undefined : say(locale, known);
}

const namesShown = 4;

/** Some by name, the others by number: 48 names of hosts say nothing. */
export function listed(names: readonly string[], shown: number = namesShown): string {
  const rest = names.length - shown;
  return names.slice(0, shown).join(', ') + (rest > 0 ? ` +${rest}` : '');
}
