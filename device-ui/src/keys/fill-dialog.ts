import { css, html, nothing } from "lit";
import { comparePlaces, formatPlace, type KeyPlace } from "../../../domain/phone-key.ts";
import { KlykaElement } from "../components/element.ts";
import { checkField, selectField } from "../components/fields.ts";
import { answerOf } from "../components/modal-dialog.ts";
import type { KeySource, Subject, TargetRow } from "../data/keys.ts";
import { listGroupMembers } from "../data/keys.ts";
import { keysInShape } from "../drawing/drawing.ts";
import { t } from "../i18n/index.ts";
import { buttons, fields, shared, states } from "../style/controls.ts";
import { aKey, dataAt, type Edits, type KeyData, placeOf } from "./draft.ts";
import { leftAfter, pickListStyles } from "./pick-list.ts";
import { misfitOf } from "./shown.ts";
import { placeName } from "./words.ts";

export type FillQuestion = {
  readonly subject: Subject;
  readonly edits: Edits;
  readonly source: KeySource;
  readonly from: KeyPlace | null;
};
const mostColleagues = 200;

/** Puts colleagues, all or those of a group, on one key after the other in one go. */
export class FillDialog extends KlykaElement {
  static override properties = {
    question: { attribute: false },
    groups: { state: true },
    people: { state: true },
    whose: { state: true },
    kind: { state: true },
    from: { state: true },
    overwrite: { state: true },
    left: { state: true },
    failed: { state: true },
  };
  declare question: FillQuestion;
  declare answer: (changes: Edits | null) => void;
  declare groups: readonly TargetRow[];
  declare people: readonly TargetRow[];
  /** A group's id; empty: all colleagues. */
  declare whose: string;
  declare kind: "blf" | "speedDial";
  declare from: string;
  declare overwrite: boolean;
  /** Who is not wanted. */
  declare left: ReadonlySet<string>;
  declare failed: boolean;
  #colleagues: readonly TargetRow[] = [];

  constructor() {
    super();
    this.answer = () => undefined;
    this.groups = [];
    this.people = [];
    this.whose = "";
    this.kind = "blf";
    this.from = "";
    this.overwrite = false;
    this.left = new Set();
    this.failed = false;
  }

  override firstUpdated(): void {
    const { from, subject } = this.question;
    this.kind = subject.keyKinds.includes("blf") ? "blf" : "speedDial";
    this.from = from ? formatPlace(from) : (this._places().find((at) => this._isFree(at)) ?? "");
    void this._load();
  }

  override render() {
    const plan = this._plan();
    const over = this._wanted().length - plan.length;
    return html`<modal-dialog heading=${t("keys.fill")} open @dialog-close=${() => this.answer(null)}>
      <form id="fill" @submit=${this._done} @change=${this._changed}>
        ${selectField({ name: "whose", label: t("keys.fill.whose"), value: this.whose, choices: [{ value: "", label: t("keys.fill.everybody") }, ...this.groups.map(({ id, name }) => ({ value: id, label: t("keys.fill.group", { name }) }))] })}
        <div class="pair">${this._kinds()} ${this._starts()}</div>
        ${checkField({ name: "overwrite", label: t("keys.fill.overwrite"), checked: this.overwrite })}
        ${this.failed ? html`<p class="notice stop" role="alert">${t("keys.palette.failed")}</p>` : nothing}
        <fieldset>
          <legend>${t("keys.fill.result", { count: plan.length })}</legend>
          ${this.people.map((person) => this._person(person, plan.find(({ who }) => who.id === person.id)?.at ?? null))}
          ${this.people.length === 0 && !this.failed ? html`<p class="soft">${t("keys.fill.nobody")}</p>` : nothing}
        </fieldset>
        ${over > 0 ? html`<p class="notice waiting">${t("keys.fill.over", { count: over })}</p>` : nothing}
      </form>
      <button slot="actions" class="button" type="button" @click=${() => this.answer(null)}>${t("action.cancel")}</button>
      <button slot="actions" class="button filled" type="submit" form="fill" ?disabled=${plan.length === 0} @click=${this._done}>${t("keys.fill.put", { count: plan.length })}</button>
    </modal-dialog>`;
  }

  _kinds() {
    const able = (["blf", "speedDial"] as const).filter((kind) => this.question.subject.keyKinds.includes(kind));
    return selectField({
      name: "kind",
      label: t("keys.form.kind"),
      value: this.kind,
      choices: able.map((value) => ({ value, label: t(`keys.kind.${value}`) })),
    });
  }

  _starts() {
    const { subject } = this.question;
    const choices = this._places().map((value) => ({ value, label: placeName(subject, value) }));
    return selectField({ name: "from", label: t("keys.fill.from"), value: this.from, choices });
  }

