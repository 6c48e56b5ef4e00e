import { css, html, nothing } from "lit";
import { GitFork, Pencil, UsersRound } from "lucide";
import { type ForwardingKind, forwardingKinds } from "../../../../domain/call-forwarding.ts";
import { displayNumber, parseNumber } from "../../../../domain/numbers.ts";
import { KlykaElement } from "../../components/element.ts";
import { selectField } from "../../components/fields.ts";
import { icon } from "../../components/icon.ts";
import "../../components/search-combobox.ts";
import type { ComboGroup, ComboOption } from "../../components/search-combobox.ts";
import { toast } from "../../components/toasts.ts";
import { type ForwardingsView, type ForwardingView, readForwarding, type Subject, saveForwarding } from "../../data/absence.ts";
import { api } from "../../data/client.ts";
import { listen } from "../../data/live.ts";
import { ApiError, ConflictError, type FieldError } from "../../data/problem.ts";
import { errorText } from "../../i18n/errors.ts";
import { failureText } from "../../i18n/failure.ts";
import { formatNumber } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import { buttons, fields, shared, states, surfaces } from "../../style/controls.ts";
import { SubjectPart } from "./subject-part.ts";
import { targetName } from "./target-name.ts";

type Target =
  | { readonly kind: "user" | "group" | "menu"; readonly id: string }
  | { readonly kind: "number"; readonly number: string };
type Found = {
  readonly kind: string;
  readonly id: string;
  readonly name: string;
  readonly number: string | null;
  readonly picture: { readonly small: string } | null;
};

/** Vidarekoppling of a person (`me`) or of a user: each kind a row with a switch; a colleague is followed, not the number. */
export class ForwardingEditor extends KlykaElement {
  static override properties = {
    subject: {},
    open: { state: true },
    chosen: { state: true },
    seconds: { state: true },
    turnOn: { state: true },
    errors: { state: true },
  };
  declare subject: Subject;
  /** The kind that is being edited. */
  declare open: ForwardingKind | null;
  declare chosen: ComboOption | null;
  declare seconds: number;
  /** Saving the target also switches it on: that is what the person had wanted. */
  declare turnOn: boolean;
  declare errors: readonly FieldError[];
  readonly kept = new SubjectPart<ForwardingsView>(this, (subject) => readForwarding(api, subject));

