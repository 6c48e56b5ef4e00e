import { css, html, nothing } from "lit";
import { Plus, RotateCw, X } from "lucide";
import { writeMac } from "../../../../domain/mac.ts";
import { redirectionPhases } from "../../../../domain/redirection.ts";
import { KlykaElement } from "../../components/element.ts";
import { icon } from "../../components/icon.ts";
import { missing } from "../../components/missing.ts";
import "../../components/split-view.ts";
import { toast } from "../../components/toasts.ts";
import { api } from "../../data/client.ts";
import { listen } from "../../data/live.ts";
import { Loaded } from "../../data/loaded.ts";
import {
  type AccountView,
  listAccounts,
  listRedirections,
  type RedirectionView,
  retryRedirection,
} from "../../data/redirection.ts";
import { failureText } from "../../i18n/failure.ts";
import { t } from "../../i18n/index.ts";
import type { Column } from "../../list/column.ts";
import { ListPage } from "../../list/list-page.ts";
import { listPageStyles } from "../../list/list-page-styles.ts";
import "../../redirection/account-list.ts";
import { phaseState, triedStyles, triedText } from "../../redirection/words.ts";
import { pathTo } from "../../router/paths.ts";
import { buttons, fields, shared, states, surfaces } from "../../style/controls.ts";
import { besideStyles, panelStyles } from "../phones/panel-styles.ts";
import { whenText } from "../phones/words.ts";

const rules = { sorts: ["urgency"], openAs: "phone", filters: { phase: redirectionPhases, account: null } } as const;

/** Makers' services that tell phones where to ask: the accounts there, and every phone that has been registered. */
export class RedirectionPage extends KlykaElement {
  static override properties = { query: { attribute: false }, params: { attribute: false }, busy: { state: true } };
  declare query: URLSearchParams;
  declare busy: boolean;
  readonly accounts = new Loaded<readonly AccountView[]>(this, (signal) => listAccounts(api, signal));
  readonly list = new ListPage<RedirectionView>(this, {
    path: () => pathTo("operatorRedirection"),
    rules,
    load: ({ q, offset, limit }, filters, signal) => listRedirections(api, { q, offset, limit, ...filters }, signal),
    keyOf: ({ id }) => id,
    nameOf: nameIn,
  });
  readonly events = listen(this, { redirection: () => this._later(), reload: () => this._later() });
  #timer = 0;

