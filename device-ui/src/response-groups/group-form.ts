import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { Plus, Trash2 } from "lucide";
import type { DestinationKind } from "../../../domain/destination.ts";
import { displayNumber, parseNumber } from "../../../domain/numbers.ts";
import { distributions, leaves, longestPrefix, presentations, redirectTimes } from "../../../domain/response-group.ts";
import "../announcements/announcement-field.ts";
import type { Chosen } from "../calls/destination.ts";
import "../calls/destination-field.ts";
import { KlykaElement } from "../components/element.ts";
import { checkField, segmentField, textField } from "../components/fields.ts";
import { icon } from "../components/icon.ts";
import type { FieldError } from "../data/problem.ts";
import { errorText } from "../i18n/errors.ts";
import { t } from "../i18n/index.ts";
import { buttons, fields, shared, states, surfaces } from "../style/controls.ts";
import { type GroupForm, nextStep, type StepForm, seconds, type WayForm } from "./draft.ts";
import { timeText } from "./flow.ts";
import { groupFormStyles } from "./group-form-styles.ts";

const kinds: readonly DestinationKind[] = ["group", "user", "voicemail", "menu", "number", "announcement", "hangUp"];
/** A caller as one is shown in examples. */
const example = "070-174 06 05";
type TextName = {
  [K in keyof GroupForm]: GroupForm[K] extends string ? (K extends "distribution" | "presentation" ? never : K) : never;
}[keyof GroupForm];
type FlagName = "saysPosition" | "ringsDiverted" | "confirmsOnMobile" | "limited";
type SoundName = "welcomeId" | "comfortId" | "musicId";

/**
 * Every setting of a response group, area by area, with words for what it does. It shows and tells: `form-change` with the
 * form as it is now.
 */
export class GroupSettings extends KlykaElement {
  static override properties = { form: { attribute: false }, errors: { attribute: false } };
  declare form: GroupForm;
  declare errors: readonly FieldError[];

  constructor() {
    super();
    this.errors = [];
  }

  override render() {
    return html`<form @submit=${(event: Event) => event.preventDefault()} @input=${this._typed} novalidate>
      ${this._names()} ${this._distribution()} ${this._queue()} ${this._after()} ${this._shown()} ${this._members()}
    </form>`;
  }

  _section(name: "names" | "rings" | "queue" | "after" | "shown" | "away", content: unknown) {
    return html`<section class="surface" aria-labelledby=${name}>
      <div class="title"><h2 id=${name}>${t(`answer.area.${name}`)}</h2><p class="soft">${t(`answer.area.text.${name}`)}</p></div>
      ${content}
    </section>`;
  }

  _names() {
    return this._section(
      "names",
      html`<div class="pair">
          ${this._text("name", t("answer.name"), { required: true, maxlength: 100 })}
          ${this._text("displayName", t("answer.display_name"), { maxlength: 100, hint: t("answer.display_name.hint") })}
        </div>
        <div class="pair">
          ${this._text("number", t("answer.number"), { type: "tel", inputmode: "tel", maxlength: 60, hint: t("answer.number.hint") })}
          ${this._text("extension", t("answer.extension"), { inputmode: "numeric", maxlength: 6 })}
        </div>`,
    );
  }

  _distribution() {
    const { distribution, ringSeconds } = this.form;
    return this._section(
      "rings",
      html`<fieldset class="choices" @change=${this._distributed}>
          <legend>${t("answer.distribution")}</legend>
          ${distributions.map(
            (one) => html`<label class="choice ${one === distribution ? "on" : ""}"
              ><input type="radio" name="distribution" value=${one} .checked=${one === distribution} /><span
                ><span class="strong">${t(`answer.distribution.${one}`)}</span><span class="hint">${t(`answer.distribution.text.${one}`)}</span></span
              ></label
            >`,
          )}
        </fieldset>
        <div class="pair">
          ${this._seconds("ringSeconds", t("answer.ring"), t(`answer.ring.text.${distribution === "all" ? "all" : "one"}`, { seconds: ringSeconds || "…" }))}
          ${this._seconds("wrapUpSeconds", t("answer.wrap_up"), t("answer.wrap_up.text"))}
        </div>`,
    );
  }

  _queue() {
    const { comfortId, saysPosition } = this.form;
    return this._section(
      "queue",
      html`${this._sound("welcomeId", t("answer.welcome"), t("answer.welcome.text"))}
        ${this._flag("saysPosition", t("answer.position"), t(saysPosition ? "answer.position.on" : "answer.position.off"))}
        <div class="pair">
          ${this._sound("comfortId", t("answer.comfort"), t("answer.comfort.text"))}
          ${comfortId === null ? nothing : this._seconds("comfortSeconds", t("answer.comfort.every"), t("answer.comfort.every.text"))}
        </div>
        ${this._sound("musicId", t("answer.music"), t("answer.music.text"))}`,
    );
  }

