import type { Settings } from "../../process/settings.ts";
import { type Finding, finding } from "./findings.ts";

/** Milliseconds. */
const patience = 10_000;

/**
 * Whether the provider of SMS lets us in: 46elks tells who an account is without sending anything. An address of one's own has
 * no such question, and is only named. Nothing where no SMS are sent.
 */
export async function checkSms(settings: Settings): Promise<Finding[]> {
  const { smsProvider, smsUrl, smsUser, smsSecret } = settings;
  if (smsProvider === null || smsSecret === null) return [];
  const url = new URL(smsUrl ?? "https://api.46elks.com/a1/sms");
  const { host } = url;
  if (smsProvider === "http") return [finding("sms", "ok", "sms_set", { host })];
  // https://46elks.com/docs/get-account
  const me = new URL("me", url);
  const authorization = `Basic ${Buffer.from(`${smsUser ?? ""}:${smsSecret}`).toString("base64")}`;
  try {
    const answer = await fetch(me, { redirect: "manual", signal: AbortSignal.timeout(patience), headers: { authorization } });
    await answer.body?.cancel();
    if (answer.ok) return [finding("sms", "ok", "sms_ok", { host })];
    return [finding("sms", "fail", "sms_refused", { host, code: `HTTP ${answer.status}` })];
  } catch {
    return [finding("sms", "fail", "sms_refused", { host, code: "ECONNECTION" })];
  }
}
