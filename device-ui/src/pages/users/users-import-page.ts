import { api } from "../../data/client.ts";
import { importUsers } from "../../data/users.ts";
import { t } from "../../i18n/index.ts";
import { pathTo } from "../../router/paths.ts";
import { ImportPage, type ImportSay } from "../import-page.ts";
import { columnLabel } from "./words.ts";

const mostUndone = 100;

/** People from a file. */
export class UsersImportPage extends ImportPage {
  protected say(): ImportSay {
    return {
      list: { href: pathTo("users"), title: t("users.title") },
      ...{ title: t("users.import.title"), text: t("users.import.text"), columns: t("users.import.columns") },
      example: { href: "/api/users/export", label: t("users.import.example") },
      ...{ name: t("users.column.name"), columnLabel, toList: t("users.import.to_list") },
      take: (count) => t("users.import.do", { count }),
      send: (file, dryRun) => importUsers(api, file, dryRun),
      // Somebody who has been created is not taken back, and neither is what is too much for one step of the change log.
      canUndo: ({ created, updated }) => created === 0 && updated <= mostUndone,
    };
  }
}

customElements.define("users-import-page", UsersImportPage);
declare global {
  interface HTMLElementTagNameMap {
    "users-import-page": UsersImportPage;
  }
}
