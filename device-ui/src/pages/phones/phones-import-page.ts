import { api } from "../../data/client.ts";
import { importPhones } from "../../data/phones.ts";
import { t } from "../../i18n/index.ts";
import { pathTo } from "../../router/paths.ts";
import { ImportPage, type ImportSay } from "../import-page.ts";
import { columnKeys } from "./columns.ts";

const mostUndone = 100;

/** Desk phones from a file, by what stands on their labels. */
export class PhonesImportPage extends ImportPage {
  protected say(): ImportSay {
    return {
      list: { href: pathTo("phones"), title: t("section.phones") },
      ...{ title: t("phones.import.title"), text: t("phones.import.text"), columns: t("phones.import.columns") },
      example: { href: "/api/phones/export", label: t("phones.import.example") },
      ...{ name: t("phones.phone"), columnLabel, toList: t("phones.import.to_list") },
      take: (count) => t("phones.import.do", { count }),
      send: (file, dryRun) => importPhones(api, file, dryRun),
      canUndo: ({ created, updated }) => created + updated <= mostUndone,
    };
  }
}

function columnLabel(name: string): string {
  const known = columnKeys.find((key) => key === name);
  if (known) return t(`phones.column.${known}`);
  if (name === "accounts") return t("phones.accounts");
  return name === "modules" ? t("phones.import.modules") : name;
}

customElements.define("phones-import-page", PhonesImportPage);
declare global {
  interface HTMLElementTagNameMap {
    "phones-import-page": PhonesImportPage;
  }
}
