import { loadModels } from "../catalogue.ts";
import type { PhoneModel } from "../model.ts";

type Index = {
  readonly byId: ReadonlyMap<string, PhoneModel>;
  readonly byToken: ReadonlyMap<string, PhoneModel>;
  readonly byPart: ReadonlyMap<string, PhoneModel>;
};

let loaded: Index | null = null;

function index(): Index {
  loaded ??= indexOf(loadModels("polycom"));
  return loaded;
}

function indexOf(models: readonly PhoneModel[]): Index {
  const tokens = models.flatMap((model) => model.identify.userAgent.map((token) => [token.toLowerCase(), model] as const));
  const parts = models.flatMap((model) => model.identify.other.map((part) => [part, model] as const));
  return { byId: new Map(models.map((model) => [model.model, model])), byToken: new Map(tokens), byPart: new Map(parts) };
}

/** The model with this id, or null. */
export function modelOf(id: string): PhoneModel | null {
  return index().byId.get(id) ?? null;
}

/** Model id for a user agent's token (`VVX_450`, `Edge_E350`), also for a token that the catalogue does not hold. */
export function modelIdOfToken(token: string): string {
  const known = index().byToken.get(token.toLowerCase());
  if (known) return known.model;
  const upper = token.toUpperCase();
  return upper.startsWith("EDGE_") ? upper : upper.replace("_", "");
}

/** Model id for a part number (`3111-48840-001`), or null. */
export function modelIdOfPart(part: string): string | null {
  return index().byPart.get(part)?.model ?? null;
}
