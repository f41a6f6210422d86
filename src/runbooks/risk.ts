/** The risks of an action. `low` runs at once, `high` waits for one approver, `critical` for two. */
export const risks = ['low', 'high', 'critical'] as const;
export type Risk = (typeof risks)[number];
