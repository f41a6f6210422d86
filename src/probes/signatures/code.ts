import type { Signature } from './signature.ts';

/** Code or settings that cannot be loaded. The order matters: a Node module mix-up is written as a SyntaxError too. */
export const codeSignatures: readonly Signature[] = [
  {
    id: 'py-module-missing',
    level: 'root',
    re: /\bModuleNotFoundError: No module named ['"]?(?!django\.db\.backends\.)([\w.]+)/,
  },
  {
    id: 'py-import-name',
    level: 'root',
    re: /\bImportError: cannot import name ['"]?(\w+)['"]? from ['"]?([\w.]+)/,
  },
  {
    id: 'node-esm',
    level: 'root',
    re: /(?:Cannot use import statement outside a module|ERR_REQUIRE_ESM|ERR_UNSUPPORTED_DIR_IMPORT|require is not defined in ES module scope)/,
  },
  { id: 'py-syntax', level: 'root', re: /\b(SyntaxError|IndentationError|TabError): / },
  { id: 'py-env-missing', level: 'root', re: /\bKeyError: ['"]([A-Z][A-Z0-9_]{2,})['"]/ },
  {
    id: 'env-missing',
    level: 'root',
    re: /(?:Required environment variables? (?:is|are) missing|[Ee]nvironment variable ['"]?\w+['"]? (?:is )?not set|Set the (\w+) environment variable|UndefinedValueError: (\w+) not found|SECRET_KEY setting must not be empty|secretOrPrivateKey must have a value|field required \(type=value_error\.missing\)|Field required \[type=missing)/,
  },
];
