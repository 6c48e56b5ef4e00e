import type { ErrorCode, ErrorDetail, errorStatus } from "../../../domain/errors.ts";

/** What went wrong with a question to the server: problem details (RFC 9457) with a stable `code`, or no answer at all. */

/** Codes of ours that a person may meet: all but those that tell of a fault in the server. */
type AnsweredCode = { [C in ErrorCode]: (typeof errorStatus)[C] extends 500 ? never : C }[ErrorCode];
/** Codes that the client itself gives, or that the listener gives before any rule is asked. */
type EdgeCode =
  | "unreachable"
  | "session_expired"
  | "origin_refused"
  | "not_found"
  | "request_invalid"
  | "too_many"
  | "server_busy"
  | "database_away"
  | "disk_full"
  | "disk_unwritable"
  | "internal";
export type ShownCode = AnsweredCode | EdgeCode;

/** One field of a form and what is wrong with it. `field` is a dotted path: `numbers.0.mobile`. */
export type FieldError = { readonly field: string; readonly code: string; readonly detail: ErrorDetail };

export class ApiError extends Error {
  /** 0: the server could not be reached. */
  readonly status: number;
  readonly code: string;
  readonly detail: ErrorDetail;
  readonly fields: readonly FieldError[];
  /** Seconds to wait before trying again, when the server says. */
  readonly retryAfter: number | null;
  constructor(
    status: number,
    code: string,
    detail: ErrorDetail = {},
    fields: readonly FieldError[] = [],
    retryAfter: number | null = null,
  ) {
    super(`${status} ${code}`);
    this.name = "ApiError";
    this.status = status;
    this.code = code;
    this.detail = detail;
    this.fields = fields;
    this.retryAfter = retryAfter;
  }
  /** The errors beside one field. */
  of(field: string): readonly FieldError[] {
    return this.fields.filter((error) => error.field === field);
  }
}

/** Who saved something, and when; `own`: it was the same person, in another window. */
export type SavedBy = { readonly by: string; readonly own: boolean; readonly at: string };

/** Somebody else saved meanwhile (412): `theirs` is the row as it is now, to be shown beside what one wanted oneself. */
export class ConflictError extends ApiError {
  readonly theirs: unknown;
  readonly version: string | null;
  /** Who that was; null: not known. */
  readonly saved: SavedBy | null;
  constructor(detail: ErrorDetail, theirs: unknown, version: string | null, saved: SavedBy | null = null) {
    super(412, "version_conflict", detail);
    this.saved = saved;
    this.name = "ConflictError";
    this.theirs = theirs;
    this.version = version;
  }
}

/** What the server says was wrong, whatever it sent: a proxy's HTML page gives a code by its status. */
export async function problemOf(response: Response): Promise<ApiError> {
  const body = await bodyOf(response);
  const code = typeof body.code === "string" ? body.code : codeByStatus(response.status);
  // `detail` is a sentence in RFC 9457: what fills in our own sentences is in a member of its own.
  const detail = detailOf(body.values ?? body.detail);
  if (response.status === 412) {
    return new ConflictError(detail, body.current ?? null, response.headers.get("etag"), savedBy(body.saved));
  }
  return new ApiError(response.status, code, detail, fieldErrors(body.errors), secondsIn(response.headers.get("retry-after")));
}

function savedBy(saved: unknown): SavedBy | null {
  if (!isObject(saved) || typeof saved.by !== "string" || typeof saved.at !== "string") return null;
  return { by: saved.by, own: saved.own === true, at: saved.at };
}

function secondsIn(header: string | null): number | null {
  return header !== null && /^\d{1,6}$/.test(header) ? Number(header) : null;
}

type Json = Readonly<Record<string, unknown>>;

async function bodyOf(response: Response): Promise<Json> {
  if (!/[/+]json\b/.test(response.headers.get("content-type") ?? "")) return {};
  const body: unknown = await response.json().catch(() => null);
  return isObject(body) ? body : {};
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function fieldErrors(value: unknown): readonly FieldError[] {
  if (!Array.isArray(value)) return [];
  return value.filter(isObject).map((error) => ({
    field: String(error.field ?? ""),
    code: typeof error.code === "string" ? error.code : "input_invalid",
    detail: detailOf(error.detail),
  }));
}

/** Only plain values: what a sentence can show. */
function detailOf(value: unknown): ErrorDetail {
  if (!isObject(value)) return {};
  return Object.fromEntries(Object.entries(value).flatMap(([name, one]) => (isPlain(one) ? [[name, one]] : [])));
}

function isPlain(value: unknown): value is ErrorDetail[string] {
  if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean") return true;
  return Array.isArray(value) && value.every((one) => typeof one === "string");
}

function codeByStatus(status: number): EdgeCode {
  if (status === 401) return "session_expired";
  if (status === 404) return "not_found";
  if (status === 429) return "too_many";
  if (status === 503) return "server_busy";
  return status >= 500 ? "internal" : "request_invalid";
}
