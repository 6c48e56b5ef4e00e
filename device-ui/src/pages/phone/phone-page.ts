import { html, nothing } from "lit";
import { writeMac } from "../../../../domain/mac.ts";
import { confirm } from "../../components/confirm-dialog.ts";
import { KlykaElement } from "../../components/element.ts";
import { state } from "../../components/states.ts";
import "../../components/tab-set.ts";
import { session } from "../../data/client.ts";
import { anySource, type KeySource, type PhoneView, phoneKeys } from "../../data/keys.ts";
import { standingNote } from "../../fleet/standing-note.ts";
import { toneOf } from "../../fleet/words.ts";
import { spokenInstant } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import type { DeskView } from "../../keys/key-editor.ts";
import "../../keys/key-editor.ts";
import { goTo, guardLeaving } from "../../router/navigate.ts";
import { addressOf } from "../../router/paths.ts";
import { buttons, shared, states, surfaces } from "../../style/controls.ts";
import "./beside/delivery-part.ts";
import "./beside/file-part.ts";
import "./beside/journal-part.ts";
import "./beside/plan-part.ts";
import "./beside/words-part.ts";
import "../../resync/resync-part.ts";
import { phonePageStyles } from "./phone-page-styles.ts";

const besides = ["words", "plan", "file", "delivery", "journal"] as const;
type Beside = (typeof besides)[number];

/** One desk phone: its keys on the drawing, and beside them what it should have, what it has, and what it asks for. */
export class PhonePage extends KlykaElement {
  static override properties = { params: { attribute: false }, query: { attribute: false }, desk: { state: true } };
  declare params: Readonly<Record<string, string>>;
  declare query: URLSearchParams;
  declare desk: DeskView | null;
  #source: KeySource | null = null;
  #ends: () => void = () => undefined;
  /** The phone whose part beside, named in the address that led here, has been brought into sight. */
  #led = "";

