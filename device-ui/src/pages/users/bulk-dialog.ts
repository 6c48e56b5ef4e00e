import { html, nothing } from "lit";
import {
  type FeatureScheme,
  featureGroups,
  groupsOfScheme,
  type VoicemailWish,
  voicemailWishes,
  wishWords,
} from "../../../../domain/feature-groups.ts";
import { KlykaElement } from "../../components/element.ts";
import { type Choice, selectField, textField } from "../../components/fields.ts";
import { answerOf } from "../../components/modal-dialog.ts";
import { api } from "../../data/client.ts";
import { type BulkChange, changeMany, mostAtOnce } from "../../data/users.ts";
import { formatDay, longDay } from "../../i18n/format.ts";
import { currentLanguage, t } from "../../i18n/index.ts";
import { parseDay } from "../../i18n/when.ts";
import { BulkRun, bulkStyles } from "../../list/bulk-run.ts";
import { buttons, fields, shared, states } from "../../style/controls.ts";
import { languageChoices, languageName, rightName } from "./words.ts";

export type BulkSay = {
  readonly people: readonly { readonly id: string; readonly name: string }[];
  readonly scheme: FeatureScheme;
  /** Of contacts. */
  readonly lists: readonly { readonly id: string; readonly name: string }[];
  /** Called whenever something has been written. */
  readonly changed: () => void;
};
type What = BulkChange["what"];
type Step = "choose" | "confirm" | "run";
type Choices = Readonly<Record<string, string>>;

const isWish = (text: string): text is VoicemailWish => Object.hasOwn(voicemailWishes, text);

/** One thing for many: chosen, read back in words, done in parts that show how far it has come, with a result for each. */
export class BulkDialog extends KlykaElement {
  static override properties = {
    say: { attribute: false },
    step: { state: true },
    what: { state: true },
    values: { state: true },
    problem: { state: true },
  };
  declare say: BulkSay;
  declare step: Step;
  declare what: What;
  declare values: Choices;
  declare problem: string | null;
  declare answer: () => void;
  readonly bulk = new BulkRun(this, {
    ids: () => this.say.people.map(({ id }) => id),
    mostAtOnce,
    send: (ids) => changeMany(api, ids, this._change()),
    changed: () => this.say.changed(),
  });

  constructor() {
    super();
    this.step = "choose";
    this.what = "right";
    this.values = {};
    this.problem = null;
    this.answer = () => undefined;
  }

  override render() {
    const { length: count } = this.say.people;
    return html`<modal-dialog
      heading=${t("users.bulk.heading", { count })}
      open
      @dialog-cancel=${(event: Event) => this.bulk.step === "running" && event.preventDefault()}
      @dialog-close=${() => this.answer()}
    >
      ${this.step === "choose" ? this._choose() : this.step === "confirm" ? this._confirm() : this.bulk.progress()}${this._buttons()}
    </modal-dialog>`;
  }

  _choose() {
    return html`<form id="bulk" class="stack" @submit=${this._next} @input=${this._typed} novalidate>
      ${selectField({ name: "what", label: t("users.bulk.what"), value: this.what, choices: this._whats() })} ${this._value()}
    </form>`;
  }

  _whats(): readonly Choice[] {
    const group: What = this.say.scheme === "ex" ? "feature" : "voicemail";
    const lists: readonly What[] = this.say.lists.length > 0 ? ["contactList"] : [];
    const all: readonly What[] = ["right", group, ...lists, "language", "deactivation"];
    return all.map((value) => ({ value, label: t(`users.bulk.what.${value}`) }));
  }

  _value() {
    const choose = (name: string, label: string, choices: readonly Choice[]) =>
      selectField({ name, label, value: this._of(name, choices), choices });
    const onOff: readonly Choice[] = [
      { value: "on", label: t("users.bulk.on") },
      { value: "off", label: t("users.bulk.off") },
    ];
    switch (this.what) {
      case "right":
        return html`${choose("right", t("users.rights"), rightChoices())} ${choose("on", t("users.bulk.onoff"), onOff)}`;
      case "feature":
        return html`${choose("feature", t("users.feature"), featureChoices())} ${choose("on", t("users.bulk.onoff"), onOff)}`;
      case "contactList":
        return html`${choose("listId", t("users.bulk.list"), this._lists())} ${choose("on", t("users.bulk.onoff"), onOff)}`;
      case "voicemail":
        return choose("voicemail", t("users.voicemail"), wishChoices());
      case "language":
        return choose("language", t("users.language"), languageChoices(""));
      case "deactivation":
        return textField({
          name: "deactivateOn",
          label: t("users.deactivate_on"),
          value: this.values.deactivateOn ?? "",
          hint: t("users.bulk.date_hint"),
          problem: this.problem,
        });
    }
  }

  _confirm() {
    const { people } = this.say;
    const named = people.slice(0, 12).map(({ name }) => name);
    return html`<div class="stack">
      <p><strong>${this._sentence()}</strong></p>
      <p>${named.join(", ")}${people.length > named.length ? ` ${t("users.and_more", { count: people.length - named.length })}` : ""}.</p>
      ${this._atOnce() ? html`<p class="notice stop">${t("users.bulk.at_once")}</p>` : nothing}
    </div>`;
  }

