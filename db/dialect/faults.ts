/**
 * What is the matter with the database itself, not with what was asked of it. `away`: it does not answer, or somebody else
 * holds it; `full`: it has no room; `unwritable`: its disk refuses to be written to.
 */
export type StorageFault = "away" | "full" | "unwritable";

/** By SQLSTATE (PostgreSQL's appendix A), the code of a socket, and SQLite's result codes (sqlite.org/rescode.html). */
const codes: Readonly<Record<StorageFault, ReadonlySet<string>>> = {
  away: new Set([
    ...["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "EHOSTUNREACH", "ENETUNREACH", "EAI_AGAIN", "ENOTFOUND"],
    // Connections: none can be had, it is ending, it is starting, there are too many, it has fallen.
    ...["08000", "08001", "08003", "08004", "08006", "57P01", "57P02", "57P03", "53300"],
    // Somebody else holds what is asked for: it was ended so that the others go on, and is tried again.
    ...["40P01", "40001", "55P03"],
    "SQLITE_BUSY",
  ]),
  full: new Set(["SQLITE_FULL", "53100", "ENOSPC", "EDQUOT"]),
  unwritable: new Set(["SQLITE_READONLY", "SQLITE_IOERR", "SQLITE_CANTOPEN", "25006", "58030", "EROFS", "EIO", "EFBIG"]),
};
const kinds = ["away", "full", "unwritable"] as const;

/** Null: it is of another kind. */
export function storageFaultOf(error: unknown): StorageFault | null {
  if (!(error instanceof Error)) return null;
  const code = "code" in error ? String(error.code) : "";
  const known = kinds.find((kind) => codes[kind].has(code));
  if (known) return known;
  // knex when no connection can be had in time, and PostgreSQL's library when one ends in the middle of a question.
  const ended = /^Connection terminated|^Client has encountered a connection error|^timeout exceeded when trying to connect/;
  return error.name === "KnexTimeoutError" || ended.test(error.message) || isStalePlan(error) ? "away" : null;
}

/** True when the schema has changed since a connection planned the statement (SQLSTATE 0A000): on another connection it goes. */
export function isStalePlan(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "0A000" && error.message.includes("cached plan");
}