  constructor() {
    super();
    this.subject = "me";
    this.open = null;
    this.chosen = null;
    this.seconds = 20;
    this.turnOn = false;
    this.errors = [];
    listen(this, { presence: (data) => this.kept.heard(data), reload: () => this.kept.heard(null) });
  }

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has("subject")) this.open = null;
  }

  override render() {
    if (this.kept.read === null) return this.kept.missing();
    const { kinds, mobile } = this.kept.read.value;
    return html`<p class="soft">${t("away.forward.text")} ${mobile ? this._mobile(mobile) : nothing}</p>
      <div class="surface list">${forwardingKinds.map((kind) => this._row(kinds[kind]))}</div>`;
  }

  _mobile({ number, profile, taken }: NonNullable<ForwardingsView["mobile"]>): string {
    const key =
      profile === "external" ? "away.forward.mobile_beyond" : taken ? "away.forward.mobile_taken" : "away.forward.mobile_not";
    return t(key, { number: number.display });
  }

  _row(one: ForwardingView) {
    const { kind, enabled } = one;
    const name = t(`away.kind.${kind}`);
    return html`<section class="row" aria-labelledby=${kind}>
      <span class="words"
        ><span class="name" id=${kind}>${name}</span
        ><span class="soft">${targetText(one)}${kind === "noAnswer" && one.target ? ` ${t("away.forward.after", { seconds: one.seconds ?? 0 })}` : ""}</span></span
      >
      <button
        class="button quiet icon-only small"
        type="button"
        aria-label=${t("away.forward.edit", { kind: name })}
        aria-expanded=${this.open === kind ? "true" : "false"}
        @click=${() => (this.open === kind ? this._leave() : this._edit(one, false))}
      >
        ${icon(Pencil, 18)}
      </button>
      <input
        type="checkbox"
        role="switch"
        aria-labelledby=${kind}
        .checked=${enabled}
        ?disabled=${this.kept.busy}
        @change=${(event: Event) => this._switch(one, event)}
      />
      ${this._warnings(one)} ${this.open === kind ? this._form(one) : nothing}
    </section>`;
  }

  _warnings({ warnings }: ForwardingView) {
    if (warnings.length === 0) return nothing;
    const own = this.subject === "me";
    return html`<ul class="warnings">
      ${warnings.map((warning) => html`<li>${t(warning === "charged" && !own ? "away.forward.warning.charged_other" : `away.forward.warning.${warning}`)}</li>`)}
    </ul>`;
  }

  _form(one: ForwardingView) {
    const { kind } = one;
    const said = (field: string) => this.errors.filter((error) => error.field === `${kind}.${field}`).map(problemText);
    const others = this.errors.filter((error) => !error.field.startsWith(`${kind}.`));
    return html`<form class="form" novalidate @submit=${(event: SubmitEvent) => this._save(event, one)}>
      <search-combobox
        name="target"
        label=${t("away.forward.target")}
        hint=${t("away.forward.target_hint")}
        .problem=${said("target").join(" ") || null}
        .value=${this.chosen}
        .find=${findTargets}
        .free=${freeNumber}
        @combo-change=${(event: CustomEvent<ComboOption | null>) => {
          this.chosen = event.detail;
          this.errors = [];
        }}
      ></search-combobox>
      ${kind === "noAnswer" ? this._secondsField(said("seconds").join(" ") || null) : nothing}
      ${others.map(({ code, detail }) => html`<p class="error" role="alert">${errorText(code, detail)}</p>`)}
      <div class="buttons">
        <button class="button filled" type="submit" ?disabled=${this.kept.busy}>${t("action.save")}</button>
        <button class="button" type="button" @click=${() => this._leave()}>${t("action.cancel")}</button>
      </div>
    </form>`;
  }

  _secondsField(problem: string | null) {
    const choices = (this.kept.read?.value.seconds ?? []).map((one) => ({
      value: String(one),
      label: t("away.forward.seconds_one", { seconds: one }),
    }));
    const changed = (event: Event) => {
      if (event.target instanceof HTMLSelectElement) this.seconds = Number(event.target.value);
    };
    return html`<div @change=${changed}>
      ${selectField({ name: "seconds", label: t("away.forward.seconds"), value: String(this.seconds), choices, problem })}
    </div>`;
  }

  _edit(one: ForwardingView, turnOn: boolean): void {
    this.open = one.kind;
    this.turnOn = turnOn;
    this.chosen = optionOf(one);
    this.seconds = one.seconds ?? 20;
    this.errors = [];
    void this.updateComplete.then(() => this.renderRoot.querySelector("search-combobox")?.focus());
  }

  _leave(): void {
    this.open = null;
    this.errors = [];
  }

  /** Without a target there is nothing to switch on: the row opens for one. */
  _switch(one: ForwardingView, event: Event): void {
    if (!(event.target instanceof HTMLInputElement)) return;
    const wanted = event.target.checked;
    if (wanted && one.target === null) {
      event.target.checked = false;
      this._edit(one, true);
    } else void this._put(one, { enabled: wanted });
  }

  _save(event: SubmitEvent, one: ForwardingView): void {
    event.preventDefault();
    const target = this.chosen && targetOf(this.chosen);
    if (target === null && (one.enabled || this.turnOn)) {
      this.errors = [{ field: `${one.kind}.target`, code: "forwarding_target_missing", detail: {} }];
      return;
    }
    const seconds = one.kind === "noAnswer" ? { seconds: this.seconds } : {};
    void this._put(one, { target, ...seconds, ...(this.turnOn ? { enabled: true } : {}) });
  }

  async _put(one: ForwardingView, fields: object): Promise<void> {
    const { kept } = this;
    if (kept.busy) return;
    this.errors = [];
    try {
      const saved = await kept.write((version) => saveForwarding(api, this.subject, { [one.kind]: fields }, version));
      if (!saved || kept.read === null) return;
      this._leave();
      const before = {
        target: plainTarget(one),
        enabled: one.enabled,
        ...(one.kind === "noAnswer" ? { seconds: one.seconds } : {}),
      };
      const after = kept.read.value.kinds[one.kind];
      toast({ text: this._did(one, after), undo: () => void this._put(after, before) });
    } catch (error) {
      this._failed(error);
    } finally {
      // A switch that could not be turned stands as it did.
      await this.updateComplete;
      for (const box of this.renderRoot.querySelectorAll<HTMLInputElement>("input[role=switch]")) {
        const kind = forwardingKinds.find((name) => name === box.getAttribute("aria-labelledby"));
        if (kind && kept.read) box.checked = kept.read.value.kinds[kind].enabled;
      }
    }
  }

  _did(before: ForwardingView, { kind, enabled, target }: ForwardingView): string {
    const name = t(`away.kind.${kind}`);
    if (before.enabled && !enabled) return t("away.forward.off", { kind: name });
    if (!enabled || target === null) return t("away.forward.saved", { kind: name });
    return t("away.forward.on", { kind: name, target: targetName(target) });
  }

  _failed(error: unknown): void {
    if (error instanceof ApiError && this.open !== null && !(error instanceof ConflictError)) {
      const { code, detail, fields: wrong } = error;
      this.errors = wrong.length > 0 ? wrong : [{ field: "", code, detail }];
    } else toast({ text: failureText(error), tone: "failed" });
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
        gap: 12px;
      }
      .row {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto auto;
        align-items: center;
        gap: 4px 12px;
        padding: 12px 16px;
      }
      .row + .row {
        border-top: 1px solid var(--line);
      }
      .words {
        display: grid;
        min-width: 0;
        overflow-wrap: anywhere;
      }
      .name {
        font-weight: 600;
      }
      .warnings {
        grid-column: 1 / -1;
        margin: 0;
        padding: 0;
        list-style: none;
        font-size: var(--size-small);
        color: var(--waiting-ink);
      }
      .form {
        grid-column: 1 / -1;
        display: grid;
        gap: 12px;
        padding: 12px 0 4px;
      }
      .buttons {
        display: flex;
        gap: 8px;
      }
    `,
  ];
}

function targetText(one: ForwardingView): string {
  return one.target === null ? t("away.forward.nobody") : targetName(one.target);
}

function plainTarget({ target }: ForwardingView): Target | null {
  if (target === null) return null;
  if (target.kind === "number") return { kind: "number", number: target.number?.e164 ?? "" };
  return { kind: target.kind, id: target.id ?? "" };
}

function optionOf(one: ForwardingView): ComboOption | null {
  const target = plainTarget(one);
  if (target === null || one.target === null) return null;
  const key = target.kind === "number" ? `number:${target.number}` : `${target.kind}:${target.id}`;
  return { key, title: one.target.name ?? targetName(one.target), ...(target.kind === "user" ? { person: true } : {}) };
}

function targetOf({ key }: ComboOption): Target | null {
  const at = key.indexOf(":");
  const [kind, rest] = [key.slice(0, at), key.slice(at + 1)];
  if (kind === "number") return { kind, number: rest };
  return kind === "user" || kind === "group" || kind === "menu" ? { kind, id: rest } : null;
}

async function findTargets(query: string, signal: AbortSignal): Promise<readonly ComboGroup[]> {
  const found = await api.get<{ users: Found[]; groups: Found[]; menus: Found[] }>("/targets", { q: query }, signal);
  const option = (one: Found) => ({
    key: `${one.kind}:${one.id}`,
    title: one.name,
    ...(one.number ? { detail: one.number } : {}),
  });
  return [
    {
      title: t("away.forward.users"),
      options: found.users.map((one) => ({ ...option(one), person: true, picture: one.picture?.small ?? null })),
    },
    { title: t("away.forward.groups"), options: found.groups.map((one) => ({ ...option(one), icon: UsersRound })) },
    { title: t("away.forward.menus"), options: found.menus.map((one) => ({ ...option(one), icon: GitFork })) },
  ];
}

/** What is a telephone number may be chosen as it is written; the server says whether calls may go there. */
function freeNumber(typed: string): ComboOption | null {
  const number = parseNumber(typed);
  if (number === null) return null;
  const shown = displayNumber(number.canonical);
  return { key: `number:${number.canonical}`, title: t("away.forward.number", { number: shown }) };
}

/** Why a target is refused, where there is more to say than that it is. */
function problemText({ code, detail }: FieldError): string {
  if (code !== "forwarding_target_refused") return errorText(code, detail);
  const { reason, number } = detail;
  if (reason === "own" || reason === "self") return t("away.forward.refused.own");
  if (reason !== "kind" || typeof number !== "string") return errorText(code, detail);
  return t("away.forward.refused.kind", { number: formatNumber(number) });
}

customElements.define("forwarding-editor", ForwardingEditor);
declare global {
  interface HTMLElementTagNameMap {
    "forwarding-editor": ForwardingEditor;
  }
}
