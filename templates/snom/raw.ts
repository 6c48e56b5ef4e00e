import type { RawParameter } from "../../domain/plan.ts";
import type { RenderWarning } from "../contract.ts";
import type { Parameter } from "./parameter.ts";
import { readParameterName } from "./parameters.ts";
import { cleanText } from "./xml.ts";

/** What may name an element of ours: XML's rule, kept to plain letters, and none of XML's own names. */
const elementName = /^(?!xml)[A-Za-z_][A-Za-z0-9_.-]{0,63}$/i;

export type Overridden = { readonly parameters: readonly Parameter[]; readonly warnings: readonly RenderWarning[] };

/**
 * Puts parameters in the vendor's own words on top. One replaces all generated ones of its name, or with an index
 * (`user_ringer2`) that of one identity; a new one is appended. An unknown name is sent and warned about; one that
 * cannot be an element's name, or would stop the phone from ever asking again, is not sent.
 */
export function override(generated: readonly Parameter[], raw: readonly RawParameter[]): Overridden {
  let parameters = [...generated];
  const warnings: RenderWarning[] = [];
  for (const entry of raw) {
    const { name, index, known } = readParameterName(entry.name);
    if (!known) warnings.push({ code: "parameter_unknown", name: entry.name });
    if (!elementName.test(name)) continue;
    const value = cleanText(entry.value);
    const refused = name === "update_policy" && value.trim() === "never_update";
    if (refused || value !== entry.value) warnings.push({ code: "value_cut", name: entry.name });
    if (!refused) parameters = put(parameters, { name, index, value, origin: entry.origin });
  }
  return { parameters, warnings };
}

type Entry = Pick<Parameter, "name" | "value" | "origin"> & { readonly index: string | null };

function put(parameters: readonly Parameter[], { name, index, value, origin }: Entry): Parameter[] {
  const meant = (parameter: Parameter) => parameter.name === name && (index === null || parameter.attributes.idx === index);
  if (parameters.some(meant))
    return parameters.map((parameter) => (meant(parameter) ? { ...parameter, value, origin } : parameter));
  const attributes = index === null ? { perm: "RW" } : { idx: index, perm: "RW" };
  return [...parameters, { name, attributes, value, origin }];
}
