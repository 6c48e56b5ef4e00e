import type { z } from "zod";
import { Mac } from "../db/phones.ts";
import { DomainError, type ErrorCode, errorStatus } from "../domain/errors.ts";
import type { KeyPlace } from "../domain/phone-key.ts";

/**
 * Checks what was typed against the schema of the change it is for.
 *
 * @throws DomainError of the code that the schema gives as its message, else `input_invalid` with field and reason
 */
export function parseInput<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = issue?.path.join(".") ?? "";
  const message = issue?.message ?? "";
  if (isErrorCode(message)) throw new DomainError(message, { field, ...written(value, issue?.path ?? []) });
  throw new DomainError("input_invalid", { field, reason: message });
}

/** The MAC address that was refused, for the sentence that names it. */
function written(value: unknown, path: readonly PropertyKey[]): { mac?: string } {
  const at = path.reduce<unknown>((inside, key) => (isRecord(inside) ? inside[key] : undefined), value);
  return path.at(-1) === "mac" && typeof at === "string" ? { mac: at } : {};
}

function isRecord(value: unknown): value is Readonly<Record<PropertyKey, unknown>> {
  return value !== null && typeof value === "object";
}

function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(errorStatus, text);
}

/** A MAC address in any written form. @throws DomainError `mac_invalid` */
export function parseMac(written: string): string {
  const parsed = Mac.safeParse(written);
  if (!parsed.success) throw new DomainError("mac_invalid", { mac: written });
  return parsed.data;
}

/** `0/3`, or `3` for the phone itself. @throws DomainError `key_place_invalid` */
export function parsePlace(written: string): KeyPlace {
  const [, module = "0", index] = /^(?:([0-6])\/)?([1-9]\d{0,2})$/.exec(written.trim()) ?? [];
  if (index === undefined) throw new DomainError("key_place_invalid", { place: written });
  return { module: Number(module), index: Number(index) };
}

/** @throws DomainError `input_invalid` */
export function parseWhole(written: string, field: string, low: number, high: number): number {
  const value = /^\d{1,9}$/.test(written.trim()) ? Number(written) : Number.NaN;
  if (value >= low && value <= high) return value;
  throw new DomainError("input_invalid", { field, reason: `must be ${low}-${high}`, value: written });
}

/** `host` or `host:port`; an IPv6 address stands in brackets. @throws DomainError `input_invalid` */
export function parseHostPort(written: string, field: string): { host: string; port: number | null } {
  const [, host, port] = /^(\[[0-9A-Fa-f:.]+\]|[^:\s]+)(?::(\d{1,5}))?$/.exec(written.trim()) ?? [];
  if (host === undefined) throw new DomainError("input_invalid", { field, reason: "must be host or host:port", value: written });
  return { host, port: port === undefined ? null : parseWhole(port, field, 1, 65_535) };
}
