import { findUnsafe, type UnsafeReason } from "../../process/safety.ts";
import type { LoadedSettings } from "../../process/settings.ts";
import { fill, type Language } from "../sentence.ts";
import { unsafeSentences } from "../setting-sentences.ts";
import { type Finding, finding } from "./findings.ts";

/** What the demo does on purpose: it serves this machine alone. */
const demoMay: readonly UnsafeReason[] = ["demo_data", "public_url_missing", "public_url_plain"];

/** Names, and whether it is safe to serve phones like that. */
export function checkSettings({ settings, rows, unknown }: LoadedSettings, isDemo: boolean, language: Language): Finding[] {
  const found = [finding("settings", "ok", "settings_read", { count: rows.filter((row) => row.source !== "default").length })];
  for (const name of unknown) found.push(finding("settings", "warn", "setting_unknown", { name }));
  const unsafe = findUnsafe(settings).filter((one) => !(isDemo && demoMay.includes(one.reason)));
  for (const one of unsafe)
    found.push(finding("safety", "fail", "error", { text: fill(unsafeSentences[one.reason], language, { ...one }) }));
  if (isDemo) return [...found, finding("safety", "ok", "demo")];
  const host = settings.publicUrl === null ? null : new URL(settings.publicUrl).hostname;
  if (host !== null && /^(localhost|127\..*|\[::1\])$/.test(host))
    found.push(finding("safety", "warn", "url_loopback", { host }));
  if (settings.tftpPort !== "off") found.push(finding("safety", "warn", "tftp_clear"));
  const { managementHost, managementPort: port, managementToken } = settings;
  if (port !== "off" && managementToken === null && !/^(?:127\.|::1$)/.test(managementHost))
    found.push(finding("safety", "warn", "management_open", { host: managementHost, port }));
  return unsafe.length === 0 ? [...found, finding("safety", "ok", "safe")] : found;
}
