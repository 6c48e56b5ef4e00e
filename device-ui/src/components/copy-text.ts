import { t } from "../i18n/index.ts";
import { toast } from "./toasts.ts";

/** Puts a text where the person can paste it from, and says whether that went well. */
export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toast({ text: t("connect.copied") });
  } catch {
    toast({ text: t("connect.copy.failed"), tone: "failed" });
  }
}
