import { html, nothing } from "lit";
import { Plus } from "lucide";
import { confirm } from "../../components/confirm-dialog.ts";
import { KlykaElement } from "../../components/element.ts";
import { icon } from "../../components/icon.ts";
import "../../components/split-view.ts";
import { toast } from "../../components/toasts.ts";
import { api, session } from "../../data/client.ts";
import { listen } from "../../data/live.ts";
import { listSubscriptions, type SubscriptionRowView } from "../../data/subscriptions.ts";
import { t } from "../../i18n/index.ts";
import { ListPage } from "../../list/list-page.ts";
import { listPageStyles } from "../../list/list-page-styles.ts";
import { guardLeaving } from "../../router/navigate.ts";
import { pathTo } from "../../router/paths.ts";
import { buttons, fields, shared, states } from "../../style/controls.ts";
import { sorts, subscriptionColumns } from "./columns.ts";
import type { SubscriptionPanel } from "./subscription-panel.ts";

const rules = { sorts, openAs: "subscription", filters: { status: ["blocked", "terminated", "all"] } } as const;

/** The organisation's mobile subscriptions, and beside the list the one that is open. */
export class SubscriptionsPage extends KlykaElement {
  static override properties = { query: { attribute: false }, params: { attribute: false } };
  declare query: URLSearchParams;
  readonly list = new ListPage<SubscriptionRowView>(this, {
    path: () => pathTo("subscriptions"),
    rules,
    load: (ask, filters, signal) => listSubscriptions(api, { ...ask, ...filters }, signal),
    keyOf: ({ id }) => id,
    nameOf: ({ name }) => name,
    mayLeave: async () => !this._panel()?.dirty || (await this._mayDiscard()),
  });
  #unguard: (() => void) | null = null;
  readonly events = listen(this, {
    subscription: this.list.reloadSoon,
    order: this.list.reloadSoon,
    reload: this.list.reloadSoon,
  });

  constructor() {
    super();
    this.query = new URLSearchParams();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#unguard = guardLeaving(
      () => this._panel()?.dirty ?? false,
      () => this._mayDiscard(),
    );
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unguard?.();
  }

  override willUpdate(): void {
    // The row's code comes when a row is opened: the list is there before it.
    if (this.list.query.open !== null) void loadPanel();
  }

  override render() {
    const { list } = this;
    const { open } = list.query;
    const statuses = rules.filters.status.map((value) => ({ value, label: t(`subscriptions.filter.${value}`) }));
    return html`<split-view ?open=${open !== null} label=${t("subscriptions.one")} @beside-close=${() => list.open(null)}>
      <div class="head">
        ${list.heading(t("subscriptions.title"))}
        ${
          session.current?.operating
            ? html`<div class="actions">
                <button class="button filled" type="button" @click=${this._create}>${icon(Plus, 18)}${t("subscriptions.new")}</button>
              </div>`
            : nothing
        }
      </div>
      <div class="tools">
        ${list.search(t("subscriptions.search"))}
        ${list.filterChip("status", t("subscriptions.filter.status"), t("subscriptions.filter.current"), statuses)}
      </div>
      ${list.rows(
        { label: t("subscriptions.title"), columns: subscriptionColumns(open !== null) },
        html`<div slot="empty" class="empty"><p>${t("subscriptions.empty")}</p></div>`,
      )}
      ${
        open === null
          ? nothing
          : html`<subscription-panel
              slot="beside"
              .subscriptionId=${open}
              @panel-close=${() => list.open(null)}
              @subscription-changed=${() => list.paged.reload()}
            ></subscription-panel>`
      }
    </split-view>`;
  }

  readonly _create = async (): Promise<void> => {
    const { askSubscription } = await import("./create-dialog.ts");
    const made = await askSubscription(session.current?.organisation.id ?? "");
    if (!made) return;
    toast({ text: t("subscriptions.created", { name: made.value.name }) });
    this.list.paged.reload();
    await this.list.open(made.value.id);
  };

  async _mayDiscard(): Promise<boolean> {
    const agreed = await confirm({
      heading: t("users.leave.heading"),
      text: t("users.leave.text"),
      action: t("users.discard"),
      danger: true,
    });
    if (agreed) this._panel()?.discard();
    return agreed;
  }

  _panel(): SubscriptionPanel | null {
    return this.renderRoot.querySelector("subscription-panel");
  }

  static override styles = [shared, buttons, fields, states, listPageStyles];
}

/** The server may be away, or have another version of the app since the list was drawn. */
function loadPanel(): Promise<unknown> {
  return import("./subscription-panel.ts").catch(() => toast({ text: t("page.failed.text"), tone: "failed" }));
}

customElements.define("subscriptions-page", SubscriptionsPage);
declare global {
  interface HTMLElementTagNameMap {
    "subscriptions-page": SubscriptionsPage;
  }
}
