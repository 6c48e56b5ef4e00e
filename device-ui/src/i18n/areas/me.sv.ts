/** Sentences of one area of the app, in Swedish: their keys begin with `me.`. */
export const meSv = {} as const;
