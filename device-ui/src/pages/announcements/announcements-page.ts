import { html, nothing } from "lit";
import { Pause, Play, Plus } from "lucide";
import { askAnnouncement } from "../../announcements/announcement-dialog.ts";
import { PlaybackWatch, playback } from "../../announcements/playback.ts";
import { KlykaElement } from "../../components/element.ts";
import { icon } from "../../components/icon.ts";
import "../../components/split-view.ts";
import { type AnnouncementView, listAnnouncements } from "../../data/announcements.ts";
import { api } from "../../data/client.ts";
import { listen } from "../../data/live.ts";
import { undoToast } from "../../data/undo-toast.ts";
import { t } from "../../i18n/index.ts";
import { ListPage } from "../../list/list-page.ts";
import { listPageStyles } from "../../list/list-page-styles.ts";
import { pathTo } from "../../router/paths.ts";
import { buttons, fields, shared, states } from "../../style/controls.ts";
import "./announcement-panel.ts";
import { announcementColumns, sorts } from "./columns.ts";

const rules = { sorts, openAs: "announcement", filters: { used: ["yes", "no"] } } as const;

/** Everything that callers can hear, and beside the list the one that is open. */
export class AnnouncementsPage extends KlykaElement {
  static override properties = { query: { attribute: false }, params: { attribute: false } };
  declare query: URLSearchParams;
  readonly list = new ListPage<AnnouncementView>(this, {
    path: () => pathTo("announcements"),
    rules,
    load: (ask, filters, signal) => listAnnouncements(api, { ...ask, ...filters }, signal),
    keyOf: ({ id }) => id,
    nameOf: ({ name }) => name,
  });
  readonly watch = new PlaybackWatch(this);
  readonly events = listen(this, {
    announcement: () => this.list.reloadSoon(),
    schedule: () => this.list.reloadSoon(),
    reload: () => this.list.reloadSoon(),
  });

  constructor() {
    super();
    this.query = new URLSearchParams();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    playback.stop();
  }

  override render() {
    const { list } = this;
    const { open } = list.query;
    const used = rules.filters.used.map((value) => ({ value, label: t(`announcements.used.${value}`) }));
    return html`<split-view ?open=${open !== null} label=${t("announcements.field")} @beside-close=${() => list.open(null)}>
      <div class="head">
        ${list.heading(t("announcements.title"))}
        <div class="actions">
          <button class="button filled" type="button" @click=${this._create}>${icon(Plus, 18)}${t("announcements.new")}</button>
        </div>
      </div>
      <div class="tools">
        ${list.search(t("announcements.search"))} ${list.filterChip("used", t("announcements.used"), t("announcements.used.all"), used)}
      </div>
      ${this._rows(open !== null)}
      ${
        open === null
          ? nothing
          : html`<announcement-panel
              slot="beside"
              .announcementId=${open}
              @panel-close=${() => list.open(null)}
              @announcement-changed=${() => list.paged.reload()}
            ></announcement-panel>`
      }
    </split-view>`;
  }

  _rows(beside: boolean) {
    const plays = ({ audio }: AnnouncementView) => playback.isPlaying(audio.address);
    const empty = html`<div slot="empty" class="empty">
      <p>${t("announcements.empty")}</p>
      <button class="button" type="button" @click=${this._create}>${t("announcements.new")}</button>
    </div>`;
    return this.list.rows(
      {
        label: t("announcements.title"),
        columns: announcementColumns(beside),
        actions: [
          {
            key: "play",
            icon: (row) => (plays(row) ? Pause : Play),
            label: (row) => (plays(row) ? t("announcements.pause") : t("announcements.play", { name: row.name })),
          },
        ],
        act: (_, { audio }) => playback.toggle(audio.address),
      },
      empty,
    );
  }

  async _create(): Promise<void> {
    const made = await askAnnouncement({ replace: null });
    if (!made) return;
    undoToast(api, t("announcements.created", { name: made.value.name }), made.auditId, () => this.list.paged.reload());
    this.list.paged.reload();
    await this.list.open(made.value.id);
  }

  static override styles = [shared, buttons, fields, states, listPageStyles];
}

customElements.define("announcements-page", AnnouncementsPage);
declare global {
  interface HTMLElementTagNameMap {
    "announcements-page": AnnouncementsPage;
  }
}
