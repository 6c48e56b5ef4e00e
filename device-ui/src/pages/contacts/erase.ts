import { confirm } from "../../components/confirm-dialog.ts";
import { toast } from "../../components/toasts.ts";
import { api } from "../../data/client.ts";
import { eraseContact } from "../../data/retention.ts";
import { failureText } from "../../i18n/failure.ts";
import { t } from "../../i18n/index.ts";

/** @returns true when everything about the contact is gone */
export async function askErase({ id, name }: { readonly id: string; readonly name: string }): Promise<boolean> {
  const effects = [t("retention.contact.effect"), t("retention.person.effect.never")];
  const run = async () => void (await eraseContact(api, id));
  const asked = { heading: t("retention.person.heading", { name }), effects, danger: true };
  if (!(await confirm({ ...asked, action: t("retention.person.action", { name }), run, failure: failureText }))) return false;
  toast({ text: t("retention.person.done") });
  return true;
}
