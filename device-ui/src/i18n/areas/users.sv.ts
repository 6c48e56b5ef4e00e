/** Sentences of one area of the app, in Swedish: their keys begin with `users.`. */
export const usersSv = {} as const;