  constructor() {
    super();
    this.params = {};
    this.query = new URLSearchParams();
    this.desk = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#ends = guardLeaving(
      () => (this.desk?.pending ?? 0) > 0,
      () => askToLeave(this.desk?.pending ?? 0),
    );
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#ends();
  }

  /** An address that names a part leads to it: below the keys it would not be seen. */
  override updated(): void {
    const { phone: id = "" } = this.params;
    if (id === this.#led || phoneOf(this.desk)?.id !== id) return;
    this.#led = id;
    if (besides.every((one) => one !== this.query.get("beside"))) return;
    this.renderRoot.querySelector(".beside")?.scrollIntoView();
    void this.renderRoot.querySelector("tab-set")?.focusActive({ preventScroll: true });
  }

  override render() {
    const { phone: id = "" } = this.params;
    if (this.#source?.id !== `phone/${id}`) this.#source = anySource(phoneKeys(id));
    const phone = phoneOf(this.desk);
    return html`<key-editor
        .source=${this.#source}
        .wanted=${this.query.get("key") ?? ""}
        .heading=${phone?.user?.name ?? phone?.label ?? ""}
        .subtitle=${session.current?.organisation.title ?? ""}
        @desk-change=${(event: CustomEvent<DeskView>) => {
          this.desk = event.detail;
        }}
      >
        <div slot="head" class="title">${this._crumbs(phone)}
          <h1 tabindex="-1">${phone ? phone.label || writeMac(phone.mac) : t("keys.page.phone")} <span class="model">${phone?.modelName ?? ""}</span></h1>
        </div>
        ${phone ? html`<span slot="state" class="delivery">${this._delivery(phone)}</span><div slot="below">${phone.standing.state === "stopped" ? standingNote(phone) : nothing} ${this._facts(phone)}</div>` : nothing}
      </key-editor>
      ${phone ? this._besides(phone) : nothing}`;
  }

  _crumbs(phone: PhoneView | null) {
    const phones = addressOf("phones");
    const layout = phone?.layout ? addressOf("layout", { layout: phone.layout.id }) : null;
    return html`<nav class="crumbs" aria-label=${t("page.breadcrumb")}>
      ${phones ? html`<a href=${phones}>${t("section.phones")}</a>` : html`<span>${t("section.phones")}</span>`}
      ${phone?.layout && layout ? html`<span aria-hidden="true">/</span><a href=${layout}>${t("keys.page.layout_named", { name: phone.layout.name })}</a>` : nothing}
    </nav>`;
  }

  /** In step, waiting, or why neither: live, as the phone asks. */
  _delivery({ delivery, standing, lastContactAt, state: phoneState }: PhoneView) {
    if (phoneState === "retired") return state("off", t("keys.delivery.retired"));
    const when = lastContactAt ? spokenInstant(new Date(lastContactAt), new Date()) : "";
    if (standing.state === "current") return state("live", t("keys.delivery.short.fetched", { when }));
    if (standing.reason === "never_asked") return state("off", t("keys.delivery.short.never"));
    // What is being made is there in a moment, and nothing of it is heard here.
    const soon = standing.reason === "preparing" || standing.reason === "not_fetched";
    if (soon && delivery !== "never") return state("waiting", t("keys.delivery.short.waiting", { when }));
    return state(toneOf[standing.state], t(`fleet.reason.${standing.reason}`));
  }

  _facts({ id, user, site, firmware, lastContactAt, lastAddress, mac, modules, state: phoneState }: PhoneView) {
    const details = phoneState === "retired" ? null : addressOf("phones", {}, { phone: id });
    const users = user ? addressOf("users", {}, { user: user.id }) : null;
    const fact = (label: string, value: unknown) => html`<div><dt>${label}</dt><dd>${value || "–"}</dd></div>`;
    const named = user && users ? html`<a href=${users}>${user.name}</a>` : (user?.name ?? t("keys.fact.nobody"));
    return html`<dl class="facts">
      ${fact(t("keys.fact.user"), named)} ${fact(t("keys.fact.site"), site?.name)}
      ${modules.length > 0 ? fact(t("keys.plan.modules"), modules.join(", ")) : nothing}
      ${fact(t("keys.fact.firmware"), firmware)}
      ${fact(t("keys.fact.contact"), lastContactAt ? spokenInstant(new Date(lastContactAt), new Date()) : t("keys.fact.never"))}
      ${fact(t("keys.fact.address"), lastAddress)} ${fact(t("keys.fact.mac"), html`<span class="mac">${writeMac(mac)}</span>`)}
      ${details ? fact(t("keys.fact.more"), html`<a href=${details}>${t("keys.fact.change")}</a>`) : nothing}
    </dl>`;
  }

  _besides(phone: PhoneView) {
    const asked = this.query.get("beside");
    const active: Beside = besides.find((one) => one === asked) ?? "words";
    const tabs = besides.map((key) => ({ key, label: t(`keys.beside.${key}`) }));
    return html`<section class="surface beside" aria-labelledby="beside">
      <h2 id="beside" class="hidden">${t("keys.beside.label")}</h2>
      <tab-set .tabs=${tabs} active=${active} label=${t("keys.beside.label")} @tab-change=${this._turned}>
        <div slot=${active}>${this._beside(active, phone)}</div>
      </tab-set>
    </section>`;
  }

  _beside(active: Beside, phone: PhoneView) {
    const { id } = phone;
    const { subject = null, edits = new Map(), version = null } = this.desk ?? {};
    if (active === "words") {
      return html`<words-part .subject=${subject} .edits=${edits} .source=${this.#source} .version=${version}></words-part>`;
    }
    if (active === "plan") return html`<plan-part .phoneId=${id}></plan-part>`;
    if (active === "file") return html`<file-part .phoneId=${id}></file-part>`;
    if (active === "delivery") {
      return html`${phone.state === "retired" ? nothing : html`<resync-part class="above" .phone=${phone}></resync-part>`}
        <delivery-part .phoneId=${id} .subject=${subject}></delivery-part>`;
    }
    return html`<journal-part .phoneId=${id}></journal-part>`;
  }

  _turned(event: CustomEvent<string>): void {
    const { phone = "" } = this.params;
    goTo(addressOf("phone", { phone }, { beside: event.detail === "words" ? null : event.detail }) ?? "", { replace: true });
  }

  static override styles = [shared, buttons, states, surfaces, phonePageStyles];
}

/** The page's source gives phones and nothing else. */
function phoneOf(desk: DeskView | null): PhoneView | null {
  return (desk?.row ?? null) as PhoneView | null;
}

/** Unsaved keys are asked about before the page is left. */
export function askToLeave(pending: number): Promise<boolean> {
  const text = t("keys.leave.text", { count: pending });
  return confirm({ heading: t("keys.leave"), text, action: t("keys.leave.action"), danger: true });
}

customElements.define("phone-page", PhonePage);
declare global {
  interface HTMLElementTagNameMap {
    "phone-page": PhonePage;
  }
}
