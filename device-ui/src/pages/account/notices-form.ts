import { css, html } from "lit";
import { endNotices, messageChannels } from "../../../../domain/message.ts";
import { KlykaElement } from "../../components/element.ts";
import { segmentField } from "../../components/fields.ts";
import { missing } from "../../components/missing.ts";
import { toast } from "../../components/toasts.ts";
import type { Versioned } from "../../data/api.ts";
import { api } from "../../data/client.ts";
import { listen } from "../../data/live.ts";
import { Loaded } from "../../data/loaded.ts";
import { type NoticesView, readNotices, saveNotices } from "../../data/messages.ts";
import { ConflictError } from "../../data/problem.ts";
import { failureText } from "../../i18n/failure.ts";
import { t } from "../../i18n/index.ts";
import { buttons, fields, shared, states } from "../../style/controls.ts";

type Changed = Partial<Pick<NoticesView, "channel" | "diversionEnds">>;

/** What the person is told before a diversion ends, and how. Saved at once, and taken back from the toast. */
export class NoticesForm extends KlykaElement {
  readonly loaded = new Loaded<Versioned<NoticesView>>(this, () => readNotices(api));
  readonly events = listen(this, { message: () => void this.loaded.reload(), reload: () => void this.loaded.reload() });

  override connectedCallback(): void {
    super.connectedCallback();
    void this.loaded.reload();
  }

  override render() {
    const { value } = this.loaded;
    if (value === null) return missing(this.loaded, t("messages.notices.loading"));
    const { diversionEnds, channel } = value.value;
    return html`${segmentField({
      name: "diversionEnds",
      label: t("messages.notices.ends"),
      value: diversionEnds,
      hint: t("messages.notices.hint"),
      choices: endNotices.map((one) => ({ value: one, label: t(`messages.notices.${one}`) })),
      onChange: (chosen) => {
        const diversionEnds = endNotices.find((one) => one === chosen);
        if (diversionEnds) void this._save({ diversionEnds });
      },
    })}
    ${segmentField({
      name: "channel",
      label: t("messages.notices.channel"),
      value: channel,
      choices: messageChannels.map((one) => ({ value: one, label: t(one === "sms" ? "messages.sms" : "messages.mail") })),
      onChange: (chosen) => {
        const channel = messageChannels.find((one) => one === chosen);
        if (channel) void this._save({ channel });
      },
    })}`;
  }

  async _save(changed: Changed): Promise<void> {
    const before = this.loaded.value;
    if (before === null) return;
    try {
      await this.#write(changed, before.version);
      const { channel, diversionEnds } = before.value;
      toast({ text: t("messages.notices.saved"), undo: () => void this._save({ channel, diversionEnds }) });
    } catch (error) {
      toast({ text: failureText(error), tone: "failed" });
      await this.loaded.reload();
    }
  }

  /** Each choice is one click: the latest click stands, also when another window has chosen meanwhile. */
  async #write(changed: Changed, version: string | null): Promise<void> {
    try {
      this.loaded.value = await saveNotices(api, changed, version);
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
      this.loaded.value = await saveNotices(api, changed, error.version);
    }
    this.requestUpdate();
  }

  static override styles = [
    shared,
    buttons,
    fields,
    states,
    css`
      :host {
        display: grid;
        gap: 20px;
        justify-items: start;
      }
    `,
  ];
}

customElements.define("notices-form", NoticesForm);
declare global {
  interface HTMLElementTagNameMap {
    "notices-form": NoticesForm;
  }
}
