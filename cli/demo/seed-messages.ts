import { sendInstall, useInstall } from "../../db/installs.ts";
import { messageNotSent } from "../../db/message-outbox.ts";
import { setNotices } from "../../db/notices.ts";
import { updateAdvanced } from "../../db/people-changes.ts";
import type { Actor } from "../../db/types.ts";
import type { InstallKind } from "../../domain/message.ts";
import type { Seed } from "./seed.ts";

/** Who has a licence for the softphone, by extension. */
const licences = ["401", "404", "405", "407", "410", "416"] as const;

/**
 * Links that the administrator has sent. Nothing sends mail or SMS in the demo, so they stand in the operator's outbox as not
 * sent; one was handed on by hand, and has been opened.
 */
export async function seedMessages(seed: Seed, administrator: Actor, users: ReadonlyMap<string, string>): Promise<void> {
  const { db, keyring, organisationId, times } = seed;
  const of = (extension: string) => ({ organisationId, id: users.get(extension) ?? "" });
  for (const extension of licences) {
    await updateAdvanced(db, { ...of(extension), softphone: true }, "ex", "all", administrator, times.before(28, "13:10"));
  }
  const send = async (extension: string, kind: InstallKind, at: Date, usedAt: Date | null = null) => {
    const { id: userId } = of(extension);
    const messageId = await sendInstall(db, keyring, { organisationId, userId, kind }, administrator, at);
    await messageNotSent(db, messageId, at);
    if (usedAt === null) return;
    const { token_hash: hash } = await db("install_token")
      .where("message_id", messageId)
      .first<{ token_hash: string }>("token_hash");
    await useInstall(db, hash, usedAt);
  };
  await send("410", "app_install", times.before(8, "09:05"), times.before(8, "09:31"));
  await send("404", "softphone_install", times.before(8, "09:06"));
  await send("408", "app_install", times.minutesAgo(47));
  await send("416", "softphone_install", times.minutesAgo(46));
  await send("402", "app_install", times.minutesAgo(21));
  const bo = users.get("402") ?? "";
  const self: Actor = { kind: "user", id: bo, name: "Bo Sandvall", organisationId };
  await setNotices(db, { organisationId, userId: bo, diversionEnds: "all", channel: "sms" }, self, times.before(6, "07:52"));
}
