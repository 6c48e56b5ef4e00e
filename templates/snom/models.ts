import { loadModels } from "../catalogue.ts";
import type { PhoneModel } from "../model.ts";

/**
 * Finding a Snom model by the ways in which a phone names itself. Read once, at the first question.
 */

/** A product as a request can name it; `model` is the id without the vendor. */
type Product = { readonly model: string; readonly tokens: readonly string[]; readonly macPrefixes: readonly string[] };

/**
 * Snom products that ask in the same way but are not in the catalogue (DECT bases, a paging amplifier, another product
 * line): named, so that an operator sees what is asking, and given nothing. MAC prefixes: Snom's own redirection client.
 */
const relatives: readonly Product[] = [
  { model: "PA1", tokens: ["PA1", "PA1plus"], macPrefixes: ["00041333", "0004138d"] },
  { model: "M9", tokens: ["m9"], macPrefixes: [] },
  { model: "M300", tokens: ["M300"], macPrefixes: ["00041362", "000413b8", "00087bd7"] },
  { model: "M400", tokens: ["M400"], macPrefixes: [] },
  { model: "M700", tokens: ["M700"], macPrefixes: ["00041361", "00087b08", "00087b09", "00087b0b"] },
  { model: "M900", tokens: ["M900"], macPrefixes: ["000413b6"] },
  { model: "M100KLE", tokens: ["M100KLE"], macPrefixes: [] },
  { model: "M200SC", tokens: ["M200SC"], macPrefixes: ["00041364"] },
  { model: "M500", tokens: ["M500"], macPrefixes: [] },
  { model: "C520", tokens: ["C520"], macPrefixes: ["000413a0"] },
  { model: "C620", tokens: ["C620"], macPrefixes: [] },
];

type Index = {
  readonly models: ReadonlyMap<string, PhoneModel>;
  readonly byToken: ReadonlyMap<string, string>;
  readonly byPrefix: ReadonlyMap<string, string>;
};

let loaded: Index | null = null;

function index(): Index {
  loaded ??= build(loadModels("snom"));
  return loaded;
}

function build(models: readonly PhoneModel[]): Index {
  const products = [...models.map(productOf), ...relatives];
  const byToken = new Map<string, string>();
  for (const { model, tokens } of products)
    for (const token of tokens) for (const spelling of spellings(token)) byToken.set(spelling, model);
  return {
    models: new Map(models.map((model) => [model.model, model])),
    byToken,
    byPrefix: new Map(products.flatMap(({ model, macPrefixes }) => macPrefixes.map((prefix) => [prefix, model] as const))),
  };
}

function productOf(model: PhoneModel): Product {
  const tokens = model.identify.userAgent.map((token) => token.replace(/^snom/i, ""));
  return { model: model.model, tokens: [...tokens, model.model], macPrefixes: model.identify.macPrefixes };
}

/** The label and the phone disagree about a leading D on several models: either spelling names the same phone. */
function spellings(token: string): readonly string[] {
  const lower = token.toLowerCase();
  if (/^d\d{3}$/.test(lower)) return [lower, lower.slice(1)];
  return /^\d{3}$/.test(lower) ? [lower, `d${lower}`] : [lower];
}

/** The model that a product token names (`D785`, `715`, `M900`; without `snom`, any case); null = no such model. */
export function modelByToken(token: string): string | null {
  return index().byToken.get(token.toLowerCase()) ?? null;
}

/** The model that a MAC address points to; null where nobody knows or several models share the range. */
export function modelByMac(mac: string): string | null {
  const { byPrefix } = index();
  for (let length = 9; length >= 6; length--) {
    const found = byPrefix.get(mac.slice(0, length));
    if (found !== undefined) return found;
  }
  return null;
}

/** Whether the address range belongs to Snom: its own, or the chip maker's ranges in its DECT bases. */
export function isSnomMac(mac: string): boolean {
  return mac.startsWith("000413") || modelByMac(mac) !== null;
}

/** The model's data; null when the catalogue has no such model. */
export function snomModel(model: string): PhoneModel | null {
  return index().models.get(model) ?? null;
}
