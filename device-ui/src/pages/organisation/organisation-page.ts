import { css, html, nothing } from "lit";
import type { OwnOrganisationView } from "../../../../portal/organisation.ts";
import { agreeOn } from "../../components/agreement.ts";
import { confirm } from "../../components/confirm-dialog.ts";
import { KlykaElement } from "../../components/element.ts";
import { focusFirstError, selectField, textField } from "../../components/fields.ts";
import { confirmReach } from "../../components/reach-dialog.ts";
import type { Versioned } from "../../data/api.ts";
import { api, session } from "../../data/client.ts";
import { listen } from "../../data/live.ts";
import { ApiError, ConflictError, type FieldError } from "../../data/problem.ts";
import { tryOut } from "../../data/reach.ts";
import { undoToast } from "../../data/undo-toast.ts";
import { failureText } from "../../i18n/failure.ts";
import { languages, t } from "../../i18n/index.ts";
import { guardLeaving } from "../../router/navigate.ts";
import { buttons, fields, shared, states, surfaces } from "../../style/controls.ts";
import "../../resync/resync-settings.ts";
import { pageStyles } from "../page-styles.ts";

const names = ["title", "language", "mainGroupId"] as const;
type Name = (typeof names)[number];
type Changes = Readonly<Partial<Record<Name, string | null>>>;

/** What applies to everybody: what the organisation is called, its language and main number; what the operator has decided. */
export class OrganisationPage extends KlykaElement {
  static override properties = {
    read: { state: true },
    typed: { state: true },
    errors: { state: true },
    failure: { state: true },
    busy: { state: true },
  };
  declare read: Versioned<OwnOrganisationView> | null;
  /** What has been changed and not saved. */
  declare typed: Changes;
  declare errors: readonly FieldError[];
  declare failure: string | null;
  declare busy: boolean;
  #unguard: (() => void) | null = null;

