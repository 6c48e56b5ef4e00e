import { toast } from "../components/toasts.ts";
import { api } from "../data/client.ts";
import { type InstallKind, sendInstall } from "../data/messages.ts";
import { failureText } from "../i18n/failure.ts";
import { t } from "../i18n/index.ts";
import { notSentText } from "./words.ts";

const underWay = new Set<string>();

/** Sends somebody the link and says so. Two clicks send once. @returns whether it was put into the outbox */
export async function sendOne(person: { readonly id: string; readonly name: string }, kind: InstallKind): Promise<boolean> {
  const key = `${person.id} ${kind}`;
  if (underWay.has(key)) return false;
  underWay.add(key);
  try {
    const sends = await sendInstall(api, person.id, kind);
    if (sends) toast({ text: t(`messages.did.${kind}`, { name: person.name }) });
    else toast({ text: notSentText(kind === "app_install" ? "sms" : "mail"), tone: "failed" });
    return true;
  } catch (error) {
    toast({ text: failureText(error), tone: "failed" });
    return false;
  } finally {
    underWay.delete(key);
  }
}
