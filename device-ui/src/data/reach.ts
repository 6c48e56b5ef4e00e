import type { Api } from "./api.ts";

/** Which phones a save would reach, found out by trying it and undoing it (`POST /api/reach`). */
export type ReachedPhone = { readonly id: string; readonly label: string; readonly mac: string; readonly model: string };
/** Phones in whose files the same lines go and come. */
export type ReachDifference = {
  readonly phoneIds: readonly string[];
  readonly removed: readonly string[];
  readonly added: readonly string[];
  /** These phones start again when they have fetched it. */
  readonly restarts: boolean;
};
export type Reach = {
  readonly total: number;
  /** The first of them by name. */
  readonly phones: readonly ReachedPhone[];
  readonly differences: readonly ReachDifference[];
  /** How many phones the differences are of. */
  readonly compared: number;
};
/** A write as it would be sent; the path is below `/api`. */
export type Trial = {
  readonly method: "post" | "put" | "patch" | "delete";
  readonly path: string;
  readonly body?: unknown;
  /** The ETag that was read, or the number in it. */
  readonly version?: string | number | null;
};

/** @throws ApiError: the write would be refused in the same way */
export async function tryOut(api: Api, trial: Trial): Promise<Reach> {
  const { version = null, ...write } = trial;
  return (await api.post<Reach>("/reach", { ...write, version: versionNumber(version) })).value;
}

/** The same for a save that is sent in parts: the numbers are of all, names and differences of the first. */
export async function tryOutParts(api: Api, trials: readonly Trial[]): Promise<Reach> {
  const reaches: Reach[] = [];
  for (const trial of trials) reaches.push(await tryOut(api, trial));
  const [first = { total: 0, phones: [], differences: [], compared: 0 }] = reaches;
  return { ...first, total: reaches.reduce((sum, { total }) => sum + total, 0) };
}

/** `"7"` → 7. Null: none was read. */
export function versionNumber(version: string | number | null): number | null {
  if (version === null || typeof version === "number") return version;
  const digits = /^(?:W\/)?"(\d+)"$/.exec(version)?.[1];
  return digits === undefined ? null : Number(digits);
}
