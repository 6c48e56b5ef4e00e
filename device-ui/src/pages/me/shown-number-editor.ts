import { css, html, nothing } from "lit";
import { weekdayName } from "../../../../domain/calendar-words.ts";
import { KlykaElement } from "../../components/element.ts";
import { selectField } from "../../components/fields.ts";
import { toast } from "../../components/toasts.ts";
import { readShownNumber, type ShownNumberView, type Subject, saveShownNumber, type WorkHoursView } from "../../data/absence.ts";
import { api } from "../../data/client.ts";
import { listen } from "../../data/live.ts";
import { failureText } from "../../i18n/failure.ts";
import { currentLanguage, t } from "../../i18n/index.ts";
import { buttons, fields, shared, states, surfaces } from "../../style/controls.ts";
import { shownWord } from "./shown-words.ts";
import { SubjectPart } from "./subject-part.ts";

type Candidate = ShownNumberView["candidates"][number];
type Wanted = { readonly shown?: string; readonly fromMobile?: string | null; readonly mobileOutsideHours?: boolean };

/** Which number called people see, of a person (`me`) or of a user. Saved with the choice itself; undone from the toast. */
export class ShownNumberEditor extends KlykaElement {
  static override properties = {
    subject: {},
    hours: { attribute: false },
  };
  declare subject: Subject;
  /** Hours of work, where the page has them: said beside what they decide. */
  declare hours: WorkHoursView | null;
  readonly kept = new SubjectPart<ShownNumberView>(this, (subject) => readShownNumber(api, subject));

  constructor() {
    super();
    this.subject = "me";
    this.hours = null;
    const heard = (data: unknown) => this.kept.heard(data);
    listen(this, { presence: heard, members: () => heard(null), reload: () => heard(null) });
  }

  override render() {
    if (this.kept.read === null) return this.kept.missing();
    const view = this.kept.read.value;
    return html`<p class="soft">${t(this.subject === "me" ? "away.show.text" : "away.show.text_other")}</p>
      ${this._told(view)}
      <fieldset class="surface" @change=${this._chosen}>
        <legend class="hidden">${t("away.show.shown")}</legend>
        ${view.candidates.map((one) => this._candidate(one, view))}
      </fieldset>
      ${view.hasMex ? this._fromMobile(view) : nothing}
      ${view.mayShowOutsideHours || view.mobileOutsideHours ? this._outside(view) : nothing}
      <p class="soft small">
        ${view.emergency ? t("away.show.emergency", { number: view.emergency.display }) : t("away.show.emergency_none")}
      </p>`;
  }

  /** What a person should know: the choice that no longer holds, and calls from abroad. */
  _told({ now }: ShownNumberView) {
    return html`${
      now.fellBack
        ? html`<p class="notice waiting">${t("away.show.fell_back", { why: t(`away.show.refused.${now.fellBack}`) })}</p>`
        : nothing
    }
    ${now.stoppedAbroad ? html`<p class="notice">${t("away.show.abroad")}</p>` : nothing}`;
  }

  _candidate(one: Candidate, view: ShownNumberView) {
    const { shown, number, refused } = one;
    return html`<label class="choice ${refused ? "refused" : ""}">
      <input
        type="radio"
        name="shown"
        value=${shown}
        .checked=${shown === view.shown}
        ?disabled=${refused !== null || this.kept.busy}
      />
      <span class="words"
        ><span class="name">${shownWord(one)}</span
        ><span class="soft">${[number?.display ?? "", refused ? t(`away.show.refused.${refused}`) : ""].filter(Boolean).join(" · ")}</span></span
      >
    </label>`;
  }

  _fromMobile(view: ShownNumberView) {
    const free = view.candidates.filter((one) => one.refused === null);
    const choices = [
      { value: "", label: t("away.show.same") },
      ...free.map((one) => ({ value: one.shown, label: [shownWord(one), one.number?.display ?? ""].filter(Boolean).join(" ") })),
    ];
    const changed = (event: Event) => {
      if (event.target instanceof HTMLSelectElement) void this._put({ fromMobile: event.target.value || null });
    };
    const label = t("away.show.from_mobile");
    return html`<div class="narrow" @change=${changed}>
      ${selectField({ name: "fromMobile", label, value: view.fromMobile ?? "", choices, disabled: this.kept.busy })}
    </div>`;
  }