  constructor() {
    super();
    this.read = null;
    this.typed = {};
    this.errors = [];
    this.failure = null;
    this.busy = false;
    const again = () => void this.load();
    listen(this, { organisation: again, reload: again });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#unguard = guardLeaving(
      () => Object.keys(this._changes()).length > 0 || this.renderRoot.querySelector("resync-settings")?.dirty === true,
      () => confirm({ heading: t("users.leave.heading"), text: t("users.leave.text"), action: t("users.discard"), danger: true }),
    );
    void this.load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unguard?.();
  }

  override render() {
    return html`<div class="page-head">
        <h1 tabindex="-1">${t("organisation.page")}</h1>
        <p class="soft">${t("organisation.page.text")}</p>
      </div>
      ${
        this.read
          ? html`${this._form(this.read.value)} <resync-settings></resync-settings> ${this._decided(this.read.value)}`
          : this._waiting()
      }`;
  }

  _waiting() {
    if (this.failure === null) return html`<p class="soft" role="status">${t("list.loading")}</p>`;
    return html`<div class="surface panel" role="alert">
      <p>${this.failure}</p>
      <button class="button" type="button" @click=${() => void this.load()}>${t("action.retry")}</button>
    </div>`;
  }

  _form(row: OwnOrganisationView) {
    const value = (name: Name) => this._value(row, name) ?? "";
    const errors = (name: Name) => this.errors.filter(({ field }) => field === name);
    const main = row.mainChoices.map(({ id, name, number }) => ({
      value: id,
      label: t("organisation.main.choice", { name, number: number.display }),
    }));
    const hint = main.length > 0 ? t("organisation.main.hint") : t("organisation.main.no_groups");
    return html`<form class="surface" novalidate @submit=${this._save} @input=${this._type}>
      ${this.failure ? html`<p class="notice stop" role="alert">${this.failure}</p>` : nothing}
      ${textField({ name: "title", label: t("organisation.title"), value: value("title"), hint: t("organisation.title.hint"), errors: errors("title"), maxlength: 100, required: true })}
      ${selectField({ name: "mainGroupId", label: t("organisation.main"), value: value("mainGroupId"), hint, choices: [{ value: "", label: t("organisation.main.none") }, ...main] })}
      ${selectField({
        ...{
          name: "language",
          label: t("organisation.language"),
          value: value("language"),
          hint: t("organisation.language.hint"),
        },
        choices: languagesWith(row.language),
      })}
      <div class="row">
        <button class="button filled" type="submit" ?disabled=${this.busy || Object.keys(this._changes()).length === 0}>${t("action.save")}</button>
      </div>
    </form>`;
  }

  _decided({ name, timeZone, featureScheme, foreignPrefixes }: OwnOrganisationView) {
    const abroad =
      foreignPrefixes.length === 0
        ? t("organisation.foreign.none")
        : t("organisation.foreign.some", { prefixes: foreignPrefixes.join(", ") });
    return html`<section class="surface" aria-labelledby="decided">
      <h2 id="decided">${t("organisation.decided")}</h2>
      <dl>
        <dt>${t("organisation.foreign")}</dt>
        <dd>${abroad}</dd>
        <dt>${t("organisation.scheme")}</dt>
        <dd>${t(`organisation.scheme.${featureScheme}`)}</dd>
        <dt>${t("organisation.zone")}</dt>
        <dd>${timeZone}</dd>
        <dt>${t("organisation.name")}</dt>
        <dd>${name}</dd>
      </dl>
    </section>`;
  }

  _value(row: OwnOrganisationView, name: Name): string | null {
    const typed = this.typed[name];
    return typed === undefined ? row[name] : typed;
  }

  /** Only what differs from what was read. */
  _changes(): Changes {
    const row = this.read?.value;
    if (!row) return {};
    return Object.fromEntries(Object.entries(this.typed).filter(([name, value]) => value !== row[nameOf(name)]));
  }

  _type(event: Event): void {
    const { target } = event;
    if (!(target instanceof HTMLInputElement || target instanceof HTMLSelectElement)) return;
    this.typed = { ...this.typed, [target.name]: target.name === "mainGroupId" && target.value === "" ? null : target.value };
    this.errors = this.errors.filter(({ field }) => field !== target.name);
  }

  async _save(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const { read } = this;
    if (read === null || this.busy) return;
    this.busy = true;
    [this.failure, this.errors] = [null, []];
    try {
      await this.#save(read, this._changes());
    } catch (error) {
      this.errors = error instanceof ApiError ? error.fields : [];
      if (this.errors.length === 0) this.failure = failureText(error);
    } finally {
      this.busy = false;
    }
    await this.updateComplete;
    focusFirstError(this.renderRoot, this.errors);
  }

  /** What both have changed is asked field by field; what only one of us has goes together. */
  async #save(read: Versioned<OwnOrganisationView>, changes: Changes): Promise<void> {
    const { version } = read;
    if (!(await mayReach(read.value, changes, version))) return;
    try {
      const saved = await api.patch<OwnOrganisationView>("/organisation", changes, version);
      this.read = saved;
      this.typed = {};
      void session.load();
      undoToast(api, t("organisation.saved", { title: saved.value.title }), saved.auditId, () => this.#undone());
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
      const theirs = error.theirs as OwnOrganisationView;
      const agreed = await agreeOn({
        ...{ before: pick(read.value), changes, theirs: pick(theirs), saved: error.saved },
        label: (field) => t(labels[nameOf(field)]),
        shown: (field, value) => this._shown(theirs, field, value),
      });
      if (agreed === null) return;
      this.read = { value: theirs, version: error.version };
      this.typed = agreed;
      if (Object.keys(this.typed).length > 0) await this.#save(this.read, this.typed);
    }
  }

  #undone(): void {
    void this.load();
    void session.load();
  }

  _shown(row: OwnOrganisationView, field: string, value: unknown): string {
    if (field === "mainGroupId") return row.mainChoices.find(({ id }) => id === value)?.name ?? t("organisation.main.none");
    return String(value ?? "");
  }

  async load(): Promise<void> {
    // What is being typed stays on what it was typed on: the save finds out what has changed meanwhile.
    if (this.busy || Object.keys(this._changes()).length > 0) return;
    this.failure = null;
    try {
      this.read = await api.read<OwnOrganisationView>("/organisation");
    } catch (error) {
      if (this.read === null) this.failure = failureText(error);
    }
  }

  static override styles = [
    shared,
    buttons,
    fields,
    states,
    surfaces,
    pageStyles,
    css`
      :host {
        max-width: 720px;
      }
      form,
      section {
        display: grid;
        gap: 20px;
        padding: 24px;
      }
      section {
        gap: 12px;
        margin-top: 16px;
      }
      dl {
        display: grid;
        grid-template-columns: minmax(0, auto) minmax(0, 1fr);
        gap: 8px 24px;
        margin: 0;
      }
      dt {
        color: var(--soft);
      }
      dd {
        margin: 0;
        overflow-wrap: anywhere;
      }
      @media (max-width: 560px) {
        form,
        section {
          padding: 16px;
        }
        dl {
          grid-template-columns: minmax(0, 1fr);
          gap: 0;
        }
        dd + dt {
          margin-top: 10px;
        }
      }
    `,
  ];
}

const labels = { title: "organisation.title", language: "organisation.language", mainGroupId: "organisation.main" } as const;

const nameOf = (field: string): Name => names.find((name) => name === field) ?? "title";

function pick({ title, language, mainGroupId }: OwnOrganisationView): Readonly<Record<Name, string | null>> {
  return { title, language, mainGroupId };
}

/** Ours, and the one that is there already. */
function languagesWith(present: string) {
  const known = languages.map((value) => ({ value, label: t(`language.${value}`) }));
  return known.some(({ value }) => value === present) ? known : [...known, { value: present, label: present }];
}

/** A new language stands in the files of many phones: which ones is shown before it is saved. */
async function mayReach(row: OwnOrganisationView, body: Changes, version: string | null): Promise<boolean> {
  if (body.language === undefined) return true;
  // What is refused here is refused when it is saved, and then said.
  const reach = await tryOut(api, { method: "patch", path: "/organisation", body, version }).catch(() => null);
  if (reach === null || reach.total < 2) return true;
  return confirmReach({ heading: t("organisation.reach", { title: row.title }), action: t("action.save"), reach });
}

customElements.define("organisation-page", OrganisationPage);
declare global {
  interface HTMLElementTagNameMap {
    "organisation-page": OrganisationPage;
  }
}
