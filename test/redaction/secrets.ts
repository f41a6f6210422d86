import type { SecretSample } from './parts.ts';
import { inLines } from './secrets-lines.ts';
import { inSettings } from './secrets-settings.ts';
import { byShape } from './secrets-tokens.ts';

/** Everything that must never leave. A miss that somebody reports is added here first. */
export const secrets: readonly SecretSample[] = [...inSettings, ...inLines, ...byShape];
