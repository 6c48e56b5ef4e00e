/** What the shell gets: done, an error that a person can act on, or wrong usage. */
export const exitCodes = { done: 0, failed: 1, usage: 2 } as const;
