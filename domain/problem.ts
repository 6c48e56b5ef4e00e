import { DomainError, type ErrorCode, type ErrorDetail } from "./errors.ts";

/** One thing wrong with what somebody entered: beside which field, and which sentence. A form shows all of them at once. */
export type Problem = { readonly field: string; readonly code: ErrorCode; readonly detail?: ErrorDetail };

/** Everything that is wrong at once. Whoever knows only of one thing reads the first. */
export class ProblemsError extends DomainError {
  readonly problems: readonly Problem[];
  constructor(first: Problem, ...others: readonly Problem[]) {
    super(first.code, { ...first.detail, field: first.field });
    this.name = "ProblemsError";
    this.problems = [first, ...others];
  }
}

/** @throws ProblemsError unless there is none */
export function refuseProblems(problems: readonly Problem[]): void {
  const [first, ...others] = problems;
  if (first) throw new ProblemsError(first, ...others);
}
