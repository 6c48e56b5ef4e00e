import type { RawParameter } from "../../domain/plan.ts";
import type { RenderWarning } from "../contract.ts";
import { parameter } from "./parameters.ts";
import { deviceSet } from "./settings.ts";
import type { Parameter } from "./xml.ts";

/** Parameters in the vendor's own words, laid over what the plan generates. */

/** A name that can stand as an XML attribute; all the vendor's names can. */
const writable = /^(?!xml)[A-Za-z_][A-Za-z0-9_.-]*$/i;

/**
 * The generated parameters with the raw ones on top: a same-named one gives its value and origin, the others follow at
 * the end. What lives in flash gets its `.set`, unless that stands among the raw ones too. No name comes twice.
 */
export function rawParameters(raw: readonly RawParameter[], generated: readonly Parameter[]): Parameter[] {
  const values = new Map<string, Parameter>(generated.map((one) => [one.name, one]));
  for (const { name, value, origin } of raw) {
    if (!writable.test(name)) continue;
    values.set(name, { name, value, origin });
    if (needsSet(name) && !raw.some((other) => other.name === `${name}.set`))
      values.set(`${name}.set`, { name: `${name}.set`, value: "1", origin });
  }
  return [...values.values()];
}

/** The names that raw parameters take away from the shared part. */
export function overridden(raw: readonly RawParameter[]): ReadonlySet<string> {
  return new Set(raw.filter(({ name }) => name !== deviceSet.name).flatMap(({ name }) => [name, `${name}.set`]));
}

function needsSet(name: string): boolean {
  return name.startsWith("device.") && !name.endsWith(".set") && name !== deviceSet.name;
}

/** Names that the vendor's list does not know, or knows only from hearsay. */
export function rawWarnings(raw: readonly RawParameter[]): RenderWarning[] {
  return raw.flatMap(({ name }): RenderWarning[] => {
    const known = writable.test(name) ? parameter(name) : "unknown";
    if (known === "known") return [];
    return [{ code: known === "unknown" ? "parameter_unknown" : "parameter_unverified", name }];
  });
}
