/** The operations that a way to run may offer for a service. */
export const verbs = ['start', 'stop', 'restart', 'reload', 'reset'] as const;
export type Verb = (typeof verbs)[number];
