import type { Plan, PlanDirectory } from "../../domain/plan.ts";

/** Name of the file that lists the phone's books, beside its other files. */
export const booksFile = "books.xml";

/** Where the phone fetches a book: under its own provisioning URL, which proves it. */
export function directoryUrl(plan: Plan, directory: PlanDirectory): string {
  return `${plan.provisioning.url}phonebook/${encodeURIComponent(directory.key.toWellFormed())}.xml`;
}

/** What the directory key opens: the only book, or a menu of several; null = the phone has no book. */
export function booksUrl(plan: Plan): string | null {
  const [only, ...others] = plan.directories;
  if (!only) return null;
  return others.length === 0 ? directoryUrl(plan, only) : `${plan.provisioning.url}${booksFile}`;
}
