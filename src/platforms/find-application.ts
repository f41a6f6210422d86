import { fieldsOf, listOf, textOf } from '#base/fields.ts';

type Found = { readonly uuid: string } | { readonly detail: string; readonly isMissing: boolean };

/** The application that people call by its name or know by its domain. Two of one name: nobody guesses. */
export function findApplication(list: unknown, named: string): Found {
  const matching = listOf(list)
    .map(fieldsOf)
    .filter(
      (app) =>
        app['uuid'] === named ||
        app['name'] === named ||
        domainsOf(textOf(app['fqdn'])).some((domain) => domain === named),
    );
  const [first, second] = matching;
  const uuid = textOf(first?.['uuid']);
  if (uuid === undefined)
    return { isMissing: true, detail: `Coolify has no application with the uuid, name or domain "${named}"` };
  if (second !== undefined)
    return {
      isMissing: false,
      detail: `Coolify has ${matching.length} applications called "${named}": write the uuid in run.coolify (${matching.map((app) => String(app['uuid'])).join(', ')})`,
    };
  return { uuid };
}

function domainsOf(fqdn: string | undefined): string[] {
  return (fqdn ?? '')
    .split(',')
    .map((url) =>
      url
        .trim()
        .replace(/^[a-z]+:\/\//i, '')
        .replace(/[:/].*$/, ''),
    )
    .filter((domain) => domain !== '');
}
