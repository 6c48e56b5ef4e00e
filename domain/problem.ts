import type { ErrorCode, ErrorDetail } from "./errors.ts";

/** One thing wrong with what somebody entered: beside which field, and which sentence. A form shows all of them at once. */
export type Problem = { readonly field: string; readonly code: ErrorCode; readonly detail?: ErrorDetail };
