import { css, html, nothing } from "lit";
import { X } from "lucide";
import { KlykaElement } from "../../components/element.ts";
import { icon } from "../../components/icon.ts";
import { missing } from "../../components/missing.ts";
import "../../components/person-avatar.ts";
import type { ComboOption, FindOptions, SearchCombobox } from "../../components/search-combobox.ts";
import "../../components/search-combobox.ts";
import { toast } from "../../components/toasts.ts";
import { api } from "../../data/client.ts";
import { changeListMembers, type OneListView } from "../../data/contacts.ts";
import { listen } from "../../data/live.ts";
import { Loaded } from "../../data/loaded.ts";
import { undoToast } from "../../data/undo-toast.ts";
import { listUsers } from "../../data/users.ts";
import { failureText } from "../../i18n/failure.ts";
import { t } from "../../i18n/index.ts";
import { pathTo } from "../../router/paths.ts";
import { buttons, fields, shared, states } from "../../style/controls.ts";
import { panelStyles } from "../phones/panel-styles.ts";

/** As many are drawn; all are among the users. */
const mostShown = 100;
const byName = { sort: "name", order: "asc", offset: 0 } as const;

/** Who sees a list, beside its contacts. Each acts at once, with the way back. Tells `panel-close` and `members-changed`. */
export class MembersPanel extends KlykaElement {
  static override properties = { list: { attribute: false } };
  declare list: OneListView | null;
  readonly loaded = new Loaded(this, (signal) =>
    listUsers(api, { ...byName, list: this.list?.id ?? "", limit: mostShown }, signal),
  );
  readonly events = listen(this, { members: () => this.loaded.reload(), reload: () => this.loaded.reload() });
  #of = "";

  constructor() {
    super();
    this.list = null;
  }

  override willUpdate(): void {
    const id = this.list?.id ?? "";
    if (id === this.#of) return;
    this.#of = id;
    if (id !== "") this.loaded.restart();
  }

  override render() {
    const { list } = this;
    return html`<div class="top">
        <h2 tabindex="-1">${t("contacts.members")}</h2>
        <button class="button quiet small icon-only" type="button" aria-label=${t("action.close")} @click=${() => this.tell("panel-close", null)}>${icon(X)}</button>
      </div>
      ${list === null ? nothing : this._all(list)}`;
  }

  _all(list: OneListView) {
    return html`<div class="stack">
      <p>${t("contacts.members.text", { name: list.name })} ${list.forEveryone ? t("contacts.members.everyone") : ""}</p>
      <search-combobox
        name="user"
        label=${t("contacts.members.add")}
        placeholder=${t("contacts.members.find")}
        .value=${null}
        .find=${this._find}
        @combo-change=${this._chosen}
      ></search-combobox>
      ${this._members(list)}
    </div>`;
  }

  _members({ id }: OneListView) {
    const { value } = this.loaded;
    if (value === null) return missing(this.loaded);
    if (value.total === 0) return html`<p class="soft">${t("contacts.members.none")}</p>`;
    return html`<ul class="members" aria-label=${t("contacts.members")}>
        ${value.rows.map(
          ({ id: user, name, picture }) => html`<li>
            <person-avatar decorative .name=${name} .src=${picture?.small ?? null}></person-avatar>
            <span class="name">${name}</span>
            <button class="button quiet small icon-only" type="button" aria-label=${t("contacts.members.remove", { name })} title=${t("contacts.members.remove", { name })} @click=${() => this._change({ out: [user] }, t("contacts.members.removed", { name }))}>
              ${icon(X, 16)}
            </button>
          </li>`,
        )}
      </ul>
      ${value.total > value.rows.length ? html`<p><a href=${pathTo("users", { list: id })}>${t("contacts.members.more", { count: value.total })}</a></p>` : nothing}`;
  }

  readonly _find: FindOptions = async (query, signal) => {
    const { rows } = await listUsers(api, { ...byName, q: query, limit: 8 }, signal);
    const options = rows.map(({ id, name, numbers, extension, picture }): ComboOption => {
      const detail = numbers.primary?.display ?? extension ?? "";
      return { key: id, title: name, detail, person: true, picture: picture?.small ?? null };
    });
    return [{ title: "", options }];
  };

  async _chosen(event: CustomEvent<ComboOption | null>): Promise<void> {
    const { detail, target } = event;
    if (detail === null) return;
    // The next one is chosen in the same field.
    const field = target as SearchCombobox;
    await this._change({ in: [detail.key] }, t("contacts.members.added", { name: detail.title }), detail.title);
    field.value = null;
    field.focus();
  }

  /** @param already whoever is in it: said when nothing has changed */
  async _change(change: Parameters<typeof changeListMembers>[2], text: string, already: string | null = null): Promise<void> {
    const { list } = this;
    if (list === null) return;
    const again = () => {
      void this.loaded.reload();
      this.tell("members-changed", null);
    };
    try {
      const { auditId } = await changeListMembers(api, list.id, change);
      const unchanged = auditId === null && already !== null;
      undoToast(api, unchanged ? t("contacts.members.already", { name: already }) : text, auditId, again);
    } catch (error) {
      toast({ text: failureText(error), tone: "failed" });
    }
    again();
  }

  static override styles = [
    shared,
    buttons,
    fields,
    states,
    panelStyles,
    css`
      :host {
        display: block;
        padding: 24px;
      }
      .members {
        display: grid;
        margin: 0;
        padding: 0;
        list-style: none;
        --avatar-size: 32px;
      }
      .members li {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr) auto;
        gap: 10px;
        align-items: center;
        min-height: 44px;
        border-bottom: 1px solid var(--line);
      }
      .members li:last-child {
        border-bottom: 0;
      }
      .name {
        overflow-wrap: anywhere;
      }
    `,
  ];
}

customElements.define("contact-members-panel", MembersPanel);
declare global {
  interface HTMLElementTagNameMap {
    "contact-members-panel": MembersPanel;
  }
}
