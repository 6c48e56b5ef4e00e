import { html, nothing } from "lit";
import type { ImportView } from "../../../../portal/csv/exchange.ts";
import type { FleetImportView } from "../../../../portal/phones-csv.ts";
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
      ...{ formats: t("phones.import.formats"), accept: ".csv,.txt,.zip,text/csv,application/zip", beside: this._beside() },
      ...{ name: t("phones.phone"), columnLabel, toList: t("phones.import.to_list") },
      take: (count) => t("phones.import.do", { count }),
      send: (file, dryRun) => importPhones(api, file, dryRun),
      more: (report) => fleetOf(report),
      canUndo: (report) => report.created + report.updated <= mostUndone && broughtIn(report) === 0,
    };
  }

  _beside() {
    return html`<p class="soft">${t("intake.exports")}: ${exports.map((what) => html`<a href=${`/api/phones/export?what=${what}`} download>${t(`intake.export.${what}`)}</a>, `)}
        <a href="/api/phones/export/fleet" download>${t("intake.export.fleet")}</a></p>
      <p class="soft">${t("intake.other")} <a href=${pathTo("intake")}>${t("intake.other.open")}</a></p>`;
  }
}

const fleetIn = (report: ImportView): FleetImportView | null =>
  "files" in report && Array.isArray(report.files) ? (report as FleetImportView) : null;
/** What stands around the phones and has come back. */
const broughtIn = (report: ImportView): number => (fleetIn(report)?.around ?? []).reduce((all, { brought }) => all + brought, 0);

/** What an archive did beside its rows, and whether phones are given what they were given. */
function fleetOf(report: ImportView) {
  const fleet = fleetIn(report);
  if (!fleet) return nothing;
  const { notes, proven } = fleet;
  const brought = broughtIn(report);
  const same = proven && proven.same === proven.phones && proven.sameBooks === proven.books;
  return html`${filesOf(fleet)}
    ${brought > 0 ? html`<p>${t("intake.fleet.around", { count: brought })}</p>` : nothing}
    ${proven && same ? html`<p><strong>${t("intake.fleet.same", { count: proven.phones })}</strong></p>` : nothing}
    ${proven && !same ? html`<p class="notice">${t("intake.fleet.differ", { same: proven.same, all: proven.phones, books: proven.sameBooks, allBooks: proven.books })} ${proven.differing.join(", ")}</p>` : nothing}
    ${notes.length > 0 ? html`<ul class="notes">${notes.map(({ code, text }) => html`<li>${t(`intake.fleet.note.${code}`, { text })}</li>`)}</ul>` : nothing}`;
}

/** What each file of an archive did; after one with errors the rest is not tried. */
function filesOf({ files }: FleetImportView) {
  if (files.length === 0) return nothing;
  const said = ({ created, updated, errorCount }: ImportView) =>
    [
      ...[
        created > 0 ? `${created} ${t("users.import.created")}` : "",
        updated > 0 ? `${updated} ${t("users.import.updated")}` : "",
      ],
      errorCount > 0 ? `${errorCount} ${t("users.import.wrong")}` : "",
    ]
      .filter(Boolean)
      .join(", ");
  return html`<ul class="files">${files.map(({ name, report: of }) => html`<li><strong>${name}.csv</strong> ${said(of) || "–"}</li>`)}</ul>`;
}

const exports = ["phones", "accounts", "keys", "settings"] as const;

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