  constructor() {
    super();
    this.query = new URLSearchParams();
    this.busy = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.accounts.reload();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  override render() {
    const { list } = this;
    const { open } = list.query;
    const row = open === null ? null : (list.paged.rows.find((one) => one?.id === open) ?? null);
    const accounts = this.accounts.value;
    return html`<split-view ?open=${row !== null} label=${t("redirection.column.phone")} @beside-close=${() => list.open(null)}>
      <div class="head">
        <h1 tabindex="-1">${t("redirection.title")}</h1>
        <div class="actions"><button class="button filled" type="button" @click=${this._add}>${icon(Plus, 18)}${t("redirection.add")}</button></div>
      </div>
      <p class="soft lead">${t("redirection.lead")}</p>
      <section class="accounts" aria-labelledby="accounts">
        <h2 id="accounts">${t("redirection.accounts")}</h2>
        ${missing(this.accounts, t("redirection.loading"))}
        ${
          accounts?.length
            ? html`<redirection-account-list .accounts=${accounts} @accounts-changed=${this._reload}></redirection-account-list>`
            : nothing
        }
        ${
          accounts?.length === 0
            ? html`<div class="surface none">
                <p><strong>${t("redirection.accounts.none")}</strong></p>
                <p class="soft">${t("redirection.accounts.none.text")}</p>
              </div>`
            : nothing
        }
      </section>
      ${accounts?.length ? this._phones(accounts, row !== null) : nothing}
      ${row ? html`<div slot="beside" class="panel">${this._beside(row)}</div>` : nothing}
    </split-view>`;
  }

  _phones(accounts: readonly AccountView[], beside: boolean) {
    const { list } = this;
    return html`<h2 class="phones">${t("redirection.phones")}</h2>
      <div class="tools">
        ${list.search(t("redirection.search"))}
        ${list.filterChip(
          "phase",
          t("redirection.filter.phase"),
          t("redirection.filter.phase.all"),
          redirectionPhases.map((phase) => ({ value: phase, label: t(`redirection.phase.${phase}`) })),
        )}
        ${list.filterChip(
          "account",
          t("redirection.filter.account"),
          t("redirection.filter.account.all"),
          accounts.map(({ id, name }) => ({ value: id, label: name })),
        )}
      </div>
      ${list.rows({ label: t("redirection.phones"), columns: columns(beside) }, html`<p slot="empty">${t("redirection.phones.none")}</p>`)}`;
  }

  _beside(row: RedirectionView) {
    const { phone, organisation, account, phase, fault, nextTryAt, stateAt } = row;
    return html`<div class="top">
        <h2 tabindex="-1">${nameIn(row)}</h2>
        <button class="button quiet small icon-only" type="button" aria-label=${t("action.close")} @click=${() => this.list.open(null)}>${icon(X)}</button>
        <span class="states">${phaseState(phase)}</span>
      </div>
      <div class="stack">
        <dl class="facts">
          <dt>${t("redirection.column.phone")}</dt><dd><span class="mac">${writeMac(phone.mac)}</span></dd>
          <dt>${t("redirection.column.organisation")}</dt><dd>${organisation.title}</dd>
          <dt>${t("redirection.column.account")}</dt><dd>${account.name}</dd>
          <dt>${t("redirection.column.when")}</dt><dd>${whenText(row.triedAt ?? stateAt ?? row.askedAt)}</dd>
        </dl>
        ${triedText(row, fault ? nextTryAt : null)}
        ${
          row.task !== null
            ? html`<div><button class="button" type="button" ?disabled=${this.busy} aria-label=${t("redirection.retry.of", { phone: nameIn(row) })} @click=${() => this._retry(row)}>${icon(RotateCw, 16)}${t("redirection.retry")}</button></div>`
            : nothing
        }
      </div>`;
  }

  readonly _add = async (): Promise<void> => {
    const { askRedirectionAccount } = await import("../../redirection/account-dialog.ts");
    const saved = await askRedirectionAccount(null);
    if (saved === null) return;
    toast({ text: t("redirection.saved", { name: saved }) });
    this._reload();
  };

  async _retry({ id }: RedirectionView): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      await retryRedirection(api, id);
      toast({ text: t("redirection.retried") });
    } catch (error) {
      toast({ text: failureText(error), tone: "failed" });
    } finally {
      this.busy = false;
    }
    this._reload();
  }

  readonly _reload = (): void => {
    void this.accounts.reload();
    this.list.paged.reload();
  };

  /** Many phones may be registered one after the other. */
  _later(): void {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(this._reload, 400);
  }

  static override styles = [
    shared,
    buttons,
    fields,
    states,
    surfaces,
    listPageStyles,
    panelStyles,
    besideStyles,
    triedStyles,
    css`
      .accounts {
        display: grid;
        gap: 12px;
        margin-bottom: 28px;
      }
      .phones {
        margin-bottom: 12px;
      }
      .none {
        display: grid;
        gap: 4px;
        padding: 24px 16px;
        text-align: center;
      }
      .none p {
        margin: 0;
      }
      data-list {
        min-height: 280px;
      }
    `,
  ];
}

function nameIn({ phone }: RedirectionView): string {
  return phone.label || writeMac(phone.mac);
}

function columns(beside: boolean): readonly Column<RedirectionView>[] {
  const all: readonly Column<RedirectionView>[] = [
    {
      ...{ key: "phone", label: t("redirection.column.phone"), width: "minmax(150px, 1.1fr)", narrow: "title" },
      cell: (row) =>
        html`${nameIn(row)}${row.phone.label ? html` <span class="mac soft">${writeMac(row.phone.mac)}</span>` : nothing}`,
    },
    {
      ...{ key: "organisation", label: t("redirection.column.organisation"), width: "minmax(120px, 1fr)", narrow: "hide" },
      cell: ({ organisation }) => organisation.title,
    },
    {
      ...{ key: "account", label: t("redirection.column.account"), width: "minmax(110px, 0.8fr)", narrow: "hide" },
      cell: ({ account }) => account.name,
    },
    {
      ...{ key: "phase", label: t("redirection.column.phase"), width: "minmax(150px, 1fr)", narrow: "detail" },
      cell: ({ phase }) => phaseState(phase),
    },
    {
      ...{ key: "when", label: t("redirection.column.when"), width: "minmax(110px, 0.7fr)", narrow: "hide" },
      cell: ({ triedAt, askedAt }) => whenText(triedAt ?? askedAt),
    },
  ];
  return beside ? all.filter(({ key }) => key === "phone" || key === "phase") : all;
}

customElements.define("redirection-page", RedirectionPage);
declare global {
  interface HTMLElementTagNameMap {
    "redirection-page": RedirectionPage;
  }
}
