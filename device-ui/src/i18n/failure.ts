import { ApiError } from "../data/problem.ts";
import { errorText } from "./errors.ts";
import { t } from "./index.ts";

/** What went wrong, as a sentence; with how long to wait where the server says it. */
export function failureText(error: unknown): string {
  if (!(error instanceof ApiError)) return errorText("internal");
  if (error.code !== "too_many" || error.retryAfter === null) return errorText(error.code, error.detail);
  const seconds = Math.max(1, error.retryAfter);
  if (seconds < 90) return t("frame.sign_in.wait_seconds", { count: seconds });
  return t("frame.sign_in.wait_minutes", { count: Math.ceil(seconds / 60) });
}
