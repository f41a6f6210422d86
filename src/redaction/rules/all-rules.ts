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

/** Prefixes, alphabets and lengths are facts that were looked up there; the patterns are our own. */
export const sources: Readonly<Record<Source, { readonly at: string; readonly lookedUp: string }>> = {
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
  github: {
    at: 'https://docs.github.com, supported secret scanning patterns: that the kind exists; its form from its issuer',
    lookedUp: '2026-11-30',
  },
  issuer: { at: 'the documentation of who makes the token', lookedUp: '2026-11-30' },
};
