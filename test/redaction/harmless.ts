import { printed } from './harmless-lines.ts';
import { written } from './harmless-words.ts';

/** Everything that must stay as it is, since somebody needs it at 3 a.m. What is hidden wrongly is added here first. */
export const harmless: readonly string[] = [...printed, ...written];
