import { html } from "lit";
import type { Schedule, ScheduleAction } from "../../../domain/schedule.ts";
import "../announcements/announcement-field.ts";
import { segmentField } from "../components/fields.ts";
import { FormDialog } from "../components/form-dialog.ts";
import { answerOf } from "../components/modal-dialog.ts";
import { t } from "../i18n/index.ts";

type Otherwise = Schedule["otherwise"];

/** What is done when no entry matches: it cannot be moved, switched off or removed, only said otherwise. Knows no API. */
export class DefaultDialog extends FormDialog<Otherwise> {
  static override properties = { ...FormDialog.properties, otherwise: { attribute: false }, said: { state: true } };
  declare otherwise: Otherwise;
  declare said: Otherwise | null;

  constructor() {
    super();
    this.said = null;
  }

  _heading(): string {
    return t("calendar.default_edit");
  }

  _action(): string {
    return t("calendar.entry.take");
  }

  async _run(): Promise<Otherwise> {
    return this.said ?? this.otherwise;
  }

  _fields() {
    const said = this.said ?? this.otherwise;
    const actions = (["open", "closed"] as const).map((value) => ({ value, label: t(`calendar.action.${value}`) }));
    return html`<p class="soft">${t("calendar.default_text")}</p>
      ${segmentField({
        name: "action",
        label: t("calendar.entry.action"),
        value: said.action,
        choices: actions,
        onChange: (value) => {
          this.said = { ...said, action: value === "open" ? "open" : ("closed" satisfies ScheduleAction) };
        },
      })}
      <announcement-field
        .label=${t("calendar.entry.announcement")}
        .hint=${t(said.action === "open" ? "calendar.entry.announcement_open" : "calendar.entry.announcement_closed")}
        .value=${said.announcementId}
        @announcement-change=${(event: CustomEvent<string | null>) => {
          this.said = { ...(this.said ?? this.otherwise), announcementId: event.detail };
        }}
      ></announcement-field>`;
  }
}

/** @returns what is done otherwise, or null when it stays */
export function askDefault(otherwise: Otherwise): Promise<Otherwise | null> {
  return answerOf(Object.assign(document.createElement("default-dialog"), { otherwise }));
}

customElements.define("default-dialog", DefaultDialog);
declare global {
  interface HTMLElementTagNameMap {
    "default-dialog": DefaultDialog;
  }
}
