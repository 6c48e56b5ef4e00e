import { html, nothing } from "lit";
import type { SnmpCredential } from "../../../../domain/snmp-credential.ts";
import { authProtocols, passphraseLeast, privProtocols } from "../../../../domain/snmp-protocols.ts";
import { segmentField, selectField, textField } from "../../components/fields.ts";
import { FormDialog } from "../../components/form-dialog.ts";
import { answerOf } from "../../components/modal-dialog.ts";
import { api } from "../../data/client.ts";
import type { SiteListView } from "../../data/phones.ts";
import { addSwitch, changeSwitch, type SwitchRowView, type SwitchSay } from "../../data/switches.ts";
import { t } from "../../i18n/index.ts";

export type SwitchSaved = { readonly auditId: string | null; readonly value: SwitchRowView };
type Chosen = "keep" | "none" | "v2c" | "v3";
type Part = "read" | "write";

const protocolNames: Readonly<Record<string, string>> = {
  ...{ md5: "MD5", sha: "SHA-1", sha224: "SHA-224", sha256: "SHA-256", sha384: "SHA-384", sha512: "SHA-512" },
  ...{ des: "DES", aes: "AES-128", aes256b: "AES-256 (Blumenthal)", aes256r: "AES-256 (Reeder)" },
};

/** A switch to add, or to change: what opens it is entered anew or stays; it is never shown. */
export class SwitchDialog extends FormDialog<SwitchSaved> {
  static override properties = {
    row: { attribute: false },
    version: { attribute: false },
    sites: { attribute: false },
    chosen: { state: true },
    elsewhere: { state: true },
    incomplete: { state: true },
  };
  /** Null: a new one. */
  declare row: SwitchRowView | null;
  declare version: string | null;
  declare sites: readonly SiteListView[];
  declare chosen: Readonly<Record<Part, Chosen>> | null;
  /** Another address or port is written: what opens the switch does not go there by itself. */
  declare elsewhere: boolean;
  declare incomplete: boolean;

  constructor() {
    super();
    this.row = null;
    this.version = null;
    this.sites = [];
    this.chosen = null;
    this.elsewhere = false;
    this.incomplete = false;
  }

  override _heading() {
    return this.row ? this.row.name : t("switches.add");
  }

  override _action() {
    return this.row ? t("action.save") : t("switches.form.add");
  }

  override _fields() {
    const { row } = this;
    const errors = (field: string) => this.errors.filter((one) => one.field === field);
    const sites = [
      { value: "", label: t("switches.form.no_site") },
      ...this.sites.map(({ id, name }) => ({ value: id, label: name })),
    ];
    const name = { name: "name", label: t("switches.form.name"), value: row?.name ?? "", hint: t("switches.form.name.hint") };
    const address = {
      name: "address",
      label: t("switches.form.address"),
      value: row?.address ?? "",
      hint: t("switches.form.address.hint"),
    };
    const port = { name: "port", label: t("switches.form.port"), value: String(row?.port ?? 161), inputmode: "numeric" as const };
    return html`${textField({ ...name, maxlength: 100, required: true, errors: errors("name") })}
      <div class="stack" @input=${this._typed}>
        ${textField({ ...address, maxlength: 60, required: true, errors: errors("address") })}
        ${textField({ ...port, maxlength: 5, required: true, errors: errors("port") })}
      </div>
      ${selectField({ name: "siteId", label: t("switches.form.site"), value: row?.site?.id ?? "", choices: sites, errors: errors("siteId") })}
      ${this.elsewhere ? html`<p class="notice" role="status">${t("switches.form.elsewhere")}</p>` : nothing}
      ${this._credential("read")} ${this._credential("write")}
      ${this.incomplete ? html`<p class="notice stop" role="alert">${t("switches.form.missing")}</p>` : nothing}`;
  }

  _credential(part: Part) {
    const chosen = this._chosen(part);
    const choices = [
      ...(this.row && !this.elsewhere ? [{ value: "keep", label: t("switches.form.keep") }] : []),
      ...(part === "write" ? [{ value: "none", label: t("switches.form.none") }] : []),
      { value: "v2c", label: t("switches.form.v2c") },
      { value: "v3", label: t("switches.form.v3") },
    ];
    const hint = part === "write" ? { hint: t("switches.form.write.hint") } : {};
    const onChange = (value: string) => {
      const known = choices.find((one) => one.value === value);
      if (known) this.chosen = { ...{ read: this._chosen("read"), write: this._chosen("write") }, [part]: known.value as Chosen };
    };
    const label = part === "read" ? t("switches.form.read") : t("switches.form.write");
    return html`${segmentField({ name: `${part}.kind`, label, value: chosen, choices, onChange, ...hint })}
      ${chosen === "v2c" ? this._community(part) : chosen === "v3" ? this._user(part) : nothing}`;
  }

