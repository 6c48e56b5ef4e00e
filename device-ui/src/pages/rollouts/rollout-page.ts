import { html, nothing } from "lit";
import { confirm } from "../../components/confirm-dialog.ts";
import { KlykaElement } from "../../components/element.ts";
import { missing } from "../../components/missing.ts";
import { toast } from "../../components/toasts.ts";
import { api } from "../../data/client.ts";
import { listen } from "../../data/live.ts";
import { Loaded } from "../../data/loaded.ts";
import { actOnRollout, advanceRollout, type RingView, type RolloutView, readRollout, type Whose } from "../../data/rollouts.ts";
import { Soon } from "../../data/soon.ts";
import { failureText } from "../../i18n/failure.ts";
import { spokenInstant } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import "../../rollouts/ring-bar.ts";
import { rolloutPaths, toldOf } from "../../rollouts/whose.ts";
import {
  changeText,
  countsText,
  gateText,
  outlookText,
  placeText,
  ringText,
  rolloutBadge,
  sizeOf,
  startText,
  valueName,
  windowText,
} from "../../rollouts/words.ts";
import { buttons, fields, shared, states, surfaces } from "../../style/controls.ts";
import { titleStyles } from "../../style/title-styles.ts";
import { pageStyles } from "../page-styles.ts";
import { rolloutPageStyles } from "./rollout-page-styles.ts";
import "./rollout-phones.ts";

/** Milliseconds between two looks while the roll-out moves. */
const pause = 700;

/** One roll-out as it goes: what it gives, its rings, how their phones stand, and what can be done about it. */
export class RolloutPage extends KlykaElement {
  static override properties = { params: { attribute: false }, busy: { state: true } };
  declare params: Readonly<Record<string, string>>;
  declare busy: boolean;
  /** A kind of this page is of those over all organisations. */
  readonly whose: Whose = "own";
  readonly rollout = new Loaded<RolloutView>(
    this,
    (signal) => readRollout(api, this._id(), this.whose, signal),
    () => this._id(),
  );
  readonly soon = new Soon(this, pause, () => this.rollout.reload());
  readonly events = listen(this, { rollout: this.soon.tell, reload: this.soon.tell });

  constructor() {
    super();
    this.params = {};
    this.busy = false;
  }

  override render() {
    const { value } = this.rollout;
    return html`<div class="page-head">
        <nav class="crumbs" aria-label=${t("rollouts.title")}><a href=${rolloutPaths[this.whose].list()}>${t("rollouts.title")}</a></nav>
        <div class="title"><h1 tabindex="-1">${value?.name ?? t("rollouts.title")}</h1>${value ? rolloutBadge(value) : nothing}</div>
        ${value ? this._about(value) : nothing}
      </div>
      ${missing(this.rollout, t("rollouts.loading"))} ${value ? this._body(value) : nothing}`;
  }

  _about({ createdBy, createdAt, endedAt, endedBy, state, backOf }: RolloutView) {
    const when = (instant: string) => spokenInstant(new Date(instant), new Date());
    const ended =
      endedAt === null || (state !== "finished" && state !== "taken_back" && state !== "left")
        ? ""
        : t(`rollouts.ended.${state}`, { who: endedBy ?? "", when: when(endedAt) });
    return html`<p class="soft">
      ${t("rollouts.by", { who: createdBy, when: when(createdAt) })}${ended === "" ? nothing : html` · ${ended}`}
      ${backOf ? html` · <a href=${rolloutPaths[this.whose].one(backOf.id)}>${t("rollouts.back_of")}: ${backOf.name}</a>` : nothing}
    </p>`;
  }

