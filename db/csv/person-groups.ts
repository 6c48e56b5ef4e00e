import { DomainError } from "../../domain/errors.ts";
import {
  type FeatureScheme,
  featureGroups,
  isFeatureCode,
  strayFeatures,
  voicemailWish,
  withVoicemailWish,
} from "../../domain/feature-groups.ts";
import { type Right, rights } from "../../domain/rights.ts";
import { joinList, splitList } from "./lists.ts";

/** Feature groups by the names that the exchange gives them; a code that is in no catalogue as it is. */
export function showFeatures(features: readonly string[]): string {
  return joinList(features.map((code) => (isFeatureCode(code) ? featureGroups[code].name : code)));
}

/**
 * Memberships as a cell says them. Whatever this organisation's scheme does not know stays, named or not; an empty cell
 * says nothing in the legacy scheme, where everybody has a pair.
 *
 * @throws DomainError `feature_group_refused`, `feature_group_half`
 */
export function readFeatures(scheme: FeatureScheme, had: readonly string[], cell: string | null): readonly string[] {
  const said = splitList(cell ?? "").map((name) => codeOf(name, had));
  if (scheme === "legacy" && said.length === 0) return had;
  const strays: readonly string[] = strayFeatures(scheme, had);
  const kept = had.filter((code) => !isFeatureCode(code) || strays.includes(code));
  for (const code of said) {
    const own = isFeatureCode(code) && featureGroups[code].scheme === scheme;
    if (!own && !kept.includes(code)) throw new DomainError("feature_group_refused", { group: code });
  }
  const wanted = new Set([...kept, ...said]);
  if (wanted.size === new Set(had).size && had.every((code) => wanted.has(code))) return had;
  if (scheme === "ex") return [...had.filter((code) => wanted.has(code)), ...said.filter((code) => !had.includes(code))];
  const wish = voicemailWish([...wanted]);
  if (wish === "custom") throw new DomainError("feature_group_half", { group: showFeatures(said) });
  return withVoicemailWish(had, wish);
}

function codeOf(name: string, had: readonly string[]): string {
  const plain = name.toLowerCase();
  const found = Object.entries(featureGroups).find(([code, group]) => code === plain || group.name.toLowerCase() === plain);
  if (found) return found[0];
  if (had.includes(name)) return name;
  throw new DomainError("feature_group_refused", { group: name.slice(0, 60) });
}

const rightWords: Readonly<Record<string, Right>> = { användare: "user", administratör: "administrator", operatör: "operator" };

export function showRights(has: readonly Right[]): string {
  return joinList(has);
}

/** An empty cell says nothing. Operators are not made by a file. @throws DomainError `input_invalid`, `right_missing` */
export function readRights(had: readonly Right[], cell: string | null): readonly Right[] {
  if (cell === null) return had;
  const said = splitList(cell).map((word) => {
    const right = rights.find((one) => one === word.toLowerCase()) ?? rightWords[word.toLowerCase()];
    if (right) return right;
    throw new DomainError("input_invalid", { field: "rights", reason: `one of ${rights.join(", ")}`, value: word.slice(0, 60) });
  });
  if (said.includes("operator") !== had.includes("operator")) throw new DomainError("right_missing");
  return rights.filter((right) => said.includes(right));
}
