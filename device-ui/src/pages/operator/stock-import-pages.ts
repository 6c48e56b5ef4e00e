import { html, nothing } from "lit";
import { api } from "../../data/client.ts";
import { importStock, importUsage, type UsageImportView } from "../../data/orders.ts";
import { t } from "../../i18n/index.ts";
import { pathTo } from "../../router/paths.ts";
import { sizeText } from "../finance/words.ts";
import { ImportPage, type ImportSay } from "../import-page.ts";

const cards = [
  "iccid;imsi;form;pin1;puk1;pin2;puk2;activation;organisation",
  "8946070100000000017;240070000000017;physical;1234;12345678;4321;87654321;;",
].join("\r\n");
const usage = [
  "iccid;day;domestic_bytes;eu_bytes;other_bytes;counted_at",
  "8946070100000000017;2026-11-22;734003200;0;0;2026-11-23 01:00",
];
const asFile = (text: string) => `data:text/csv;charset=utf-8,${encodeURIComponent(`\ufeff${text}\r\n`)}`;
const toStock = () => ({ href: pathTo("operatorSimCards"), title: t("orders.stock") });

/** SIM cards from their maker's file into stock. */
export class StockImportPage extends ImportPage {
  protected say(): ImportSay {
    return {
      list: toStock(),
      ...{ title: t("orders.stock.import.title"), text: t("orders.stock.import.text") },
      columns: t("orders.stock.import.columns"),
      example: { href: asFile(cards), label: t("orders.import.example") },
      ...{ name: t("orders.stock.import.card"), columnLabel, toList: t("orders.stock.import.to_list") },
      take: (count) => t("orders.stock.import.do", { count }),
      send: (file, dryRun) => importStock(api, file, dryRun),
      // Codes that went in do not come out again: there is nothing to put back.
      canUndo: () => false,
    };
  }
}

/** What cards have used, as the operator has counted it. */
export class UsageImportPage extends ImportPage {
  protected say(): ImportSay {
    return {
      list: toStock(),
      ...{ title: t("orders.usage.title"), text: t("orders.usage.text"), columns: t("orders.usage.columns") },
      example: { href: asFile(usage.join("\r\n")), label: t("orders.import.example") },
      ...{ name: t("orders.stock.import.card"), columnLabel, toList: t("orders.stock.import.to_list") },
      take: (count) => t("orders.usage.do", { count }),
      send: async (file, dryRun) => {
        const answered = await importUsage(api, file, dryRun);
        this.notes = answered.value;
        return answered;
      },
      cellText: (column, value) => (column.endsWith("_bytes") && /^\d+$/.test(value) ? sizeText(Number(value)) : value),
      more: () => this._notes(),
      // A counter is what it is: the file with the right ones is read in instead.
      canUndo: () => false,
    };
  }

  notes: Pick<UsageImportView, "unknown" | "unknownCount" | "corrected" | "late"> | null = null;

  _notes() {
    if (this.notes === null) return nothing;
    const { unknown, unknownCount, corrected, late } = this.notes;
    const named = unknown.slice(0, 5).join(", ") + (unknownCount > 5 ? " …" : "");
    return html`${unknownCount > 0 ? html`<p class="notice waiting">${t("orders.usage.unknown", { count: unknownCount, cards: named })}</p>` : nothing}
      ${corrected > 0 ? html`<p class="notice waiting">${t("orders.usage.corrected", { count: corrected })}</p>` : nothing}
      ${late > 0 ? html`<p class="notice">${t("orders.usage.late", { count: late })}</p>` : nothing}`;
  }
}

const columnsHere = ["iccid", "imsi", "form", "organisation", "activation"] as const;
const counted = ["day", "domestic_bytes", "eu_bytes", "other_bytes", "counted_at"] as const;
const codes = ["pin1", "puk1", "pin2", "puk2"] as const;

function columnLabel(name: string): string {
  const known = [...columnsHere, ...counted].find((one) => one === name);
  if (known) return t(`orders.csv.${known}`);
  const code = codes.find((one) => one === name);
  return code ? t(`orders.card.${code}`) : name;
}

customElements.define("stock-import-page", StockImportPage);
customElements.define("usage-import-page", UsageImportPage);
declare global {
  interface HTMLElementTagNameMap {
    "stock-import-page": StockImportPage;
    "usage-import-page": UsageImportPage;
  }
}
