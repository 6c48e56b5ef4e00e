import { type BroughtHouse, type House, type HouseTarget, keepsDirectoryKey } from "../../db/fleet-archive/house.ts";
import { operatorDifferences, sayAsThere } from "../../db/fleet-archive/operator-settings.ts";
import { settingDefinitions } from "../../domain/settings.ts";
import { proveFleet } from "./fleet-proof.ts";

export const fleetNoteCodes = [
  "created",
  "image_missing",
  "operator_said",
  "operator_differs",
  "address_differs",
  "directory_key_differs",
  "rollout_paused",
  "rollout_left",
] as const;
/** What whoever takes an archive in should know. `text`: what it is about; nothing secret. */
export type FleetNote = { readonly code: (typeof fleetNoteCodes)[number]; readonly text: string };

/** Whether each phone is given what it was given when the archive was made; `differing`: some that are not. */
export type FleetProven = {
  readonly phones: number;
  readonly same: number;
  readonly differing: readonly string[];
  readonly books: number;
  readonly sameBooks: number;
};

/** MACs that are told. */
const mostTold = 20;

/** What the operator said there is said here where nobody else has phones, and told otherwise. */
export async function settleOperator(to: HouseTarget, house: House): Promise<FleetNote[]> {
  const { db, organisationId, access, actor, now } = to;
  const differences = await operatorDifferences(db, house.operator);
  if (differences.length === 0) return [];
  const [other] = await db("organisation").whereNot("id", organisationId).limit(1).select("id");
  const alone = access === "all" && other === undefined;
  if (alone) await sayAsThere(db, differences, actor, now);
  const code = alone ? "operator_said" : "operator_differs";
  return differences.map(({ was, is }) => {
    const { name, scope } = was ?? is ?? { name: "", scope: "" };
    return { code, text: scope === "operator" ? name : `${name} (${scope.replace(/^model:/, "")})` };
  });
}

export async function fleetNotes(
  to: HouseTarget,
  house: House,
  { fates }: BroughtHouse,
  publicUrl: string,
): Promise<FleetNote[]> {
  const notes: FleetNote[] = (await missingImages(to)).map((text) => ({ code: "image_missing", text }));
  if (house.publicUrl !== publicUrl) notes.push({ code: "address_differs", text: house.publicUrl });
  if (!(await keepsDirectoryKey(to, house))) notes.push({ code: "directory_key_differs", text: "" });
  for (const row of house.tables.rollout ?? []) {
    if (fates.cameBack("rollout", row.id ?? null)) notes.push({ code: "rollout_paused", text: String(row.name ?? "") });
  }
  return [...notes, ...house.rolloutsLeft.map((text): FleetNote => ({ code: "rollout_left", text }))];
}

/** Names of images that are chosen and not here. */
async function missingImages({ db, organisationId }: HouseTarget): Promise<string[]> {
  const rows: { value: string }[] = await db("setting")
    .where({ vendor: "", name: "firmware.image" })
    .where((any) => any.where("organisation_id", organisationId).orWhereNull("organisation_id"))
    .distinct("value")
    .orderBy("value");
  const wanted = rows.flatMap(
    ({ value }) => settingDefinitions["firmware.image"].schema.safeParse(JSON.parse(value)).data?.file ?? [],
  );
  const here = new Set<string>(await db("firmware_image").where("kind", "phone").pluck("name"));
  return [...new Set(wanted)].filter((file) => !here.has(file));
}

export async function compareFleet(
  { db, keyring, organisationId }: HouseTarget,
  house: House,
  publicUrl: string,
): Promise<FleetProven> {
  const is = await proveFleet(db, keyring, organisationId, publicUrl);
  const macs = Object.keys(house.files);
  const differing = macs.filter((mac) => is.files[mac] !== house.files[mac]);
  const books = Object.keys(house.books);
  return {
    ...{ phones: macs.length, same: macs.length - differing.length, differing: differing.slice(0, mostTold) },
    ...{ books: books.length, sameBooks: books.filter((key) => is.books[key] === house.books[key]).length },
  };
}