  _outside(view: ShownNumberView) {
    return html`<div class="switch">
      <input
        type="checkbox"
        role="switch"
        id="outside"
        .checked=${view.mobileOutsideHours}
        ?disabled=${this.kept.busy || !view.mayShowOutsideHours}
        aria-describedby="outside-hint"
        @change=${(event: Event) => {
          if (event.target instanceof HTMLInputElement) void this._put({ mobileOutsideHours: event.target.checked });
        }}
      />
      <span class="words"
        ><label class="name" for="outside">${t("away.show.outside")}</label
        ><span class="soft" id="outside-hint">${this.hours ? this._hint(this.hours) : nothing}</span></span
      >
    </div>`;
  }

  _hint({ days, from, to }: WorkHoursView): string {
    const names = days.map((day) => weekdayName(day, currentLanguage()).slice(0, 3));
    const row = days.every((day, n) => n === 0 || day === (days[n - 1] ?? 0) + 1) && days.length > 2;
    const said = row ? `${names[0]}–${names.at(-1)}` : names.join(", ");
    return t("away.show.outside_hint", { days: said.charAt(0).toUpperCase() + said.slice(1), from, to });
  }

  _chosen(event: Event): void {
    if (event.target instanceof HTMLInputElement && event.target.name === "shown") void this._put({ shown: event.target.value });
  }

  async _put(wanted: Wanted): Promise<void> {
    const { read } = this.kept;
    if (read === null) return;
    try {
      const saved = await this.kept.write((version) => saveShownNumber(api, this.subject, wanted, version));
      if (!saved) return;
      const { shown, fromMobile, mobileOutsideHours } = read.value;
      const was = { shown, fromMobile, mobileOutsideHours };
      const before = Object.fromEntries(Object.keys(wanted).map((name) => [name, was[name as keyof Wanted]]));
      toast({ text: this._did(wanted, this.kept.read?.value ?? read.value), undo: () => void this._put(before) });
    } catch (error) {
      toast({ text: failureText(error), tone: "failed" });
    } finally {
      await this.updateComplete;
      this._stand();
    }
  }

  /** Controls stand as what is saved, also after a save that failed. */
  _stand(): void {
    const view = this.kept.read?.value;
    if (!view) return;
    for (const radio of this.renderRoot.querySelectorAll<HTMLInputElement>("input[type=radio]"))
      radio.checked = radio.value === view.shown;
    const outside = this.renderRoot.querySelector<HTMLInputElement>("#outside");
    if (outside) outside.checked = view.mobileOutsideHours;
    const select = this.renderRoot.querySelector("select");
    if (select) select.value = view.fromMobile ?? "";
  }

  _did(wanted: Wanted, view: ShownNumberView): string {
    if (wanted.mobileOutsideHours !== undefined) {
      return t("away.show.saved_outside", {
        what: t(wanted.mobileOutsideHours ? "away.show.outside_on" : "away.show.outside_off"),
      });
    }
    const choice = wanted.shown ?? view.fromMobile ?? "";
    const one = view.candidates.find(({ shown }) => shown === choice);
    const name = one ? shownWord(one) : t("away.show.same");
    const what = [name.charAt(0).toLowerCase() + name.slice(1), one?.number?.display ?? ""].filter(Boolean).join(" ");
    return t(this.subject === "me" ? "away.show.saved" : "away.show.saved_other", { what });
  }

  static override styles = [
    shared,
    buttons,
    fields,
    surfaces,
    states,
    css`
      :host {
        display: grid;
        gap: 16px;
      }
      fieldset {
        position: relative;
        margin: 0;
        padding: 0;
        min-width: 0;
      }
      .choice {
        display: flex;
        align-items: center;
        gap: 12px;
        min-height: 56px;
        padding: 8px 16px;
        cursor: pointer;
      }
      .choice + .choice {
        border-top: 1px solid var(--line);
      }
      .choice.refused {
        cursor: default;
      }
      .choice.refused .name {
        color: var(--soft);
        font-weight: 400;
      }
      .choice:has(:checked) {
        background: var(--accent-ground);
      }
      .choice:first-of-type {
        border-radius: var(--radius-large) var(--radius-large) 0 0;
      }
      .choice:last-of-type {
        border-radius: 0 0 var(--radius-large) var(--radius-large);
      }
      .words {
        display: grid;
        min-width: 0;
        overflow-wrap: anywhere;
      }
      .name {
        font-weight: 600;
      }
      .narrow {
        max-width: 420px;
      }
      .switch {
        display: flex;
        gap: 12px;
        align-items: start;
      }
      .switch input {
        flex: none;
      }
      .small {
        font-size: var(--size-small);
      }
    `,
  ];
}

customElements.define("shown-number-editor", ShownNumberEditor);
declare global {
  interface HTMLElementTagNameMap {
    "shown-number-editor": ShownNumberEditor;
  }
}
