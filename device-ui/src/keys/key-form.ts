import { html, nothing, type TemplateResult } from "lit";
import { ClipboardPaste, Copy, Eraser, Layers, Lock, Scissors, TriangleAlert, UserRound, Users } from "lucide";
import { asksThisServer, keyRules, needsAccount } from "../../../domain/key-rules.ts";
import { type KeyKind, keyKinds } from "../../../domain/phone-key.ts";
import { KlykaElement } from "../components/element.ts";
import { segmentField, selectField, textField } from "../components/fields.ts";
import { icon } from "../components/icon.ts";
import type { KeyView, Subject } from "../data/keys.ts";
import type { KeyCommand } from "../drawing/phone-drawing.ts";
import { t } from "../i18n/index.ts";
import { buttons, fields, shared, states } from "../style/controls.ts";
import { aKey, type KeyData, placeOf } from "./draft.ts";
import { formStyles } from "./form-styles.ts";
import { type ShownKey, withKind } from "./shown.ts";
import {
  actsText,
  actsWarning,
  effectOf,
  misfitText,
  originText,
  placeName,
  problemText,
  targetKindWord,
  targetName,
} from "./words.ts";

/** One more thing that can be done with a key: back to what the layout says. */
export type FormCommand = KeyCommand | "revert";
export type KeyEdit = { readonly data: KeyData; readonly about: string };

/**
 * What stands on one key, to be changed. Tells `key-edit` with the key as it should be, `key-command` with what shall be
 * done with it, and `target-wanted` when somebody else shall be chosen for it.
 */
export class KeyForm extends KlykaElement {
  static override properties = {
    subject: { attribute: false },
    at: {},
    shown: { attribute: false },
    beneath: { attribute: false },
    own: { type: Boolean },
    mine: { type: Boolean },
    pasteable: { type: Boolean },
    titled: { type: Boolean },
  };
  declare subject: Subject | null;
  /** `0/7` */
  declare at: string;
  declare shown: ShownKey | null;
  /** What shows when the own key goes. */
  declare beneath: KeyView | null;
  /** It is the own key of what is edited, not one that lies beneath. */
  declare own: boolean;
  /** The person's own phone: what is locked is only shown. */
  declare mine: boolean;
  declare pasteable: boolean;
  /** What lies around it says already which key it is. */
  declare titled: boolean;

  constructor() {
    super();
    this.subject = null;
    this.at = "";
    this.shown = null;
    this.beneath = null;
    this.own = false;
    this.mine = false;
    this.pasteable = false;
    this.titled = false;
  }

  override render() {
    const { subject, shown } = this;
    if (!subject || this.at === "") return nothing;
    const data = shown?.data ?? aKey(placeOf(this.at), "blank");
    const locked = this.mine && data.locked;
    const editable = !locked && !subject.readonly;
    return html`<div class="top"><h2 id="key-heading" class=${this.titled ? "hidden" : ""}>${placeName(subject, this.at)}</h2>${editable ? this._commands(data) : nothing}</div>
      ${editable ? nothing : html`<p class="effect">${effectOf(data)}</p>`} ${this._acts(subject, data)}
      ${this._troubles(subject, data)} ${locked ? this._locked() : nothing} ${editable ? this._form(subject, data) : nothing}
      ${this._origin()}`;
  }

  _troubles(subject: Subject, data: KeyData) {
    const { misfit = null } = this.shown ?? {};
    if (misfit === null) return nothing;
    return html`<p class="notice stop trouble">${icon(TriangleAlert, 18)}<span>${misfitText(misfit, subject, data)} ${t("keys.misfit.kept")}</span></p>`;
  }

  /** A key that asks this server: what it does, and why it may do nothing on this phone. */
  _acts(subject: Subject, data: KeyData) {
    const [text, warning] = [actsText(subject, data), actsWarning(subject, data)];
    if (text === null || this.shown?.misfit === "no_browser") return nothing;
    return html`<p class="effect">${text}</p>
      ${warning === null ? nothing : html`<p class="notice waiting trouble">${icon(TriangleAlert, 18)}<span>${warning}</span></p>`}`;
  }

  _locked() {
    return html`<p class="notice trouble">${icon(Lock, 18)}<span>${t("keys.locked_mine")}</span></p>`;
  }

