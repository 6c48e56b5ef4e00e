import { percentUsed } from "../domain/data-amount.ts";
import { thresholdAt } from "../domain/end-notice.ts";
import { wallClock } from "../domain/local-time.ts";
import { displayNumber } from "../domain/numbers.ts";
import { boughtBytes } from "./data-purchases.ts";
import { smsNumberOf } from "./installs.ts";
import { queueMessage } from "./messages.ts";
import { loadPeople } from "./people.ts";
import type { Keyring } from "./secrets.ts";
import { totalUsed, usedInPeriod } from "./subscription-usage.ts";
import { change } from "./transaction.ts";
import type { Db } from "./types.ts";

type Row = {
  id: string;
  organisation_id: string;
  user_id: string;
  label: string | null;
  e164: string;
  quota: number | string;
  time_zone: string;
};
const atOnce = 500;

/**
 * Tells whoever has a subscription that 80 or 100 per cent of the month's data is used (D3): by SMS, or by mail where there is
 * no mobile number. Once for each quota: with more data bought, the new one has its own. @returns how many were told
 */
export async function noticeDataThresholds(db: Db, keyring: Keyring, now: Date): Promise<number> {
  let told = 0;
  for (let after = ""; ; ) {
    const rows: Row[] = await db("subscription as s")
      .join("subscription_type as t", "t.id", "s.type_id")
      .join("organisation as o", "o.id", "s.organisation_id")
      .where("s.id", ">", after)
      .where("s.state", "active")
      .whereNotNull("s.user_id")
      .whereNotNull("t.data_quota_bytes")
      // Who has used nothing this month is not looked at; local months begin within a day of UTC's.
      .whereExists(
        db("subscription_usage as used")
          .whereRaw("used.subscription_id = s.id")
          .where("used.day", ">=", new Date(now.getTime() - 31 * 86_400_000).toISOString().slice(0, 10)),
      )
      .orderBy("s.id")
      .limit(atOnce)
      .select("s.id", "s.organisation_id", "s.user_id", "s.label", "s.e164", "o.time_zone", { quota: "t.data_quota_bytes" });
    for (const [period, those] of Map.groupBy(rows, (row) => wallClock(now, row.time_zone).date.slice(0, 7))) {
      told += await noticeSome(db, keyring, those, period, now);
    }
    const last = rows.at(-1);
    if (!last || rows.length < atOnce) return told;
    after = last.id;
  }
}

async function noticeSome(db: Db, keyring: Keyring, rows: readonly Row[], period: string, now: Date): Promise<number> {
  const ids = rows.map(({ id }) => id);
  const used = await usedInPeriod(db, ids, period);
  const bought = await boughtBytes(db, ids, period);
  const due = rows.flatMap((row) => {
    const month = used.get(row.id);
    const quota = Number(row.quota) + (bought.get(row.id) ?? 0);
    const percent = month ? thresholdAt(percentUsed(totalUsed(month), quota)) : null;
    return percent === null ? [] : [{ row, quota, percent, key: `data_threshold:${row.id}:${period}:${quota}:${percent}` }];
  });
  const there = new Set<string>(
    await db("message")
      .whereIn(
        "once_key",
        due.map(({ key }) => key),
      )
      .pluck("once_key"),
  );
  const fresh = due.filter(({ key }) => !there.has(key));
  if (fresh.length === 0) return 0;
  const channels = await channelsOf(
    db,
    fresh.map(({ row }) => row),
  );
  return change(db, async (trx) => {
    let told = 0;
    for (const { row, quota: quotaBytes, percent, key } of fresh) {
      const channel = channels.get(row.user_id);
      if (!channel) continue;
      const { organisation_id: organisationId, user_id: userId, label, e164 } = row;
      const about = { percent, quotaBytes, subscription: label ?? displayNumber(e164) };
      const message = { organisationId, userId, channel, kind: "data_threshold", about, key } as const;
      if ((await queueMessage(trx, keyring, message, now)) !== null) told++;
    }
    return told;
  });
}

/** How each of them is reached; who is not at all is left out. */
async function channelsOf(db: Db, rows: readonly Row[]): Promise<ReadonlyMap<string, "sms" | "mail">> {
  const channels = new Map<string, "sms" | "mail">();
  for (const [organisationId, those] of Map.groupBy(rows, (row) => row.organisation_id)) {
    for (const person of await loadPeople(
      db,
      organisationId,
      those.map((row) => row.user_id),
    )) {
      if (person.deactivatedAt !== null) continue;
      if (smsNumberOf(person) !== null) channels.set(person.id, "sms");
      else if (person.email !== null) channels.set(person.id, "mail");
    }
  }
  return channels;
}
