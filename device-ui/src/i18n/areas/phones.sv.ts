/** Sentences of one area of the app, in Swedish: their keys begin with `phones.`. */
export const phonesSv = {} as const;
