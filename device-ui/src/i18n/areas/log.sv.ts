/** Sentences of one area of the app, in Swedish: their keys begin with `log.`. */
export const logSv = {
  "log.undone": "Ändringen är återtagen.",
} as const;
