import { recordLocalChange } from "../../db/evidence.ts";
import type { Keyring } from "../../db/secrets.ts";
import type { Db } from "../../db/types.ts";
import { saveUpload } from "../../db/uploads.ts";

const hour = 3_600_000;
const days = 7;

/** Somebody has chosen English at the telephone in the garage. */
const atThePhone = { label: "Garaget", parameter: "lang.gui", value: "English" };

/** How many phones were behind, hour by hour of a working day: changes are made in the morning, and most phones fetch at once. */
const workday: Readonly<Record<number, number>> = { 8: 6, 9: 11, 10: 4, 11: 3, 12: 2, 13: 5, 14: 3, 15: 2, 16: 2 };

/** What has happened around the phones: a week of figures, and a phone on which somebody has set something. When they are up. */
export async function seedFleet(db: Db, keyring: Keyring, organisationId: string, now: Date): Promise<void> {
  await tellLocalChange(db, keyring, organisationId, now);
  const phones: { count?: number | string } | undefined = await db("phone")
    .where("organisation_id", organisationId)
    .whereNot("state", "retired")
    .count({ count: "*" })
    .first();
  const all = Number(phones?.count ?? 0);
  const last = Math.floor(now.getTime() / hour) * hour;
  const rows = Array.from({ length: days * 24 }, (_, back) => {
    const at = new Date(last - back * hour);
    const working = at.getUTCDay() > 0 && at.getUTCDay() < 6;
    const waiting = Math.min(all, working ? (workday[at.getUTCHours() + 1] ?? 1) : 1);
    return { organisation_id: organisationId, at: at.toISOString(), current: all - waiting, waiting, stopped: 0 };
  });
  await db("fleet_sample").insert(rows).onConflict(["organisation_id", "at"]).merge();
}

async function tellLocalChange(db: Db, keyring: Keyring, organisationId: string, now: Date): Promise<void> {
  const { label, parameter, value } = atThePhone;
  const phone: { id: string; mac: string; state: string } | undefined = await db("phone")
    .where({ organisation_id: organisationId, label, state: "bound" })
    .first("id", "mac", "state");
  if (!phone) return;
  const name = `${phone.mac}-local.cfg`;
  const body = Buffer.from(`#!version:1.0.0.1\n${parameter} = ${value}\n`);
  const quota = { perFile: 65_536, perPhone: 262_144, filesPerPhone: 20 };
  const upload = { phoneId: phone.id, name, contentType: "text/plain; charset=utf-8", body, address: "127.0.0.1" };
  await saveUpload(db, keyring, upload, quota, now);
  await recordLocalChange(db, { phoneId: phone.id, name, at: now.toISOString(), parameters: [parameter] });
}
