import type { ImageName } from "../firmware-name.ts";
import { yealinkModels } from "./models.ts";

/**
 * `T46U(T43U,T46U,T41U)-108.86.0.90(20211130).rom`: whom it is for, then id and version. The id in front of the version
 * ties it to the hardware; the names at the beginning are only how the family is called.
 */
const shape = /^(.*?)-(\d{1,3})\.(\d{1,3})\.(\d{1,5})\.(\d{1,5})(?:\(\d{1,12}\))?\.rom$/i;

/** Reads the name of a Yealink image; null: it is none. */
export function readImageName(name: string): ImageName | null {
  const [, family = "", id = "", ...rest] = shape.exec(name.trim()) ?? [];
  if (id === "") return null;
  const version = [id, ...rest].join(".");
  const fitting = [...yealinkModels().values()].filter((model) => model.firmware.family.includes(id));
  const named = namedIn(family);
  const listed = fitting.filter(({ model }) => named.some((one) => sameSeries(one, model)));
  // `$PN`, `Base for W52P&W56P`, `T46U` alone: the id decides. A list of models says who is left out.
  const listing = /[(,]/.test(family) && named.length > 0;
  const models = (listing ? listed : fitting).map(({ model }) => model);
  return {
    ...{ vendor: "yealink", name: name.trim(), kind: "phone", firmwareVersion: version, models },
    contradiction: contradiction(named, id, fitting),
    marks: { version, products: named },
  };
}

/** Product names in the part before the version: `T46U`, `T21P_E2`, `CP960`, `W60B`. */
function namedIn(family: string): string[] {
  return family.toUpperCase().match(/\b(?:T|CP|VP|W|AX)\d{2,3}[A-Z]*(?:_E2)?/g) ?? [];
}

/** `T58V` and `T58A`, `T46` and `T46G` are of one series: letters, then digits. */
function sameSeries(one: string, other: string): boolean {
  const series = (product: string) => /^[A-Z]+\d+/.exec(product)?.[0] ?? product;
  return series(one) === series(other);
}

/**
 * A name that says only models which the id is not for has been made up.
 *
 * @returns what the id is for instead; null: name and id agree
 */
function contradiction(named: readonly string[], id: string, fitting: readonly { readonly model: string }[]): string | null {
  const known = named.flatMap((one) => yealinkModels().get(one) ?? []);
  if (known.length === 0 || known.some(({ firmware }) => firmware.family.includes(id))) return null;
  return fitting.length > 0 ? fitting.map(({ model }) => model).join(", ") : id;
}
