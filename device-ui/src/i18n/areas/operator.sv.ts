/** Sentences of one area of the app, in Swedish: their keys begin with `operator.`. */
export const operatorSv = {} as const;