  _form(subject: Subject, data: KeyData) {
    return html`<form aria-labelledby="key-heading" @submit=${(event: Event) => event.preventDefault()} @change=${this._changed} @input=${this._typed}>
      ${this._kinds(subject, data)} ${this._target(data)} ${this._value(subject, data)} ${this._account(subject, data)}
      ${
        data.kind === "blank"
          ? nothing
          : textField({
              name: "label",
              label: t("keys.form.label"),
              value: data.label,
              placeholder: this.shown?.label ?? "",
              maxlength: 100,
              hint: this._labelHint(subject, data),
            })
      }
      ${this.mine || (data.kind === "blank" && !data.locked) ? nothing : this._lock(data)}
    </form>`;
  }

  /** What this model can do comes first; the rest is named, and why it cannot be chosen. */
  _kinds({ keyKinds: able, shape, accounts }: Subject, data: KeyData) {
    const offered = keyKinds.filter((kind) => able.includes(kind) || kind === "blank");
    const others = keyKinds.filter((kind) => !offered.includes(kind));
    const option = (kind: KeyKind, disabled = false) =>
      html`<option value=${kind} ?selected=${kind === data.kind} ?disabled=${disabled && kind !== data.kind}>${t(`keys.kind.${kind}`)}</option>`;
    const model = shape?.name ?? "";
    return html`<div class="field">
      <label for="kind">${t("keys.form.kind")}</label>
      <select class="input" id="kind" name="kind" .value=${data.kind} aria-describedby=${others.length > 0 ? "kind-hint" : nothing}>
        ${offered.map((kind) => option(kind))}
        ${others.length > 0 ? html`<optgroup label=${t("keys.form.unable", { model })}>${others.map((kind) => option(kind, accounts !== null))}</optgroup>` : nothing}
      </select>
      ${others.length > 0 ? html`<span class="hint" id="kind-hint">${t("keys.form.unable_hint", { model, kinds: others.map((kind) => t(`kind.${kind}`)).join(", ") })}</span>` : nothing}
    </div>`;
  }

  _target(data: KeyData): TemplateResult | typeof nothing {
    const { targets, targetNeeded } = keyRules[data.kind];
    if (targets.length === 0) return nothing;
    const { target } = data;
    const problem = this.shown?.problem;
    const trouble =
      problem === "target_missing" || problem === "target_refused" || problem === "number_invalid"
        ? problemText(problem, data.kind)
        : null;
    if (target?.kind === "number") {
      return html`<div class="with-choice">
        ${textField({ name: "number", label: t("keys.form.number"), value: target.number, type: "tel", inputmode: "tel", maxlength: 60, problem: trouble })}
        ${this._choose(t("keys.form.other_target"))}
      </div>`;
    }
    return html`<div class="field" role="group" aria-labelledby="target-label">
      <span class="label" id="target-label">${targetNeeded ? t("keys.form.target") : t("keys.form.target_optional")}</span>
      <div class="target">
        ${
          target === null
            ? html`<span class="soft">${t("keys.form.nobody")}</span>`
            : html`<span class="target-name">${icon(target.kind === "group" ? Users : UserRound, 16)}<span>${targetName(data)}</span></span><span class="soft">${targetKindWord(target.kind)}</span>`
        }
        ${this._choose(target === null ? t("keys.form.choose") : t("keys.form.change"))}
        ${target !== null && !targetNeeded ? html`<button class="button quiet small" type="button" @click=${() => this._edit({ ...data, target: null, targetName: null, reachable: true }, "target")}>${t("action.remove")}</button>` : nothing}
      </div>
      ${trouble ? html`<span class="error">${icon(TriangleAlert, 16)}<span>${trouble}</span></span>` : nothing}
    </div>`;
  }

  _choose(word: string) {
    return html`<button class="button small" type="button" @click=${() => this.tell("target-wanted", null)}>${word}</button>`;
  }

  _value({ codes }: Subject, data: KeyData) {
    const { value, valueNeeded } = keyRules[data.kind];
    // A directory's value is the id of a list, which nobody types.
    if (value === null || data.kind === "directory") return nothing;
    const { kind } = data;
    const problem = this.shown?.problem;
    const trouble =
      problem === "value_refused" || (problem === "value_missing" && data.value !== null) ? problemText(problem, kind) : null;
    const name = kind === "url" || kind === "dtmf" || kind === "park" ? kind : "code";
    return textField({
      name: "value",
      label: t(`keys.form.value.${name}`),
      value: data.value,
      type: kind === "url" ? "url" : "text",
      required: valueNeeded,
      maxlength: 512,
      hint: kind === "groupLogin" || kind === "diversion" ? codeHint(codes[kind]) : t(`keys.form.hint.${name}`),
      problem: trouble,
    });
  }

