/** What a way to run may know how to do to a service. */
export const verbs = ['start', 'stop', 'restart', 'reload', 'reset'] as const;
export type Verb = (typeof verbs)[number];
