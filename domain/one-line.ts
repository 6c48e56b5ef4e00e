/**
 * Text that stands on one line, in a database and on a phone: each run of control characters (a line break, a tab, a NUL,
 * which PostgreSQL cannot store) and of line separators becomes one blank.
 */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ");
}
