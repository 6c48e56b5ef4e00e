import { html, render } from "lit";
import { Activity, BookUser, ClipboardClock, Mic, Phone, PhoneIncoming, ReceiptText, Smartphone, Users, Workflow } from "lucide";
import "../../src/components/app-shell.ts";
import type { Section } from "../../src/components/app-shell.ts";
import "../../src/components/fault-page.ts";
import "../../src/components/offline-banner.ts";
import "../../src/components/toasts.ts";
import { startLanguage } from "../../src/data/choices.ts";
import { loadOfficeSentences, t } from "../../src/i18n/index.ts";
import "./controls-part.ts";
import "./events-part.ts";
import "./list-part.ts";
import "./overlay-part.ts";
import "./phone-part.ts";

/** Components on a page of their own, in the frame of the app: `?part=list`. Only tests and pictures open it. */
await startLanguage();
await loadOfficeSentences();

const here = "/testing/gallery/index.html";
const sections: readonly Section[] = [
  { key: "list", label: t("section.users"), href: `${here}?part=list`, icon: Users },
  { key: "subscriptions", label: t("section.subscriptions"), href: `${here}?part=controls`, icon: Smartphone },
  { key: "contacts", label: t("section.contacts"), href: `${here}?part=overlay`, icon: BookUser },
  { key: "groups", label: t("section.groups"), href: `${here}?part=fault`, icon: PhoneIncoming },
  { key: "menus", label: t("section.menus"), href: `${here}?part=missing`, icon: Workflow },
  { key: "phone", label: t("section.phones"), href: `${here}?part=phone`, icon: Phone, waiting: 1 },
  { key: "announcements", label: t("section.announcements"), href: here, icon: Mic },
  { key: "invoices", label: t("section.invoices"), href: here, icon: ReceiptText },
  { key: "journal", label: t("section.journal"), href: here, icon: Activity, group: t("section.operations") },
  { key: "audit", label: t("section.audit"), href: here, icon: ClipboardClock },
];
const parts = {
  controls: html`<controls-part></controls-part>`,
  list: html`<list-part></list-part>`,
  phone: html`<phone-part></phone-part>`,
  events: html`<events-part></events-part>`,
  overlay: html`<overlay-part></overlay-part>`,
  fault: html`<fault-page .fault=${"failed"}></fault-page>`,
  missing: html`<fault-page .fault=${"missing"} .path=${"/telefoner/17"}></fault-page>`,
};
const part = new URLSearchParams(location.search).get("part") ?? "controls";

render(
  html`<app-shell
      .organisation=${"Björkö Bygg AB"}
      .sections=${sections}
      .active=${part}
      .person=${{ name: "Eva Lund", picture: null, links: [{ label: t("page.appearance"), href: here }] }}
      .views=${[{ key: "mine", label: t("app.mine"), href: here }, { key: "admin", label: t("app.admin"), href: here }]}
      view="admin"
      searchable
      ><offline-banner slot="banner"></offline-banner>${Object.entries(parts).find(([name]) => name === part)?.[1]}</app-shell
    ><toast-stack></toast-stack>`,
  document.body,
);
