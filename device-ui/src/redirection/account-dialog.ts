import { html, nothing } from "lit";
import {
  type RedirectionDetail,
  type RedirectionKind,
  redirectionKinds,
  redirectionServices,
} from "../../../domain/redirection.ts";
import { checkField, formValues, passwordField, selectField, textField } from "../components/fields.ts";
import { FormDialog } from "../components/form-dialog.ts";
import { answerOf } from "../components/modal-dialog.ts";
import { api, session } from "../data/client.ts";
import { listOrganisations } from "../data/operator.ts";
import { type AccountView, createAccount, saveAccount } from "../data/redirection.ts";
import { t } from "../i18n/index.ts";

type Organisation = { readonly id: string; readonly title: string };

/** An account at a maker's service: a new one, or one that is changed. Its secret is entered, and never read. */
export class RedirectionAccountDialog extends FormDialog<string> {
  static override properties = {
    ...FormDialog.properties,
    account: { attribute: false },
    kind: { state: true },
    organisations: { state: true },
  };
  /** Null: a new one. */
  declare account: AccountView | null;
  declare kind: RedirectionKind;
  declare organisations: readonly Organisation[];

  constructor() {
    super();
    this.account = null;
    this.kind = "yealink_rps";
    this.organisations = [];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.account) this.kind = this.account.kind;
    else
      listOrganisations(api, { limit: 500 }).then(
        ({ rows }) => {
          this.organisations = rows;
        },
        (error: unknown) => this._tell(error),
      );
  }

  override _heading() {
    return this.account ? t("redirection.edit.of", { name: this.account.name }) : t("redirection.add");
  }

  override _action() {
    return t("action.save");
  }

  override _fields() {
    const { account, kind } = this;
    const service = redirectionServices[kind];
    const of = (name: string) => ({ name, errors: this.errors.filter(({ field }) => field === name) });
    return html`<div class="stack" @change=${(event: Event) => this._chose(event)}>
      ${
        account
          ? html`<p class="soft">${service.title}</p>`
          : selectField({
              ...{ ...of("kind"), label: t("redirection.form.kind"), value: kind },
              choices: redirectionKinds.map((value) => ({ value, label: redirectionServices[value].title })),
            })
      }
      ${textField({ ...of("name"), label: t("redirection.form.name"), value: account?.name ?? service.title, hint: t("redirection.form.name.hint"), required: true, maxlength: 60 })}
      ${account ? nothing : selectField({ ...of("organisationId"), label: t("redirection.form.whose"), value: "", choices: this._whose() })}
      ${textField({ ...of("userName"), label: t(`redirection.form.user.${kind}`), value: account?.userName ?? "", required: true, maxlength: 200 })}
      ${passwordField({
        ...{ ...of("secret"), label: t(`redirection.form.secret.${kind}`), autocomplete: "new-password", required: !account },
        hint: t(account ? "redirection.form.secret.keep" : "redirection.form.secret.hint"),
      })}
      ${service.details.map((detail) => this._detail(detail, of(detail)))}
      ${textField({ ...of("url"), label: t("redirection.form.url"), value: account?.url ?? service.url, hint: t("redirection.form.url.hint"), required: true, maxlength: 400 })}
      ${checkField({
        ...{ ...of("automatic"), label: t("redirection.form.automatic"), hint: t("redirection.form.automatic.hint") },
        checked: (account?.automaticSince ?? null) !== null,
      })}
    </div>`;
  }

  _detail(detail: RedirectionDetail, of: { readonly name: string; readonly errors: FormDialog<string>["errors"] }) {
    return textField({
      ...{ ...of, label: t(`redirection.form.detail.${detail}`), hint: t(`redirection.form.detail.${detail}.hint`) },
      ...{ value: this.account?.details[detail] ?? "", maxlength: detail === "serverName" ? 30 : 100 },
      required: redirectionServices[this.kind].needed.includes(detail),
    });
  }

  _whose() {
    const everybody = { value: "", label: t("redirection.everybody") };
    const some = this.organisations.map(({ id, title }) => ({ value: id, label: title }));
    return session.current?.everyOrganisation ? [everybody, ...some] : some;
  }

  _chose({ target }: Event): void {
    if (!(target instanceof HTMLSelectElement) || target.name !== "kind") return;
    this.kind = redirectionKinds.find((kind) => kind === target.value) ?? this.kind;
  }

  override async _run(): Promise<string | null> {
    const form = this.renderRoot.querySelector("form");
    if (!form) return null;
    const said = formValues(form);
    const { account, kind } = this;
    const named = redirectionServices[kind].details.flatMap((detail) => (said[detail] ? [[detail, said[detail]]] : []));
    const body = {
      ...{ name: said.name ?? "", url: said.url ?? "", userName: said.userName ?? "", details: Object.fromEntries(named) },
      automatic: said.automatic !== undefined,
      ...(said.secret ? { secret: said.secret } : {}),
    };
    if (account) await saveAccount(api, account, body);
    else await createAccount(api, { ...body, secret: said.secret ?? "", kind, organisationId: said.organisationId ?? null });
    return body.name;
  }
}

/** @returns what it is called when it is saved */
export function askRedirectionAccount(account: AccountView | null): Promise<string | null> {
  return answerOf(Object.assign(document.createElement("redirection-account-dialog"), { account }));
}

customElements.define("redirection-account-dialog", RedirectionAccountDialog);
declare global {
  interface HTMLElementTagNameMap {
    "redirection-account-dialog": RedirectionAccountDialog;
  }
}
