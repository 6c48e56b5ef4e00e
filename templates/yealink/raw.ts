import type { RawParameter } from "../../domain/plan.ts";
import type { RenderWarning } from "../contract.ts";
import { isKnownParameter, type Parameter, rawParameter, type Section } from "./parameter.ts";

export type Overridden = { readonly sections: readonly Section[]; readonly warnings: readonly RenderWarning[] };

/** What a line can begin with and still be one setting. */
const nameShape = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,199}$/;

/**
 * Puts an administrator's own parameters over the generated ones: a name that is there is replaced in its place, another
 * is added at the end. A name that the vendor's list lacks is written with a warning; one that is no name is left out.
 */
export function withRaw(sections: readonly Section[], raw: readonly RawParameter[]): Overridden {
  if (raw.length === 0) return { sections, warnings: [] };
  const usable = raw.filter(({ name }) => nameShape.test(name));
  const own = new Map(usable.map(rawParameter).map((parameter) => [slot(parameter), parameter]));
  const used = new Set<string>();
  const replaced = sections.map(({ title, parameters }) => ({
    title,
    parameters: parameters.map((parameter) => {
      const at = slot(parameter);
      used.add(at);
      return own.get(at) ?? parameter;
    }),
  }));
  const added: Parameter[] = [...own].filter(([at]) => !used.has(at)).map(([, parameter]) => parameter);
  return {
    sections: added.length > 0 ? [...replaced, { title: "Own parameters", parameters: added }] : replaced,
    warnings: raw
      .filter(({ name }) => !nameShape.test(name) || !isKnownParameter(name))
      .map(({ name }) => ({ code: "parameter_unknown", name })),
  };
}

/** Passwords of different users stand under one name, told apart by what precedes the colon. */
function slot({ name, text }: Parameter): string {
  if (name !== "static.security.user_password" && name !== "security.user_password") return name;
  return `static.security.user_password ${text.split(":")[0]}`;
}
