import type { Origin } from "../../domain/plan.ts";
import type { Attributes } from "./xml.ts";

/** One setting of the phone: an element of a settings file, and whose word it is. */
export type Parameter = {
  readonly name: string;
  readonly attributes: Attributes;
  readonly value: string;
  readonly origin: Origin;
};

/**
 * Who may change a setting on the phone: `R` nobody, `RW` its user until the phone asks again. `!` (kept against the
 * server for ever) is never sent. A missing flag means something else on each firmware, so one is always written.
 */
export type Permission = "R" | "RW";

/** What no layer says: the product's own choice. */
export const builtIn: Origin = { layer: "klyka", name: "Klyka", by: null, at: null };

export function setting(name: string, value: string, origin: Origin, perm: Permission = "R"): Parameter {
  return { name, attributes: { perm }, value, origin };
}

/** A setting of one identity; `position` counts from 1, as the phone's own index does. */
export function ofIdentity(name: string, position: number, value: string, origin: Origin): Parameter {
  return { name, attributes: { idx: String(position), perm: "R" }, value, origin };
}

/** Snom's booleans are words. */
export function onOff(value: boolean): string {
  return value ? "on" : "off";
}
