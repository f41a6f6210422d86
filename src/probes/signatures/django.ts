import type { Signature } from './signature.ts';

/** Django says what is wrong in its own words; missing settings are recognised before this family. */
export const djangoSignatures: readonly Signature[] = [
  { id: 'dj-improperly-configured', level: 'root', re: /\bImproperlyConfigured: (.+)/ },
  { id: 'dj-not-in-venv', level: 'ours', re: /Couldn't import Django\. Are you sure it's installed/ },
  { id: 'dj-disallowed-host', level: 'alive', re: /(?:DisallowedHost|Invalid HTTP_HOST header)/ },
  { id: 'dj-static-manifest', level: 'alive', re: /Missing staticfiles manifest entry for/ },
  {
    id: 'mig-pending',
    level: 'root',
    re: /(?:You have (\d+) unapplied migration|UndefinedTable: relation|relation ["«].*["»] does not exist|la relation « .* » n'existe pas|no such table: |UndefinedColumn|column .* does not exist)/,
  },
  {
    id: 'mig-already-exists',
    level: 'root',
    re: /(?:DuplicateTable|DuplicateColumn|(?:relation|column) .* already exists|la relation « .* » existe déjà)/,
  },
];
