import { html, nothing, type TemplateResult } from "lit";
import { phoneNumber } from "../../components/phone-number.ts";
import { badge } from "../../components/states.ts";
import type { ContactRowView, MyContactView } from "../../data/contacts.ts";
import { t } from "../../i18n/index.ts";
import type { Column } from "../../list/column.ts";

type Row = Pick<ContactRowView, "name" | "firstName" | "lastName" | "company" | "title" | "numbers" | "email" | "tags"> & {
  readonly sameNumbers?: ContactRowView["sameNumbers"];
};

/** A contact as a row: who, what company, which number, how else. @param shared whether some share a number, which needs room */
export function contactColumns(shared: boolean): readonly Column<ContactRowView>[] {
  return [
    column("name", { width: "minmax(170px, 1.6fr)", narrow: "title", sortable: true, cell: nameCell }),
    column("company", {
      width: "minmax(130px, 1.2fr)",
      narrow: "hide",
      sortable: true,
      cell: ({ company }) => company || nothing,
    }),
    column("number", { width: shared ? "minmax(280px, 1.2fr)" : "minmax(170px, 1.2fr)", narrow: "detail", cell: numberCell }),
    column("email", { width: "minmax(150px, 1.2fr)", narrow: "hide", cell: ({ email }) => (email ? cut(email) : nothing) }),
    column("tags", {
      width: "minmax(110px, 1fr)",
      narrow: "hide",
      cell: ({ tags }) => (tags.length > 0 ? cut(tags.join(", ")) : nothing),
    }),
  ];
}

/** The same for whoever reads it: with the list it stands in when there are several. */
export function myContactColumns(several: boolean): readonly Column<MyContactView>[] {
  const list: Column<MyContactView> = column("list", {
    width: "minmax(110px, 1fr)",
    narrow: "hide",
    cell: (row) => cut(row.list),
  });
  return [
    column("name", { width: "minmax(170px, 1.6fr)", narrow: "title", cell: nameCell }),
    column("company", { width: "minmax(130px, 1.2fr)", narrow: "hide", cell: ({ company }) => company || nothing }),
    column("number", { width: "minmax(170px, 1.2fr)", narrow: "detail", cell: numberCell }),
    ...(several ? [list] : []),
  ];
}

type Key = "name" | "company" | "number" | "email" | "tags" | "list";

function column<T>(key: Key, look: Omit<Column<T>, "key" | "label">): Column<T> {
  return { key, label: t(`contacts.column.${key}`), ...look };
}

const cut = (text: string): TemplateResult => html`<span class="text" title=${text}>${text}</span>`;

/** The person's name, and where there are no further columns what the person is; of a company its name alone. */
function nameCell({ name, company, title }: Row): TemplateResult {
  const about = title || (company !== name ? company : "");
  return html`<span class="text" title=${name}>${name}</span>${about ? html`<span class="narrow-only aside"> · ${about}</span>` : nothing}`;
}

/** The one that is called first, how many there are besides, and whether somebody else has it. */
function numberCell({ numbers, sameNumbers = [] }: Row): TemplateResult | typeof nothing {
  const [first] = numbers;
  if (!first) return nothing;
  const count = numbers.length - 1;
  const more = html`<span class="aside" aria-hidden="true">${t("contacts.more_numbers", { count })}</span
    ><span class="hidden">${t("contacts.more_numbers.said", { count })}</span>`;
  return html`<span class="reach">${phoneNumber(first.e164)} ${count > 0 ? more : nothing}
    ${sameNumbers.length > 0 ? badge("waiting", t("contacts.shared"), false) : nothing}</span>`;
}