  _account({ accounts, mostAccounts, codes }: Subject, data: KeyData) {
    const most = Math.min(mostAccounts, Math.max(6, data.account));
    const known = accounts ?? Array.from({ length: most }, (_, at) => ({ position: at + 1, name: "" }));
    const named = known.some(({ position }) => position === data.account);
    if (!needsAccount(data.kind) || asksThisServer(data, codes) || (known.length < 2 && named)) return nothing;
    const all = named ? known : [...known, { position: data.account, name: "" }];
    return selectField({
      name: "account",
      label: t("keys.form.account"),
      value: String(data.account),
      choices: all.map(({ position, name }) => ({
        value: String(position),
        label: name ? t("keys.form.account_named", { position, name }) : t("keys.form.account_number", { position }),
      })),
    });
  }

  _labelHint({ shape }: Subject, data: KeyData): string {
    const room = data.place.module === 0 ? shape?.labelChars : null;
    const empty =
      data.target !== null && data.target.kind !== "number" ? t("keys.form.label_follows") : t("keys.form.label_empty");
    return room ? `${empty} ${t("keys.form.label_room", { count: room })}` : empty;
  }

  _lock(data: KeyData) {
    return segmentField({
      name: "locked",
      label: t("keys.form.lock"),
      value: data.locked ? "locked" : "open",
      choices: [
        { value: "open", label: t("keys.form.open") },
        { value: "locked", label: t("keys.form.locked") },
      ],
    });
  }

  _origin() {
    const saved = this.shown?.saved;
    if (this.shown?.edited) return html`<p class="origin edited">${t("keys.form.unsaved")}</p>`;
    return saved ? html`<p class="origin">${originText(saved)}</p>` : html`<p class="origin">${t("keys.form.free")}</p>`;
  }

  _commands(data: KeyData) {
    const used = data.kind !== "blank";
    const command = (name: FormCommand, node: Parameters<typeof icon>[0], word: string, able: boolean) =>
      able
        ? html`<button class="button quiet small icon-only" type="button" aria-label=${word} title=${word} @click=${() => this.tell("form-command", name)}>${icon(node, 18)}</button>`
        : nothing;
    return html`<div class="commands" role="group" aria-label=${t("keys.form.commands")}>
      ${command("copy", Copy, t("keys.command.copy"), used)} ${command("cut", Scissors, t("keys.command.cut"), used)}
      ${command("paste", ClipboardPaste, t("keys.command.paste"), this.pasteable)}
      ${command("clear", Eraser, t("keys.command.clear"), used)}
      ${command("revert", Layers, this.beneath?.from === "layout" ? t("keys.command.revert") : t("keys.command.revert_line"), this.own && this.beneath !== null)}
    </div>`;
  }

  _typed(event: Event): void {
    const { target } = event;
    if (target instanceof HTMLInputElement && ["label", "value", "number"].includes(target.name))
      this._put(target.name, target.value);
  }

  _changed(event: Event): void {
    const { target } = event;
    if (target instanceof HTMLSelectElement || (target instanceof HTMLInputElement && target.type === "radio")) {
      this._put(target.name, target.value);
    }
  }

  _put(name: string, typed: string): void {
    const data = this.shown?.data ?? aKey(placeOf(this.at), "blank");
    const text = typed.trim() === "" ? null : typed;
    const kind = keyKinds.find((one) => one === typed);
    if (name === "kind" && kind) this._edit(withKind(data, kind), name);
    else if (name === "label") this._edit({ ...data, label: text }, name);
    else if (name === "value") this._edit({ ...data, value: text?.trim() ?? null }, name);
    else if (name === "number") this._edit({ ...data, target: { kind: "number", number: typed } }, name);
    else if (name === "account") this._edit({ ...data, account: Number(typed) }, name);
    else if (name === "locked") this._edit({ ...data, locked: typed === "locked" }, name);
  }

  _edit(data: KeyData, field: string): void {
    this.tell<KeyEdit>("key-edit", { data, about: `${this.at} ${field}` });
  }

  static override styles = [shared, buttons, fields, states, formStyles];
}

/** @param code the exchange's own; empty: it has none, and the key asks this server */
function codeHint(code: string): string {
  return code === "" ? t("keys.form.hint.asks") : t("keys.form.hint.exchange_code", { code });
}

customElements.define("key-form", KeyForm);
declare global {
  interface HTMLElementTagNameMap {
    "key-form": KeyForm;
  }
}
