import { randomBytes, scrypt } from "node:crypto";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { z } from "zod";
import type { CellSealer } from "../../db/csv/sheet.ts";
import { House, isNewer } from "../../db/fleet-archive/house.ts";
import { createKeyring, type Keyring, openBytes, sealBytes } from "../../db/secrets.ts";
import { DomainError } from "../../domain/errors.ts";
import { sealerFor } from "./sealed.ts";

/** Of the archive's two files beside the sheets: what it is, and what is sealed. */
export const manifestName = "manifest.json";
export const houseName = "house.sealed";

/** Characters of a passphrase at least: it can be tried without end by whoever has the archive. */
export const leastPassphrase = 12;
/** Unpacked, so large. */
const mostHouseBytes = 512_000_000;

/** In the clear. Whatever somebody writes into it: the name is sealed with the rest, the salt makes another key. */
const Manifest = z.object({
  klyka: z.literal("fleet"),
  form: z.int(),
  organisation: z.string().min(1).max(200),
  sealing: z.discriminatedUnion("with", [
    z.object({ with: z.literal("installation") }),
    z.object({ with: z.literal("passphrase"), salt: z.string().regex(/^[A-Za-z0-9_-]{22}$/) }),
  ]),
});
export type Manifest = z.infer<typeof Manifest>;
/** What this program writes. */
const form = 1;

const derive = promisify<string, Buffer, number, { N: number; r: number; p: number; maxmem: number }, Buffer>(scrypt);

/** A key from a passphrase (scrypt, 128 MB: RFC 7914), for as many tries as somebody can pay. */
async function passphraseKeyring(passphrase: string, salt: string): Promise<Keyring> {
  const work = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 1024 * 1024 };
  return createKeyring([await derive(passphrase.normalize("NFC"), Buffer.from(salt, "base64url"), 32, work)]);
}

export type FleetSeal = { readonly manifest: Manifest; readonly cells: CellSealer; readonly keyring: Keyring };

/** @throws DomainError `fleet_passphrase_short` */
export async function newFleetSeal(keyring: Keyring, organisation: string, passphrase: string | null): Promise<FleetSeal> {
  const said = { klyka: "fleet", form, organisation } as const;
  if (passphrase === null) {
    return { manifest: { ...said, sealing: { with: "installation" } }, cells: sealerFor(keyring, organisation), keyring };
  }
  if ([...passphrase].length < leastPassphrase) throw new DomainError("fleet_passphrase_short", { least: leastPassphrase });
  const salt = randomBytes(16).toString("base64url");
  const own = await passphraseKeyring(passphrase, salt);
  return { manifest: { ...said, sealing: { with: "passphrase", salt } }, cells: sealerFor(own, organisation), keyring: own };
}

/** @throws DomainError `input_invalid`, `fleet_archive_newer` */
export function readManifest(bytes: Uint8Array): Manifest {
  const parsed = Manifest.safeParse(jsonOf(bytes));
  if (!parsed.success) throw new DomainError("input_invalid", { field: "file", reason: "has a manifest that cannot be read" });
  if (parsed.data.form > form) throw new DomainError("fleet_archive_newer");
  return parsed.data;
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString("utf8"));
  } catch {
    return null;
  }
}

/** @throws DomainError `fleet_passphrase_needed` */
export async function sealOf(manifest: Manifest, keyring: Keyring, passphrase: string | null): Promise<FleetSeal> {
  const { sealing, organisation } = manifest;
  if (sealing.with === "installation") return { manifest, cells: sealerFor(keyring, organisation), keyring };
  if (passphrase === null) throw new DomainError("fleet_passphrase_needed");
  const own = await passphraseKeyring(passphrase, sealing.salt);
  return { manifest, cells: sealerFor(own, organisation), keyring: own };
}

const contextOf = ({ organisation }: Manifest) => `fleet/house/${organisation}`;
const [pack, unpack] = [promisify(gzip), promisify<Buffer, { maxOutputLength: number }, Buffer>(gunzip)];

export async function sealHouse({ manifest, keyring }: FleetSeal, house: House): Promise<Uint8Array> {
  return sealBytes(keyring, await pack(Buffer.from(JSON.stringify(house), "utf8")), contextOf(manifest));
}

/** @throws DomainError `fleet_archive_foreign`, `fleet_passphrase_wrong`, `fleet_archive_newer` */
export async function openHouse({ manifest, keyring }: FleetSeal, sealed: Uint8Array): Promise<House> {
  const house = jsonOf(await opened({ manifest, keyring }, sealed));
  const schema = z.object({ schema: z.array(z.string()) }).safeParse(house);
  if (!schema.success || isNewer(schema.data)) throw new DomainError("fleet_archive_newer");
  return House.parse(house);
}

async function opened({ manifest, keyring }: Pick<FleetSeal, "manifest" | "keyring">, sealed: Uint8Array): Promise<Buffer> {
  try {
    return await unpack(openBytes(keyring, sealed, contextOf(manifest)), { maxOutputLength: mostHouseBytes });
  } catch {
    const installation = manifest.sealing.with === "installation";
    throw new DomainError(installation ? "fleet_archive_foreign" : "fleet_passphrase_wrong");
  }
}
