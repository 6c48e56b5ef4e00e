/** Sentences of one area of the app, in Swedish: their keys begin with `frame.`. */
export const frameSv = {} as const;
