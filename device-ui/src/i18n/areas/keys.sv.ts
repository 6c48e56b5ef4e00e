/** Sentences of one area of the app, in Swedish: their keys begin with `keys.`. */
export const keysSv = {} as const;
