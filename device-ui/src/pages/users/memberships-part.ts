import { html, nothing } from "lit";
import { KlykaElement } from "../../components/element.ts";
import { checkField } from "../../components/fields.ts";
import { toast } from "../../components/toasts.ts";
import { api } from "../../data/client.ts";
import { ApiError, ConflictError } from "../../data/problem.ts";
import { undoToast } from "../../data/undo-toast.ts";
import { type GroupName, listGroups, readMemberships, saveMemberships } from "../../data/users.ts";
import { errorText } from "../../i18n/errors.ts";
import { t } from "../../i18n/index.ts";
import { buttons, fields, shared, states } from "../../style/controls.ts";
import { formStyles } from "./form-styles.ts";

type Loaded = { readonly groups: readonly GroupName[]; readonly member: ReadonlySet<string>; readonly version: number };

/** The response groups that call a person. Each switch acts at once, and can be undone from the toast. */
export class MembershipsPart extends KlykaElement {
  static override properties = {
    userId: { attribute: false },
    loaded: { state: true },
    failure: { state: true },
    busy: { state: true },
  };
  declare userId: string;
  declare loaded: Loaded | null;
  declare failure: string | null;
  declare busy: boolean;
  #of = "";

  constructor() {
    super();
    this.userId = "";
    this.loaded = null;
    this.failure = null;
    this.busy = false;
  }

  override willUpdate(): void {
    if (this.userId === this.#of) return;
    this.#of = this.userId;
    this.loaded = null;
    void this._load();
  }

  override render() {
    return html`<section aria-labelledby="memberships">
      <h3 id="memberships">${t("users.memberships")}</h3>
      ${this.failure ? this._failed(this.failure) : this.loaded === null ? html`<p class="soft">${t("list.loading")}</p>` : this._groups(this.loaded)}
    </section>`;
  }

  _failed(failure: string) {
    return html`<p class="notice stop" role="alert">${failure}</p>
      <div><button class="button small" type="button" @click=${this._load}>${t("action.retry")}</button></div>`;
  }

  _groups({ groups, member }: Loaded) {
    if (groups.length === 0) return html`<p class="soft">${t("users.memberships.none")}</p>`;
    return html`<p class="soft">${t("users.memberships.text")}</p>
      <div class="things" @input=${(event: Event) => event.stopPropagation()} @change=${this._toggled}>
        ${groups.map(({ id, name }) => checkField({ name: id, label: name, checked: member.has(id), kind: "switch", disabled: this.busy }))}
      </div>${nothing}`;
  }

  readonly _load = async (): Promise<void> => {
    const id = this.userId;
    this.failure = null;
    try {
      const [groups, { value }] = await Promise.all([listGroups(api), readMemberships(api, id)]);
      if (id !== this.userId) return;
      this.loaded = { groups, member: new Set(value.groups.map((group) => group.id)), version: value.version };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.failure = errorText(error.code, error.detail);
    }
  };

  async _toggled(event: Event): Promise<void> {
    const { target } = event;
    if (!(target instanceof HTMLInputElement) || this.loaded === null) return;
    const [id, on, name] = [
      target.name,
      target.checked,
      this.loaded.groups.find((group) => group.id === target.name)?.name ?? "",
    ];
    this.busy = true;
    try {
      await this._save(id, on, name, this.loaded);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      toast({ text: errorText(error.code, error.detail), tone: "failed" });
      await this._load();
    } finally {
      this.busy = false;
      await this.updateComplete;
      this.renderRoot.querySelector<HTMLInputElement>(`[name="${CSS.escape(id)}"]`)?.focus();
    }
  }

  /** One switch is no matter of what the others are: after somebody else's save it is turned on top of theirs. */
  async _save(id: string, on: boolean, name: string, from: Loaded): Promise<void> {
    const others = [...from.member].filter((one) => one !== id);
    const wanted = on ? [...others, id] : others;
    try {
      const { value, auditId } = await saveMemberships(api, this.userId, wanted, from.version);
      this.loaded = { ...from, member: new Set(value.groups.map((group) => group.id)), version: value.version };
      undoToast(api, t(on ? "users.memberships.in" : "users.memberships.out", { name }), auditId, this._load);
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
      const { value } = await readMemberships(api, this.userId);
      await this._save(id, on, name, { ...from, member: new Set(value.groups.map((group) => group.id)), version: value.version });
    }
  }

  static override styles = [shared, buttons, fields, states, formStyles];
}

customElements.define("memberships-part", MembershipsPart);
declare global {
  interface HTMLElementTagNameMap {
    "memberships-part": MembershipsPart;
  }
}