  _after() {
    const { form } = this;
    const { redirects, limited } = form;
    const ring = seconds(form.ringSeconds) ?? 20;
    const times = redirectTimes(
      redirects.map((step) => ({ afterSeconds: seconds(step.afterSeconds) ?? 0 })),
      ring,
    );
    return this._section(
      "after",
      html`<div class="chain" role="group" aria-label=${t("answer.chain")}>
          <p class="soft start">${t("answer.chain.start")}</p>
          ${
            redirects.length === 0
              ? html`<p class="notice waiting">${t("answer.chain.none")}</p>`
              : html`<ol>
                  ${repeat(
                    redirects,
                    ({ key }) => key,
                    (step, at) => this._step(step, at, timeText(times[at])),
                  )}
                </ol>`
          }
          ${this._problem("redirects")}
          <div><button class="button small" type="button" @click=${this._addStep}>${icon(Plus, 16)}${t("answer.chain.add")}</button></div>
        </div>
        <hr />
        ${this._way("nobody", t("answer.way.nobody"), t("answer.way.nobody.text"), limited ? "" : t("answer.way.nobody.none"))}
        <hr />
        ${this._flag("limited", t("answer.limit"), t(limited ? "answer.limit.on" : "answer.limit.off"))}
        ${
          limited
            ? html`<div class="inset">
                ${this._text("maxQueue", t("answer.max_queue"), { inputmode: "numeric", maxlength: 3, hint: t("answer.max_queue.hint") })}
                ${this._way("full", t("answer.way.full"), t("answer.way.full.text"), "")}
              </div>`
            : nothing
        }`,
    );
  }

  _step(step: StepForm, at: number, time: string) {
    const path = `redirects.${at}`;
    const before = this.form.redirects[at - 1];
    const never = before?.chosen && leaves(before.chosen.destination);
    return html`<li>
      <span class="dot" aria-hidden="true"></span>
      <div class="step">
        <div class="when">
          ${textField({
            name: `${path}.afterSeconds`,
            label: t("answer.step.after"),
            value: step.afterSeconds,
            inputmode: "numeric",
            maxlength: 4,
            errors: this._errorsAt(`${path}.afterSeconds`),
            ...(time ? { hint: time } : {}),
          })}
          <button class="button quiet small icon-only" type="button" aria-label=${t("answer.step.remove", { place: at + 1 })} title=${t("answer.step.remove", { place: at + 1 })} @click=${() => this._dropStep(at)}>${icon(Trash2, 16)}</button>
        </div>
        <destination-field
          label=${t("answer.step.to")}
          .value=${step.chosen}
          .kinds=${kinds}
          .problem=${this._sentence(`${path}.destination`) || (never ? t("answer.step.never") : null)}
          @destination-change=${(event: CustomEvent<Chosen | null>) => this._setStep(at, { chosen: event.detail })}
        ></destination-field>
        <announcement-field
          label=${t("answer.step.said")}
          .value=${step.announcementId}
          @announcement-change=${(event: CustomEvent<string | null>) => this._setStep(at, { announcementId: event.detail })}
        ></announcement-field>
      </div>
    </li>`;
  }

  /** @param none what having none means; "": there has to be one */
  _way(name: "full" | "nobody", label: string, hint: string, none: string) {
    const way = this.form[name];
    const set = (changed: Partial<WayForm>) => this._set({ [name]: { chosen: null, announcementId: null, ...way, ...changed } });
    return html`<div class="way">
      <destination-field
        name=${name}
        label=${label}
        hint=${hint}
        none=${none}
        .value=${way?.chosen ?? null}
        .kinds=${kinds}
        .problem=${this._sentence(name, `${name}.destination`)}
        @destination-change=${(event: CustomEvent<Chosen | null>) => this._wayChosen(name, event)}
      ></destination-field>
      ${
        way?.chosen
          ? html`<announcement-field
              label=${t("answer.step.said")}
              .value=${way.announcementId}
              @announcement-change=${(event: CustomEvent<string | null>) => set({ announcementId: event.detail })}
            ></announcement-field>`
          : nothing
      }
    </div>`;
  }

  _shown() {
    const { form } = this;
    const { presentation } = form;
    const choices = presentations.map((value) => ({ value, label: t(`answer.presentation.${value}`) }));
    return this._section(
      "shown",
      html`${segmentField({
        name: "presentation",
        label: t("answer.presentation"),
        value: presentation,
        choices,
        errors: this._errorsAt("presentation"),
        onChange: (value) => this._set({ presentation: presentations.find((one) => one === value) ?? presentation }),
      })}
        <div class="pair">
          ${presentation === "number" ? this._text("presentationNumber", t("answer.presentation_number"), { type: "tel", inputmode: "tel", maxlength: 60 }) : nothing}
          ${this._text("presentationPrefix", t("answer.prefix"), { hint: t("answer.prefix.hint", { most: longestPrefix, left: longestPrefix - [...form.presentationPrefix.trim()].length }) })}
        </div>
        <p class="screen" aria-label=${t("answer.screen")}><span>${t("answer.screen")}</span><output>${shownOn(form)}</output></p>`,
    );
  }

