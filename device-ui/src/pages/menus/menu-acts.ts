import { confirm } from "../../components/confirm-dialog.ts";
import { askName } from "../../components/name-dialog.ts";
import { api } from "../../data/client.ts";
import { copyMenu, deleteMenu, type MenuView, menuPointers } from "../../data/menus.ts";
import { undoToast } from "../../data/undo-toast.ts";
import { failureText } from "../../i18n/failure.ts";
import { t } from "../../i18n/index.ts";
import { pointerWay } from "../../menus/words.ts";
import { goTo } from "../../router/navigate.ts";
import { pathTo } from "../../router/paths.ts";

/** Copies a menu under a name that is asked for, and opens the copy. */
export async function copyOne({ id, name }: MenuView): Promise<void> {
  let made: { readonly menu: MenuView; readonly auditId: string | null } | null = null;
  const named = await askName({
    heading: t("menus.copy.heading", { name }),
    text: t("menus.copy.text"),
    label: t("menus.copy.name"),
    value: t("menus.copy.of", { name }),
    action: t("menus.copy"),
    run: async (typed) => {
      const { value, auditId } = await copyMenu(api, id, typed);
      made = { menu: value, auditId };
    },
  });
  const copied: { readonly menu: MenuView; readonly auditId: string | null } | null = made;
  if (named && copied) opened(copied);
}

function opened({ menu, auditId }: { readonly menu: MenuView; readonly auditId: string | null }): void {
  undoToast(api, t("menus.copied", { name: menu.name }), auditId, () => goTo(pathTo("menus")));
  goTo(pathTo("menu", { menu: menu.id }));
}

/** Asks, and deletes; one that calls lead to is not deleted, and what leads there is listed. @param deleted when it is gone */
export async function deleteOne(menu: MenuView, deleted: () => unknown): Promise<void> {
  const { id, name, number, version } = menu;
  const pointers = await menuPointers(api, id).catch(() => []);
  if (pointers.length > 0) {
    await confirm({
      heading: t("menus.delete.ask", { name }),
      text: t("menus.delete.used", { name }),
      effects: pointers.map((one) => `${one.ownerName}: ${pointerWay(one)}`),
      action: t("menus.close"),
    });
    return;
  }
  let auditId: string | null = null;
  const agreed = await confirm({
    heading: t("menus.delete.ask", { name }),
    text: t("menus.delete.text"),
    effects: number ? [t("menus.delete.number", { number: number.display })] : [],
    action: t("menus.delete"),
    danger: true,
    run: async () => {
      ({ auditId } = await deleteMenu(api, id, `"${version}"`));
    },
    failure: failureText,
  });
  if (!agreed) return;
  undoToast(api, t("menus.deleted", { name }), auditId, deleted);
  deleted();
}