  _community(part: Part) {
    const hint = `${t("switches.form.v2c.hint")} ${t("switches.form.sealed")}`;
    return textField({
      name: `${part}.community`,
      label: t("switches.form.community"),
      hint,
      maxlength: 255,
      type: "password",
      autocomplete: "off",
      required: true,
    });
  }

  _user(part: Part) {
    const secret = (name: string, label: string) =>
      textField({ name: `${part}.${name}`, label, maxlength: 255, type: "password", autocomplete: "off", required: true });
    const choices = (list: readonly string[]) => list.map((value) => ({ value, label: protocolNames[value] ?? value }));
    return html`${textField({ name: `${part}.user`, label: t("switches.form.user"), maxlength: 32, required: true, hint: t("switches.form.sealed") })}
      ${selectField({ name: `${part}.auth`, label: t("switches.form.auth"), value: "sha", choices: choices(authProtocols) })}
      ${secret("authKey", t("switches.form.auth_key"))}
      ${selectField({ name: `${part}.priv`, label: t("switches.form.priv"), value: "aes", choices: choices(privProtocols) })}
      ${secret("privKey", t("switches.form.priv_key"))}`;
  }

  _chosen(part: Part): Chosen {
    const chosen = this.chosen?.[part] ?? (this.row ? "keep" : part === "read" ? "v2c" : "none");
    if (!this.row || !this.elsewhere || chosen !== "keep") return chosen;
    return (part === "read" ? this.row.readKind : this.row.writeKind) ?? "none";
  }

  _typed(): void {
    const form = this.renderRoot.querySelector("form");
    if (!this.row || !form) return;
    const values = new FormData(form);
    const text = (name: string) => String(values.get(name) ?? "").trim();
    this.elsewhere = text("address") !== this.row.address || Number(text("port")) !== this.row.port;
  }

  override async _run() {
    const form = this.renderRoot.querySelector("form");
    if (!form) return null;
    const values = new FormData(form);
    const text = (name: string) => String(values.get(name) ?? "").trim();
    const [read, write] = [this._entered("read", values), this._entered("write", values)];
    this.incomplete = read === null || write === null;
    if (read === null || write === null) return null;
    const said: SwitchSay = {
      name: text("name"),
      address: text("address"),
      port: Number(text("port")),
      siteId: text("siteId") || null,
    };
    const secrets = {
      ...(read === "keep" ? {} : { read }),
      ...(write === "keep" ? {} : { write: write === "none" ? null : write }),
    };
    const { row } = this;
    const body = { ...said, ...secrets } as SwitchSay;
    return row ? changeSwitch(api, row.id, body, this.version) : addSwitch(api, body);
  }

  /** Null: something is missing. */
  _entered(part: Part, values: FormData): SnmpCredential | "keep" | "none" | null {
    const kind = this._chosen(part);
    if (kind === "keep" || kind === "none") return kind;
    const said = (name: string) => String(values.get(`${part}.${name}`) ?? "");
    if (kind === "v2c") return said("community") === "" ? null : { kind, community: said("community") };
    const auth = authProtocols.find((one) => one === said("auth"));
    const priv = privProtocols.find((one) => one === said("priv"));
    const [authKey, privKey] = [said("authKey"), said("privKey")];
    const whole = said("user") !== "" && authKey.length >= passphraseLeast && privKey.length >= passphraseLeast;
    return whole && auth && priv ? { kind, user: said("user"), auth, authKey, priv, privKey } : null;
  }
}

/** @param row null: a new switch. @returns what was saved; null: thought better of it */
export function askSwitchForm(
  sites: readonly SiteListView[],
  row: SwitchRowView | null = null,
  version: string | null = null,
): Promise<SwitchSaved | null> {
  return answerOf(Object.assign(document.createElement("switch-dialog"), { row, version, sites }));
}

customElements.define("switch-dialog", SwitchDialog);
declare global {
  interface HTMLElementTagNameMap {
    "switch-dialog": SwitchDialog;
  }
}