  _members() {
    const { ringsDiverted, confirmsOnMobile } = this.form;
    return this._section(
      "away",
      html`${this._flag("ringsDiverted", t("answer.diverted"), t(ringsDiverted ? "answer.diverted.on" : "answer.diverted.off"))}
      ${this._flag("confirmsOnMobile", t("answer.confirms"), t(confirmsOnMobile ? "answer.confirms.on" : "answer.confirms.off"))}`,
    );
  }

  _text(name: TextName, label: string, more: Omit<Parameters<typeof textField>[0], "name" | "label">) {
    return textField({ name, label, value: this.form[name], errors: this._errorsAt(name), ...more });
  }

  _seconds(name: TextName, label: string, hint: string) {
    return this._text(name, label, { inputmode: "numeric", maxlength: 4, hint });
  }

  _flag(name: FlagName, label: string, hint: string) {
    return checkField({ name, label, hint, checked: this.form[name], kind: "switch", errors: this._errorsAt(name) });
  }

  _sound(name: SoundName, label: string, hint: string) {
    return html`<announcement-field
      name=${name}
      label=${label}
      hint=${hint}
      .value=${this.form[name]}
      .problem=${this._sentence(name)}
      @announcement-change=${(event: CustomEvent<string | null>) => this._set({ [name]: event.detail }, name)}
    ></announcement-field>`;
  }

  _errorsAt(...fields: readonly string[]): readonly FieldError[] {
    return this.errors.filter(({ field }) => fields.includes(field));
  }

  _sentence(...fields: readonly string[]): string | null {
    return (
      this._errorsAt(...fields)
        .map(({ code, detail }) => errorText(code, detail))
        .join(" ") || null
    );
  }

  _problem(field: string) {
    const text = this._sentence(field);
    return text === null ? nothing : html`<p class="notice stop" role="alert">${text}</p>`;
  }

  _typed(event: Event): void {
    const { target } = event;
    if (!(target instanceof HTMLInputElement) || target.type === "radio") return;
    const { name } = target;
    if (target.type === "checkbox") {
      if (name === "saysPosition" || name === "ringsDiverted" || name === "confirmsOnMobile" || name === "limited")
        this._set({ [name]: target.checked }, name);
      return;
    }
    const at = /^redirects\.(\d+)\.afterSeconds$/.exec(name)?.[1];
    if (at !== undefined) this._setStep(Number(at), { afterSeconds: target.value });
    else if (Object.hasOwn(this.form, name)) this._set({ [name]: target.value }, name);
  }

  _distributed({ target }: Event): void {
    if (!(target instanceof HTMLInputElement)) return;
    this._set({ distribution: distributions.find((one) => one === target.value) ?? this.form.distribution }, "distribution");
  }

  readonly _addStep = async (): Promise<void> => {
    this._set({ redirects: [...this.form.redirects, nextStep(this.form)] }, "redirects");
    await this.updateComplete;
    const added = this.renderRoot.querySelector<HTMLElement>(".chain li:last-child destination-field");
    added?.focus();
  };

  async _dropStep(at: number): Promise<void> {
    this._set({ redirects: this.form.redirects.toSpliced(at, 1) }, "redirects");
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(".chain > div .button")?.focus();
  }

  _setStep(at: number, changed: Partial<StepForm>): void {
    const redirects = this.form.redirects.map((step, n) => (n === at ? { ...step, ...changed } : step));
    this._set({ redirects }, "redirects");
  }

  _wayChosen(name: "full" | "nobody", event: CustomEvent<Chosen | null>): void {
    const field = event.target;
    const none = event.detail === null && !(field instanceof HTMLElement && "incomplete" in field && field.incomplete);
    const way = this.form[name];
    this._set({ [name]: none ? null : { announcementId: way?.announcementId ?? null, chosen: event.detail } }, name);
  }

  /** Puts the focus on the first field that is wrong. */
  focusFirst(): void {
    const wrong = [...this.renderRoot.querySelectorAll<HTMLElement>("input, destination-field, announcement-field")].find(
      (one) => (one instanceof HTMLInputElement ? one.ariaInvalid === "true" : Boolean("problem" in one && one.problem)),
    );
    wrong?.focus();
  }

  /** @param field whose errors are over */
  _set(changed: Partial<GroupForm>, field = ""): void {
    this.form = { ...this.form, ...changed };
    this.tell("form-change", { form: this.form, field });
  }

  static override styles = [shared, buttons, fields, states, surfaces, groupFormStyles];
}

/** What the telephone of a member shows of a call. */
function shownOn(form: GroupForm): string {
  const prefix = form.presentationPrefix.trim();
  const name = form.displayName.trim() || form.name.trim();
  const own = parseNumber(form.presentationNumber)?.canonical;
  const number = {
    caller: example,
    groupNameAndCaller: `${name} · ${example}`,
    groupNumber: form.number.trim() || "–",
    number: own ? displayNumber(own) : form.presentationNumber.trim() || "–",
  }[form.presentation];
  return prefix ? `${prefix} ${number}` : number;
}

customElements.define("group-settings", GroupSettings);
declare global {
  interface HTMLElementTagNameMap {
    "group-settings": GroupSettings;
  }
}
