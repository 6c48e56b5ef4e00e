import type { IncomingMessage } from "node:http";
import type { z } from "zod";
import { DomainError, type ErrorCode, type ErrorDetail, errorStatus } from "../../domain/errors.ts";
import { parseNumber } from "../../domain/numbers.ts";
import { EdgeError, type FieldError, InputError } from "../problem.ts";
import type { TakesFile } from "./route.ts";

/** Largest body of a JSON request, in bytes. */
export const mostBodyBytes = 512 * 1024;

/** Whoever sends too much reads the refusal only after having sent it: up to this many times as much is taken in, and thrown away. */
const drained = 16;

/** Checks input against its schema. @param at what stands before the path of each field, `""` for nothing @throws InputError */
export function parseInput<T extends z.ZodType>(schema: T, value: unknown, at: string): z.output<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new InputError(parsed.error.issues.flatMap((issue) => fieldErrors(issue, at)));
}

function fieldErrors(issue: z.core.$ZodIssue, at: string): FieldError[] {
  const path = [at, ...issue.path.map(String)].filter((part) => part !== "");
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({ field: [...path, key].join("."), code: "input_invalid", detail: { problem: issue.code } }));
  }
  const code = isErrorCode(issue.message) ? issue.message : "input_invalid";
  return [{ field: path.join("."), code, detail: limitsOf(issue) }];
}

function limitsOf(issue: z.core.$ZodIssue): ErrorDetail {
  const most = "maximum" in issue ? Number(issue.maximum) : null;
  const least = "minimum" in issue ? Number(issue.minimum) : null;
  // Three characters, three of something, or the number three.
  const of = "origin" in issue ? { of: issue.origin } : {};
  const format = issue.code === "invalid_format" ? { format: issue.format } : {};
  return { problem: issue.code, ...of, ...format, ...(most === null ? {} : { most }), ...(least === null ? {} : { least }) };
}

function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(errorStatus, text);
}

/** Fields that a rule's error is about, where the code alone says it. */
const fieldOf: Partial<Record<ErrorCode, string>> = {
  username_invalid: "username",
  username_taken: "username",
  search_words_invalid: "searchWords",
  deactivation_date_past: "deactivateOn",
  mac_taken: "mac",
  model_unknown: "model",
  password_wrong: "currentPassword",
  password_too_short: "password",
  password_too_long: "password",
  password_too_simple: "password",
  secondary_follows_mobile: "secondaryNumber",
  window_duration_invalid: "minutes",
  network_invalid: "network",
  name_invalid: "name",
  response_group_name_taken: "name",
  organisation_name_taken: "name",
  announcement_name_taken: "name",
};

/** The field of the input that a rule has refused, so that a form can say it there; null when it is about no single one. */
export function refusedField(error: DomainError, body: unknown): FieldError | null {
  const { code, detail } = error;
  const known = fieldOf[code] ?? (typeof detail.field === "string" ? detail.field : null);
  const field = known ?? (typeof detail.number === "string" ? pathOfNumber(body, detail.number) : null);
  return field === null ? null : { field, code, detail };
}

/** Where in the body that number stands, in whatever form it was written. */
function pathOfNumber(value: unknown, number: string, path: readonly string[] = []): string | null {
  if (typeof value === "string") return value === number || parseNumber(value)?.canonical === number ? path.join(".") : null;
  if (value === null || typeof value !== "object" || path.length > 4) return null;
  for (const [name, part] of Object.entries(value)) {
    const found = pathOfNumber(part, number, [...path, name]);
    if (found !== null) return found;
  }
  return null;
}

/** Reads a JSON body. @throws EdgeError `body_kind_refused`, `body_too_large`, `request_invalid` */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const type = mediaType(request);
  const bytes = await readBytes(request, mostBodyBytes, () => new EdgeError("body_too_large"));
  if (bytes.length === 0) return undefined;
  if (type !== "application/json") throw new EdgeError("body_kind_refused");
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new EdgeError("request_invalid");
  }
}

/** Reads a file. @throws EdgeError `body_kind_refused`; DomainError `file.tooLarge` */
export async function readFile(request: IncomingMessage, file: TakesFile): Promise<Uint8Array> {
  const type = mediaType(request);
  const fits = file.types.some((one) => (one.endsWith("/") ? type.startsWith(one) : type === one));
  const megabytes = Math.floor(file.most / 1_000_000);
  const bytes = await readBytes(request, file.most, () => new DomainError(file.tooLarge, { megabytes }));
  if (!fits) throw new EdgeError("body_kind_refused");
  return bytes;
}

/** Reads a body as it is. @param most bytes @throws EdgeError `body_too_large` */
export async function readBody(request: IncomingMessage, most: number): Promise<Uint8Array> {
  return readBytes(request, most, () => new EdgeError("body_too_large"));
}

function mediaType(request: IncomingMessage): string {
  return (request.headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
}

async function readBytes(request: IncomingMessage, most: number, tooLarge: () => Error): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const part of request) {
      const bytes = Buffer.from(part);
      size += bytes.length;
      if (size > drained * most) break;
      if (size <= most) parts.push(bytes);
    }
  } catch (error) {
    // Whoever goes away in the middle hears nothing any more, and nothing is wrong with us.
    throw isGone(error) ? new EdgeError("request_invalid") : error;
  }
  if (size > most) throw tooLarge();
  return Buffer.concat(parts);
}

function isGone(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ECONNRESET";
}

/** A NUL is in no text that people write, and PostgreSQL stores none. Names of fields count too. */
export function refuseNul(value: unknown, path: readonly string[] = []): void {
  if (typeof value === "string") {
    if (value.includes("\0")) {
      throw new InputError([{ field: path.join("."), code: "input_invalid", detail: { problem: "control_character" } }]);
    }
    return;
  }
  if (value === null || typeof value !== "object") return;
  if (path.length > 40) throw new EdgeError("request_invalid");
  for (const [name, part] of Object.entries(value)) {
    refuseNul(name, path);
    refuseNul(part, [...path, name]);
  }
}

/** The version in If-Match: `"8"`, also weak or bare. Null: none. @throws EdgeError `request_invalid` for anything else */
export function versionOf(header: string | undefined): number | null {
  if (header === undefined) return null;
  const match = /^(?:W\/)?"?(\d{1,15})"?$/.exec(header.trim());
  if (!match) throw new EdgeError("request_invalid");
  return Number(match[1]);
}

export function isVersionConflict(error: unknown): error is DomainError {
  return error instanceof DomainError && error.code === "version_conflict";
}
