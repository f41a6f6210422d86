import { aiRules } from './ai.ts';
import { cloudRules } from './clouds.ts';
import { codeHostRules } from './code-hosts.ts';
import { messagingRules } from './messaging.ts';
import { monitoringRules } from './monitoring.ts';
import { paymentRules } from './payments.ts';
import type { Source, TokenRule } from './rule.ts';

export const allRules: readonly TokenRule[] = [
  ...aiRules,
  ...codeHostRules,
  ...cloudRules,
  ...monitoringRules,
  ...messagingRules,
  ...paymentRules,
];

/**
 * Prefixes, alphabets and lengths are facts that were looked up there; the patterns are our own. What is `unconfirmed` was written
 * down without a source at hand: it hides what has that form, and whether an issuer still makes it so is to be looked up.
 */
export const sources: Readonly<Record<Source, { readonly at: string; readonly lookedUp?: string }>> = {
  gitleaks: {
    at: 'https://github.com/gitleaks/gitleaks, config/gitleaks.toml at b58d3f102cf3',
    lookedUp: '2026-11-30',
  },
  trufflehog: {
    at: 'https://github.com/trufflesecurity/trufflehog, pkg/detectors at 3ab759fef4bb',
    lookedUp: '2026-11-30',
  },
  secretlint: {
    at: 'https://github.com/secretlint/secretlint, packages/@secretlint at 18346ba31b81',
    lookedUp: '2026-11-30',
  },
  unconfirmed: { at: 'no source that was looked up' },
};