  _body(rollout: RolloutView) {
    const starts = startText(rollout);
    return html`<div class="stack">
      ${this._notice(rollout)} ${this._acts(rollout)}
      <section class="surface block" aria-labelledby="what">
        <h2 id="what">${t("rollouts.what")}</h2>
        <dl class="facts">
          ${rollout.values.map((value) => html`<div><dt>${valueName(value)}</dt><dd>${changeText(value)}<span class="soft small">${placeText(value)}</span></dd></div>`)}
          <div>
            <dt>${t("rollouts.when")}</dt>
            <dd>
              ${windowText(rollout.window)}${starts === null ? nothing : html`<span>${starts}</span>`}<span class="soft small">${t("rollouts.when.caps", { all: rollout.atOnce, site: rollout.atOnceSite })}</span>
            </dd>
          </div>
        </dl>
      </section>
      <section class="surface block" aria-labelledby="rings">
        <h2 id="rings">${t("rollouts.rings")}</h2>
        <ol class="rings">
          ${rollout.rings.map((ring) => this._ring(rollout, ring))}
        </ol>
      </section>
      <rollout-phones .rollout=${rollout} .whose=${this.whose} @rollout-changed=${(event: CustomEvent<RolloutView>) => this.rollout.take(event.detail)}></rollout-phones>
    </div>`;
  }

  _notice(rollout: RolloutView) {
    const { state, why, whyAt, waitsUntil } = rollout;
    const when = whyAt === null ? "" : spokenInstant(new Date(whyAt), new Date());
    if (state === "halted" && why) {
      const { failed, of, ring } = why;
      return html`<p class="notice stop" role="alert">${t("rollouts.halted", { when, failed, of, ring })}</p>`;
    }
    if (state === "paused") return html`<p class="notice waiting" role="status">${t("rollouts.pause.notice", { when })}</p>`;
    if (waitsUntil === null) return nothing;
    return html`<p class="notice" role="status">${t("rollouts.waits", { when: spokenInstant(new Date(waitsUntil), new Date()) })}</p>`;
  }

  _acts(rollout: RolloutView) {
    const { state, canGoBack } = rollout;
    const live = state === "running" || state === "paused" || state === "halted";
    const button = (kind: string, text: string, run: () => unknown) =>
      html`<button class="button ${kind}" type="button" ?disabled=${this.busy} @click=${run}>${text}</button>`;
    const back = html`<a class="button" href=${rolloutPaths[this.whose].fresh({ back: rollout.id })}>${t("rollouts.go_back")}</a>
      <span class="soft">${t("rollouts.go_back.text")}</span>`;
    if (!live) return canGoBack ? html`<div class="acts">${back}</div>` : nothing;
    return html`<div class="acts">
      ${
        state === "running"
          ? button("", t("rollouts.pause"), () => this._act("pause", "rollouts.paused"))
          : button(state === "paused" ? "filled" : "", t("rollouts.resume"), () => this._resume(rollout))
      }
      ${button("danger", t("rollouts.take_back"), () => this._takeBack(rollout))}
      ${button("quiet", t("rollouts.leave"), () => this._leave(rollout))}
    </div>`;
  }

  _ring(rollout: RolloutView, ring: RingView) {
    const { position, counts, outlook, gate } = ring;
    const text = countsText(counts);
    const now = outlook !== null;
    const held =
      outlook?.is === "unheard" || outlook?.is === "by_hand" || outlook?.is === "watching" || outlook?.is === "failing";
    return html`<li class=${now ? "now" : ""} aria-current=${now ? "step" : "false"}>
      <div class="ring-head">
        <h3>${t("rollouts.ring", { ring: position })} <span class="soft">${ringText(ring)}</span></h3>
        <span class="figures">${t("rollouts.phones", { count: sizeOf(counts) })}</span>
      </div>
      <ring-bar .counts=${counts} label=${t("rollouts.rings.of", { ring: position, text })}></ring-bar>
      <p class="counts">${text}</p>
      <p class=${now ? "" : "soft"}>${outlookText(ring, rollout)}</p>
      <p class="soft small">${gateText(ring)}${gate.byHand ? html`. ${t("rollouts.gate.by_hand")}` : nothing}</p>
      ${
        held
          ? html`<button class="button small ${outlook?.is === "by_hand" ? "filled" : ""}" type="button" ?disabled=${this.busy} @click=${() => this._advance(rollout, ring)}>
              ${t(outlook?.is === "by_hand" ? "rollouts.advance.by_hand" : "rollouts.advance")}
            </button>`
          : nothing
      }
    </li>`;
  }

