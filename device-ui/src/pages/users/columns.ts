import { html, nothing, type TemplateResult } from "lit";
import "../../components/person-avatar.ts";
import { phoneNumber } from "../../components/phone-number.ts";
import { badge, state } from "../../components/states.ts";
import type { UserListView } from "../../data/users.ts";
import { shortDay, spokenInstant, wallClock } from "../../i18n/format.ts";
import { currentLanguage, t } from "../../i18n/index.ts";
import type { Column } from "../../list/column.ts";
import { faultText, stateOf, whatOf } from "../../messages/words.ts";
import { profileName, rightName } from "./words.ts";

export const columnKeys = ["name", "now", "number", "mobile", "extension", "email", "rights", "phones", "message"] as const;
export type ColumnKey = (typeof columnKeys)[number];
/** Those that are shown until somebody chooses. */
export const shownAtFirst: readonly ColumnKey[] = ["name", "now", "number", "mobile", "extension", "phones", "message"];
/** Beside an open row there is room for these. */
const shownBeside: readonly ColumnKey[] = ["name", "now", "number", "mobile"];
export const sorts = ["name", "number", "mobile", "extension", "email"] as const;

/** The columns as a list draws them. @param chosen those that the person wants to see; the name always is */
export function userColumns(chosen: ReadonlySet<string>, beside: boolean): readonly Column<UserListView>[] {
  const wanted = columnKeys.filter((key) => key === "name" || (chosen.has(key) && (!beside || shownBeside.includes(key))));
  return wanted.map((key) => ({
    key,
    label: columnLabel(key),
    sortable: sorts.some((one) => one === key),
    asked: !shownAtFirst.includes(key),
    ...looks[key],
  }));
}

const looks: Readonly<Record<ColumnKey, Pick<Column<UserListView>, "width" | "narrow" | "cell">>> = {
  name: { width: "minmax(170px, 1.8fr)", narrow: "title", cell: nameCell },
  now: { width: "minmax(120px, 1.2fr)", narrow: "detail", cell: nowCell },
  number: {
    width: "120px",
    narrow: "hide",
    cell: ({ numbers }) => (numbers.primary ? phoneNumber(numbers.primary.e164) : nothing),
  },
  mobile: { width: "minmax(154px, 0.7fr)", narrow: "hide", cell: mobileCell },
  extension: { width: "104px", narrow: "hide", cell: ({ extension }) => extension ?? nothing },
  email: {
    width: "minmax(140px, 1fr)",
    narrow: "hide",
    cell: ({ email }) => (email ? html`<span title=${email}>${email}</span>` : nothing),
  },
  rights: { width: "minmax(110px, 0.7fr)", narrow: "hide", cell: ({ rights }) => rights.map(rightName).join(", ") },
  phones: { width: "minmax(110px, 0.9fr)", narrow: "hide", cell: phonesCell },
  message: { width: "minmax(150px, 1fr)", narrow: "hide", cell: messageCell },
};

export function columnLabel(key: ColumnKey): string {
  return key === "message" ? t("messages.column") : t(`users.column.${key}`);
}

/** What was last sent to the person, and what became of it. */
function messageCell({ message }: UserListView): TemplateResult | typeof nothing {
  if (message === null) return nothing;
  return html`<span class="line" title=${faultText(message) ?? whatOf(message)}>${stateOf(message)}</span>`;
}

function nameCell(row: UserListView): TemplateResult {
  const ends = row.status === "deactivating" && row.deactivateOn !== null;
  return html`<span class="with-picture"
    ><person-avatar decorative .name=${row.name} .src=${row.picture?.small ?? null}></person-avatar
    ><span class="words"
      ><span class="text" title=${row.name}>${row.name}</span
      >${ends ? badge("stop", t("users.status.ends", { day: shortDay(row.deactivateOn ?? "") }), false) : nothing}${
        row.rights.includes("administrator") ? badge("live", t("users.right.administrator"), false) : nothing
      }</span
    ></span
  >`;
}

/** Reachable, or why not and until when. */
export function nowCell(row: Pick<UserListView, "status" | "away" | "deactivateOn" | "hasPassword">): TemplateResult {
  if (row.status === "deactivated") {
    return state(
      "off",
      row.deactivateOn ? t("users.status.ended", { day: shortDay(row.deactivateOn) }) : t("users.status.deactivated"),
    );
  }
  if (row.away === null) {
    const ends = row.status === "deactivating" && row.deactivateOn !== null;
    return ends
      ? state("off", t("users.status.ends", { day: shortDay(row.deactivateOn ?? "") }))
      : state("live", t("users.now.here"));
  }
  const word = row.away.words[currentLanguage()];
  if (row.away.until === null) return state("off", word);
  const [until, now] = [new Date(row.away.until), new Date()];
  const tone = wallClock(until).day === wallClock(now).day ? "waiting" : "off";
  return state(tone, t("users.now.away", { reason: word, until: spokenInstant(until, now) }));
}

function mobileCell({ numbers: { mobile } }: UserListView): TemplateResult | typeof nothing {
  if (mobile === null) return nothing;
  return html`${phoneNumber(mobile.e164)} <span class="aside">${profileName(mobile.profile)}</span>`;
}

function phonesCell({ phones }: UserListView): TemplateResult | typeof nothing {
  const [first, ...others] = phones;
  if (!first) return nothing;
  const names = phones.map(({ label, modelName }) => (label ? `${label} (${modelName})` : modelName)).join(", ");
  return html`<span title=${names}>${first.modelName}${others.length > 0 ? ` +${others.length}` : ""}</span>`;
}
