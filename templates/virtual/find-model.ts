import type { PhoneModel } from "../model.ts";

export type FoundModel = { readonly model: PhoneModel } | { readonly model: null; readonly suggestions: readonly string[] };

/** Finds a model by any usual spelling: `Yealink T46U`, `t46u`, `SIP-T46U`, `snom D785`, `Polycom VVX 450`, `vvx450`. */
export function findModel(models: readonly PhoneModel[], name: string): FoundModel {
  const wanted = plain(name);
  const found = models.filter((model) => spellings(model).includes(wanted));
  const [only] = found;
  if (only && found.length === 1) return { model: only };
  return { model: null, suggestions: found.length > 1 ? found.map((model) => model.name) : nearest(models, wanted) };
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, "");
}

function spellings(model: PhoneModel): readonly string[] {
  const id = plain(model.model);
  const makers = { yealink: ["yealink", "yealinksip"], snom: ["snom"], polycom: ["polycom", "poly"] }[model.vendor];
  const names = [id, plain(model.name), `sip${id}`, ...model.identify.userAgent.map(plain)];
  const bare = makers.reduce((rest, maker) => (rest.startsWith(maker) ? rest.slice(maker.length) : rest), plain(model.name));
  return [...new Set([...names, bare, ...makers.flatMap((maker) => [`${maker}${id}`, `${maker}${bare}`])])];
}

/** Up to three names that lie nearest to what was typed. */
function nearest(models: readonly PhoneModel[], wanted: string): readonly string[] {
  return models
    .map((model) => ({ name: model.name, far: Math.min(...spellings(model).map((spelling) => distance(spelling, wanted))) }))
    .filter(({ far }) => far <= Math.max(2, wanted.length / 2))
    .sort((a, b) => a.far - b.far || (a.name < b.name ? -1 : 1))
    .slice(0, 3)
    .map(({ name }) => name);
}

/** How many letters must be put in, taken out or changed (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