  /** Writes, takes the answer and says so, with the way back where there is one. */
  async _act(act: "pause" | "resume" | "take-back" | "leave", said: "rollouts.paused" | "rollouts.resumed"): Promise<void> {
    this.busy = true;
    try {
      const { value, auditId } = await actOnRollout(api, this._id(), this.whose, act);
      this.rollout.take(value);
      toldOf(this.whose, t(said), auditId, () => this.rollout.reload());
    } catch (error) {
      toast({ text: failureText(error), tone: "failed" });
      void this.rollout.reload();
    } finally {
      this.busy = false;
    }
  }

  async _resume({ state, why }: RolloutView): Promise<void> {
    if (state !== "halted") return this._act("resume", "rollouts.resumed");
    const agreed = await confirm({
      ...{ heading: t("rollouts.resume.heading"), text: t("rollouts.resume.text", { failed: why?.failed ?? 0 }) },
      ...{ action: t("rollouts.resume"), danger: true },
    });
    if (agreed) await this._act("resume", "rollouts.resumed");
  }

  async _takeBack(rollout: RolloutView): Promise<void> {
    const count = hadTurn(rollout);
    const firmware = rollout.values.some((value) => value.vendor === null && value.name === "firmware.image");
    await confirm({
      heading: t("rollouts.take_back.heading"),
      effects: [
        t("rollouts.take_back.effect", { count }),
        ...(firmware ? [t("rollouts.take_back.firmware")] : []),
        t("rollouts.take_back.others"),
      ],
      ...{ action: t("rollouts.take_back"), danger: true, failure: failureText },
      run: async () => this.rollout.take((await actOnRollout(api, this._id(), this.whose, "take-back")).value),
    }).then((agreed) => agreed && toast({ text: t("rollouts.taken_back") }));
  }

  async _leave(rollout: RolloutView): Promise<void> {
    const agreed = await confirm({
      heading: t("rollouts.leave.heading"),
      effects: [t("rollouts.leave.effect", { count: hadTurn(rollout) }), t("rollouts.leave.others")],
      ...{ action: t("rollouts.leave"), failure: failureText },
      run: async () => this.rollout.take((await actOnRollout(api, this._id(), this.whose, "leave")).value),
    });
    if (agreed) toast({ text: t("rollouts.left") });
  }

  async _advance({ state, rings }: RolloutView, { position, outlook }: RingView): Promise<void> {
    const run = async () => this.rollout.take((await advanceRollout(api, this._id(), this.whose, position)).value);
    if (outlook?.is === "by_hand" && state === "running") {
      await run().catch((error: unknown) => toast({ text: failureText(error), tone: "failed" }));
      return;
    }
    const last = rings.every((ring) => ring.position <= position);
    const agreed = await confirm({
      heading: t("rollouts.advance.heading", { ring: position }),
      text: t(last ? "rollouts.advance.last" : "rollouts.advance.text"),
      ...{ action: t("rollouts.advance"), danger: true, failure: failureText, run },
    });
    if (agreed) toast({ text: t(last ? "rollouts.advance.last.done" : "rollouts.advance.done") });
  }

  _id(): string {
    return this.params.rollout ?? "";
  }

  static override styles = [shared, buttons, fields, states, surfaces, titleStyles, pageStyles, rolloutPageStyles];
}

/** How many phones have got it. */
function hadTurn({ counts }: RolloutView): number {
  return counts.released + counts.waiting + counts.healthy + counts.failed;
}

customElements.define("rollout-page", RolloutPage);
declare global {
  interface HTMLElementTagNameMap {
    "rollout-page": RolloutPage;
  }
}
