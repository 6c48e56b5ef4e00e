import { css, html } from "lit";
import { KlykaElement } from "../../components/element.ts";
import { checkField } from "../../components/fields.ts";
import { toast } from "../../components/toasts.ts";
import { api } from "../../data/client.ts";
import { listContactLists } from "../../data/contacts.ts";
import { ApiError, ConflictError } from "../../data/problem.ts";
import { undoToast } from "../../data/undo-toast.ts";
import { type GroupName, listGroups, type MembershipsView, readMemberships, saveMemberships } from "../../data/users.ts";
import { errorText } from "../../i18n/errors.ts";
import { t } from "../../i18n/index.ts";
import { buttons, fields, shared, states } from "../../style/controls.ts";
import { formStyles } from "./form-styles.ts";

/** Response groups, and lists of contacts; `member` holds the ids of both kinds. */
type Kind = "groups" | "contactLists";
type Loaded = {
  readonly groups: readonly GroupName[];
  readonly contactLists: readonly GroupName[];
  readonly member: ReadonlySet<string>;
  readonly version: number;
};

/** Gruppmedlemskap: the response groups that call a person, and the contacts that the person sees. Each switch acts at once, and can be undone from the toast. */
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
      <h3 id="memberships">${t("users.memberships.title")}</h3>
      ${this.failure ? this._failed(this.failure) : this.loaded === null ? html`<p class="soft">${t("list.loading")}</p>` : this._all(this.loaded)}
    </section>`;
  }

  _failed(failure: string) {
    return html`<p class="notice stop" role="alert">${failure}</p>
      <div><button class="button small" type="button" @click=${this._load}>${t("action.retry")}</button></div>`;
  }

  _all(loaded: Loaded) {
    return html`<h4>${t("users.memberships")}</h4>
      ${this._things("groups", loaded, t("users.memberships.text"), t("users.memberships.none"))}
      <h4>${t("section.contacts")}</h4>
      ${this._things("contactLists", loaded, t("users.memberships.lists.text"), t("users.memberships.lists.none"))}`;
  }

  _things(kind: Kind, loaded: Loaded, text: string, none: string) {
    const things = loaded[kind];
    if (things.length === 0) return html`<p class="soft">${none}</p>`;
    return html`<p class="soft">${text}</p>
      <div class="things" @input=${(event: Event) => event.stopPropagation()} @change=${(event: Event) => this._toggled(kind, event)}>
        ${things.map(({ id, name }) => checkField({ name: id, label: name, checked: loaded.member.has(id), kind: "switch", disabled: this.busy }))}
      </div>`;
  }

  readonly _load = async (): Promise<void> => {
    const id = this.userId;
    this.failure = null;
    try {
      const [groups, contactLists, { value }] = await Promise.all([
        listGroups(api),
        listContactLists(api),
        readMemberships(api, id),
      ]);
      if (id !== this.userId) return;
      this.loaded = { groups, contactLists, ...memberOf(value) };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.failure = errorText(error.code, error.detail);
    }
  };

  async _toggled(kind: Kind, event: Event): Promise<void> {
    const { target } = event;
    if (!(target instanceof HTMLInputElement) || this.loaded === null) return;
    const { name: id, checked: on } = target;
    const name = this.loaded[kind].find((one) => one.id === id)?.name ?? "";
    this.busy = true;
    try {
      await this._save(kind, { id, on, name }, this.loaded);
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
  async _save(kind: Kind, turned: { id: string; on: boolean; name: string }, from: Loaded): Promise<void> {
    const { id, on, name } = turned;
    const had = from[kind].flatMap((one) => (one.id !== id && from.member.has(one.id) ? [one.id] : []));
    const wanted = on ? [...had, id] : had;
    try {
      const { value, auditId } = await saveMemberships(api, this.userId, { [kind]: wanted }, from.version);
      this.loaded = { ...from, ...memberOf(value) };
      undoToast(api, said(kind, on, name), auditId, this._load);
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
      const { value } = await readMemberships(api, this.userId);
      await this._save(kind, turned, { ...from, ...memberOf(value) });
    }
  }

  static override styles = [
    shared,
    buttons,
    fields,
    states,
    formStyles,
    css`
      h4 {
        font: 600 var(--size-small) / 1.4 var(--text);
        letter-spacing: 0;
      }
    `,
  ];
}

function memberOf({ groups, contactLists, version }: MembershipsView): Pick<Loaded, "member" | "version"> {
  return { member: new Set([...groups, ...contactLists].map(({ id }) => id)), version };
}

function said(kind: Kind, on: boolean, name: string): string {
  if (kind === "contactLists") return t(on ? "users.memberships.list_in" : "users.memberships.list_out", { name });
  return t(on ? "users.memberships.in" : "users.memberships.out", { name });
}

customElements.define("memberships-part", MembershipsPart);
declare global {
  interface HTMLElementTagNameMap {
    "memberships-part": MembershipsPart;
  }
}
