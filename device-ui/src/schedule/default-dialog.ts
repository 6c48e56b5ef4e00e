import { css, html } from "lit";
import type { Schedule, ScheduleAction } from "../../../domain/schedule.ts";
import "../announcements/announcement-field.ts";
import { KlykaElement } from "../components/element.ts";
import { segmentField } from "../components/fields.ts";
import "../components/modal-dialog.ts";
import { answerOf } from "../components/modal-dialog.ts";
import { t } from "../i18n/index.ts";
import { buttons, fields, shared } from "../style/controls.ts";

type Otherwise = Schedule["otherwise"];

/** What is done when no entry matches: it cannot be moved, switched off or removed, only said otherwise. Knows no API. */
export class DefaultDialog extends KlykaElement {
  static override properties = { otherwise: { attribute: false }, said: { state: true } };
  declare otherwise: Otherwise;
  declare said: Otherwise | null;
  declare answer: (answer: Otherwise | null) => void;

  constructor() {
    super();
    this.said = null;
    this.answer = () => undefined;
  }

  override render() {
    const said = this.said ?? this.otherwise;
    const actions = (["open", "closed"] as const).map((value) => ({ value, label: t(`calendar.action.${value}`) }));
    return html`<modal-dialog heading=${t("calendar.default_edit")} open @dialog-close=${() => this.answer(null)}>
      <form id="default" @submit=${this._take} novalidate>
        <p class="soft">${t("calendar.default_text")}</p>
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
        ></announcement-field>
      </form>
      <button slot="actions" class="button" type="button" @click=${() => this.answer(null)}>${t("action.cancel")}</button>
      <button slot="actions" class="button filled" type="submit" form="default">${t("calendar.entry.take")}</button>
    </modal-dialog>`;
  }

  _take(event: SubmitEvent): void {
    event.preventDefault();
    this.answer(this.said ?? this.otherwise);
  }

  static override styles = [
    shared,
    buttons,
    fields,
    css`
      :host {
        display: contents;
      }
      form {
        display: grid;
        gap: 16px;
      }
    `,
  ];
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
