import { confirm } from "../../components/confirm-dialog.ts";
import { toast } from "../../components/toasts.ts";
import { api } from "../../data/client.ts";
import { type ContactListView, deleteContactList } from "../../data/contacts.ts";
import { undoToast } from "../../data/undo-toast.ts";
import { failureText } from "../../i18n/failure.ts";
import { t } from "../../i18n/index.ts";
import { askList } from "./list-dialog.ts";

/** A list with more contacts than these is not brought back by undoing. */
const mostKept = 2000;

/** @returns the new list's id; null: none was made */
export async function makeList(again: () => unknown): Promise<string | null> {
  const made = await askList(null);
  if (!made) return null;
  undoToast(api, t("contacts.list.created", { name: made.value.name }), made.auditId, again);
  return made.value.id;
}

/** Another name, or others who see it. Called again when it is saved, and when that is taken back. */
export async function editList(list: ContactListView, again: () => unknown): Promise<void> {
  const saved = await askList(list);
  if (saved) undoToast(api, t("contacts.list.saved", { name: saved.value.name }), saved.auditId, again);
  again();
}

/** @returns whether it is gone */
export async function removeList(list: ContactListView, again: () => unknown): Promise<boolean> {
  const { id, name, contacts: count, version } = list;
  let auditId: string | null = null;
  const large = count > mostKept ? ` ${t("contacts.list.delete.large")}` : "";
  try {
    const agreed = await confirm({
      heading: t("contacts.list.delete.ask", { name }),
      text: count === 0 ? t("contacts.list.delete.empty") : t("contacts.list.delete.text", { count }) + large,
      action: t("contacts.list.delete.do"),
      danger: true,
      run: async () => {
        ({ auditId } = await deleteContactList(api, id, version));
      },
      failure: failureText,
    });
    if (!agreed) return false;
    undoToast(api, t("contacts.list.deleted", { name }), large ? null : auditId, again);
    return true;
  } catch (error) {
    toast({ text: failureText(error), tone: "failed" });
    return false;
  }
}