  _person({ id, name }: TargetRow, at: string | null) {
    const where = at ? placeName(this.question.subject, at) : this.left.has(id) ? "" : t("keys.fill.no_room");
    return html`<label class="person"
      ><input type="checkbox" name="person" value=${id} .checked=${!this.left.has(id)} /><span>${name}</span
      ><span class="soft">${where}</span></label
    >`;
  }

  _places(): readonly string[] {
    const { shape } = this.question.subject;
    return shape ? [...keysInShape(shape)].sort(comparePlaces).map(formatPlace) : [];
  }

  _isFree(at: string): boolean {
    const { subject, edits } = this.question;
    return (dataAt(subject, edits, at)?.kind ?? "blank") === "blank";
  }

  _wanted(): readonly TargetRow[] {
    return this.people.filter(({ id }) => !this.left.has(id));
  }

  /** Who comes where, as far as there are keys that can take them. */
  _plan(): readonly { readonly at: string; readonly who: TargetRow; readonly data: KeyData }[] {
    const { subject, edits } = this.question;
    const all = this._places();
    const places = all.slice(Math.max(0, all.indexOf(this.from))).filter((at) => {
      const before = dataAt(subject, edits, at);
      const free = this.overwrite ? before?.kind !== "line" : this._isFree(at);
      return free && misfitOf(subject, aKey(placeOf(at), this.kind)) === null;
    });
    return this._wanted()
      .slice(0, places.length)
      .map((who, index) => {
        const at = places[index] ?? "";
        const locked = dataAt(subject, edits, at)?.locked ?? false;
        const reachable = who.number !== null || who.extension !== null;
        const target = { kind: "user", id: who.id } as const;
        return { at, who, data: aKey(placeOf(at), this.kind, { target, targetName: who.name, reachable, locked }) };
      });
  }

  async _load(): Promise<void> {
    try {
      const { users, groups } = await this.question.source.find("", mostColleagues);
      this.#colleagues = users;
      this.groups = groups;
      await this._choose("");
    } catch {
      this.failed = true;
    }
  }

  /** Whoever has a key already, or nothing to call, is left out until somebody says otherwise. */
  async _choose(groupId: string): Promise<void> {
    this.whose = groupId;
    const members = groupId === "" ? null : await listGroupMembers(groupId);
    if (this.whose !== groupId) return;
    const byId = new Map(this.#colleagues.map((one) => [one.id, one]));
    this.people = members ? members.map(({ userId: id, name }) => byId.get(id) ?? unseen(id, name)) : this.#colleagues;
    this.left = new Set(
      this.people.filter((one) => this._has(one.id) || (one.number === null && one.extension === null)).map(({ id }) => id),
    );
  }

  _has(id: string): boolean {
    const { subject, edits } = this.question;
    return this._places().some((at) => {
      const target = dataAt(subject, edits, at)?.target;
      return target?.kind === "user" && target.id === id;
    });
  }

  async _changed(event: Event): Promise<void> {
    const { target } = event;
    if (target instanceof HTMLSelectElement) {
      if (target.name === "whose") await this._choose(target.value).catch(() => this._fail());
      else if (target.name === "from") this.from = target.value;
      else this.kind = target.value === "blf" ? "blf" : "speedDial";
    } else if (target instanceof HTMLInputElement && target.name === "overwrite") this.overwrite = target.checked;
    else if (target instanceof HTMLInputElement) {
      this.left = leftAfter(this.left, target);
    }
  }

  _fail(): void {
    this.failed = true;
  }

  _done(event: Event): void {
    event.preventDefault();
    this.answer(new Map(this._plan().map(({ at, data }) => [at, data])));
  }

  static override styles = [
    shared,
    buttons,
    fields,
    states,
    pickListStyles,
    css`
      fieldset {
        max-height: 18rem;
        overflow: auto;
      }
      .person {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr) auto;
        gap: 10px;
        align-items: center;
        min-height: 36px;
        border-top: 1px solid var(--line);
        cursor: pointer;
      }
      .person .soft {
        font-size: var(--size-small);
      }
    `,
  ];
}

/** A member beyond the colleagues that were fetched; the server says whether there is a number. */
function unseen(id: string, name: string): TargetRow {
  return { kind: "user", id, name, number: "", extension: null, detail: "", picture: null };
}

/** Asks whom to put where. @returns the edits, null when it was called off */
export function askFill(question: FillQuestion): Promise<Edits | null> {
  return answerOf(Object.assign(document.createElement("fill-dialog"), { question }));
}

customElements.define("fill-dialog", FillDialog);
declare global {
  interface HTMLElementTagNameMap {
    "fill-dialog": FillDialog;
  }
}
