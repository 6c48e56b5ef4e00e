import { html, nothing, type TemplateResult } from "lit";
import { TriangleAlert } from "lucide";
import { icon } from "../../components/icon.ts";
import { api } from "../../data/client.ts";
import { type ContactImportView, exportAddress, importContacts, readContactList } from "../../data/contacts.ts";
import type { ImportView } from "../../data/users.ts";
import { t } from "../../i18n/index.ts";
import { pathTo } from "../../router/paths.ts";
import { ImportPage, type ImportSay } from "../import-page.ts";

/** So many are taken back as one. */
const mostUndone = 20_000;
/** Changes of so many. */
const mostChanged = 2000;
const mostShown = 100;
const columns = [
  "first_name",
  "last_name",
  "company",
  "title",
  "work",
  "mobile",
  "other",
  "email",
  "tags",
  "note",
  "list",
] as const;

/** Contacts from a file into one list: of a spreadsheet, a mail program, a telephone. */
export class ContactsImportPage extends ImportPage {
  static override properties = { ...ImportPage.properties, params: { attribute: false }, name: { state: true } };
  declare params: Readonly<Record<string, string>>;
  declare name: string;
  #skipWrong = false;

  constructor() {
    super();
    this.params = {};
    this.name = "";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    readContactList(api, this._id()).then(
      ({ name }) => {
        this.name = name;
      },
      // The way back says what kind of thing it is; that it is gone the server says when a file comes.
      () => undefined,
    );
  }

  protected say(): ImportSay {
    const list = this._id();
    return {
      list: { href: pathTo("contactList", { list }), title: this.name || t("contacts.list") },
      ...{ title: t("contacts.import.title"), text: t("contacts.import.text"), columns: t("contacts.import.columns") },
      ...{ formats: t("contacts.import.formats"), accept: ".csv,.txt,.vcf,.vcard,text/csv,text/vcard" },
      example: { href: exportAddress(list, "csv"), label: t("contacts.import.example") },
      ...{ name: t("contacts.contact"), columnLabel, toList: t("contacts.import.to_list") },
      take: (count) => t("contacts.import.do", { count }),
      send: async (file, dryRun) => {
        const skipWrong = this.#skipWrong && !dryRun;
        this.#skipWrong = false;
        return importContacts(api, list, file, { dryRun, skipWrong });
      },
      canUndo: ({ created, updated }) => created <= mostUndone && updated <= mostChanged,
      refused: ({ created, updated }) => t(created + updated > 0 ? "contacts.import.some_wrong" : "users.import.refused"),
      more: (report) => this._more(report),
    };
  }

  _more(report: ImportView): TemplateResult | typeof nothing {
    if (!isOfContacts(report)) return nothing;
    const { leftOut, passedOver, kept, errorCount, created, updated } = report;
    const rest = created + updated;
    return html`${passedOver > 0 ? html`<p>${t("contacts.import.skipped", { count: passedOver })}</p>` : nothing}
      ${leftOut.length > 0 ? html`<p class="notice">${t("contacts.import.left_out", { columns: leftOut.join(", ") })}</p>` : nothing}
      ${this._warnings(report)}
      ${
        !kept && errorCount > 0 && rest > 0
          ? html`<div><button class="button" type="button" @click=${this._skip}>${t("contacts.import.skip", { count: rest })}</button></div>`
          : nothing
      }`;
  }

  _warnings({ warnings, warningCount }: ContactImportView) {
    if (warningCount === 0) return nothing;
    const shown = warnings.slice(0, mostShown);
    return html`<details>
      <summary>${icon(TriangleAlert, 16)} ${t("contacts.import.warnings", { count: warningCount })}</summary>
      <p class="soft">${t("contacts.import.warnings.text")}</p>
      <ul>
        ${shown.map((warning) => html`<li>${warningText(warning)}</li>`)}
      </ul>
      ${warningCount > shown.length ? html`<p class="soft">${t("users.and_more", { count: warningCount - shown.length })}</p>` : nothing}
    </details>`;
  }

  /** What was shown is taken in, without the rows that are wrong. */
  readonly _skip = (): void => {
    this.#skipWrong = true;
    void this._send(false);
  };

  _id(): string {
    return this.params.list ?? "";
  }
}

function warningText({ line, code, values }: ContactImportView["warnings"][number]): string {
  const word = (name: string) =>
    typeof values[name] === "string" || typeof values[name] === "number" ? String(values[name]) : "";
  switch (code) {
    case "number_in_list":
      return t("contacts.import.number_in_list", { line, number: word("number"), name: word("name") });
    case "number_in_file":
      return t("contacts.import.number_in_file", { line, number: word("number"), other: word("line") });
    case "row_twice":
      return t("contacts.import.row_twice", { line, name: word("name"), other: word("line") });
    case "left_out":
      return t("contacts.import.left_out_row", { line, values: Array.isArray(values.values) ? values.values.join(", ") : "" });
  }
}

function columnLabel(name: string): string {
  const known = columns.find((column) => column === name);
  return known ? t(`contacts.column.${known}`) : name;
}

/** The server answers a file of contacts with more than one of people. */
function isOfContacts(report: ImportView): report is ContactImportView {
  return "warnings" in report && "leftOut" in report;
}

customElements.define("contacts-import-page", ContactsImportPage);
declare global {
  interface HTMLElementTagNameMap {
    "contacts-import-page": ContactsImportPage;
  }
}