  _buttons() {
    const button = (label: string, click: () => void, look: "" | "filled" | "danger" = "") =>
      html`<button slot="actions" class="button ${look}" type="button" @click=${click}>${label}</button>`;
    switch (this.step) {
      case "choose":
        return html`${button(t("action.cancel"), () => this.answer())}
          <button slot="actions" class="button filled" type="submit" form="bulk">${t("users.bulk.next")}</button>`;
      case "confirm":
        return html`${button(t("users.bulk.back"), () => this._to("choose"))}${button(
          t("users.bulk.do", { count: this.say.people.length }),
          () => this._start(),
          this._atOnce() ? "danger" : "filled",
        )}`;
      case "run":
        return this.bulk.buttons(() => this.answer());
    }
  }

  _typed(event: Event): void {
    const { target } = event;
    if (!(target instanceof HTMLSelectElement || target instanceof HTMLInputElement)) return;
    this.problem = null;
    if (target.name === "what") this.what = this._whats().find(({ value }) => value === target.value)?.value as What;
    else this.values = { ...this.values, [target.name]: target.value };
  }

  _next(event: Event): void {
    event.preventDefault();
    const typed = this.values.deactivateOn?.trim() ?? "";
    const unread = typed !== "" && parseDay(typed, formatDay(new Date())) === null;
    if (this.what === "deactivation" && unread) {
      this.problem = t("when.day_invalid");
      return;
    }
    this._to("confirm");
  }

  _start(): void {
    this.step = "run";
    void this.bulk.run();
  }

  _to(step: Step): void {
    this.step = step;
  }

  /** What was chosen, or what stands first. */
  _of(name: string, choices: readonly Choice[]): string {
    return this.values[name] ?? choices[0]?.value ?? "";
  }

  _change(): BulkChange {
    const on = this.values.on !== "off";
    switch (this.what) {
      case "right":
        return { what: "right", right: this._of("right", rightChoices()) === "user" ? "user" : "administrator", on };
      case "feature":
        return { what: "feature", feature: this._of("feature", featureChoices()), on };
      case "contactList":
        return { what: "contactList", listId: this._of("listId", this._lists()), on };
      case "voicemail": {
        const wish = this._of("voicemail", wishChoices());
        return { what: "voicemail", voicemail: isWish(wish) ? wish : "standard" };
      }
      case "language":
        return { what: "language", language: this._of("language", languageChoices("")) || null };
      case "deactivation":
        return { what: "deactivation", deactivateOn: this._day() };
    }
  }

  _lists(): readonly Choice[] {
    return this.say.lists.map(({ id, name }) => ({ value: id, label: name }));
  }

  _day(): string | null {
    return parseDay(this.values.deactivateOn ?? "", formatDay(new Date()));
  }

  _atOnce(): boolean {
    const change = this._change();
    return change.what === "deactivation" && change.deactivateOn !== null && change.deactivateOn <= formatDay(new Date());
  }

  /** What will be done, in words. */
  _sentence(): string {
    const { length: count } = this.say.people;
    const change = this._change();
    switch (change.what) {
      case "right":
        return t(change.on ? "users.bulk.says.right_on" : "users.bulk.says.right_off", { count, right: rightName(change.right) });
      case "feature": {
        const group = groupsOfScheme("ex").find((code) => code === change.feature);
        const name = group ? featureGroups[group].name : "";
        return t(change.on ? "users.bulk.says.feature_on" : "users.bulk.says.feature_off", { count, name });
      }
      case "contactList": {
        const name = this.say.lists.find(({ id }) => id === change.listId)?.name ?? "";
        return t(change.on ? "users.bulk.says.list_on" : "users.bulk.says.list_off", { count, name });
      }
      case "voicemail":
        return t("users.bulk.says.voicemail", { count, wish: wishWords[change.voicemail][currentLanguage()] });
      case "language":
        return t("users.bulk.says.language", { count, language: languageName(change.language) });
      case "deactivation":
        return change.deactivateOn === null
          ? t("users.bulk.says.no_date", { count })
          : t("users.bulk.says.date", { count, day: longDay(change.deactivateOn) });
    }
  }

  static override styles = [shared, buttons, fields, states, bulkStyles];
}

const rightChoices = (): readonly Choice[] =>
  (["administrator", "user"] as const).map((value) => ({ value, label: rightName(value) }));
const featureChoices = (): readonly Choice[] =>
  groupsOfScheme("ex").map((value) => ({ value, label: featureGroups[value].name }));
const wishChoices = (): readonly Choice[] =>
  Object.keys(voicemailWishes)
    .filter(isWish)
    .map((value) => ({ value, label: wishWords[value][currentLanguage()] }));

/** Stays until it is closed. */
export function editMany(say: BulkSay): Promise<void> {
  return answerOf(Object.assign(document.createElement("bulk-dialog"), { say }));
}

customElements.define("bulk-dialog", BulkDialog);
declare global {
  interface HTMLElementTagNameMap {
    "bulk-dialog": BulkDialog;
  }
}
