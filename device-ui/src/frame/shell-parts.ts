import { CircleUser, SunMoon } from "lucide";
import type { MenuLink } from "../components/account-menu.ts";
import type { Person, Section } from "../components/app-shell.ts";
import type { SessionView } from "../data/session-store.ts";
import { t } from "../i18n/index.ts";
import { addressOf } from "../router/paths.ts";
import { mayView, sectionsOf, type View, viewsOf } from "../router/sections.ts";
import { viewLabels } from "./view-labels.ts";

/** The sections of a view as the shell draws them. */
export function shellSections(session: SessionView, view: View): readonly Section[] {
  if (!mayView(session, view)) return [];
  return sectionsOf(view).map(({ name, label, href, icon, group }) => ({
    ...{ key: name, label: t(label), href, icon },
    ...(group === undefined ? {} : { group: t(group) }),
  }));
}

/** The views that one may switch between. */
export function shellViews(session: SessionView) {
  return viewsOf(session).map(({ view, href }) => ({ key: view, label: t(viewLabels[view]), href }));
}

/** Who is signed in, and what the menu behind the picture leads to. */
export function shellPerson({ user }: SessionView): Person {
  const pages = [
    { href: addressOf("account"), label: t("frame.menu"), icon: CircleUser },
    { href: addressOf("appearance"), label: t("page.appearance"), icon: SunMoon },
  ];
  const links = pages.flatMap(({ href, ...link }): MenuLink[] => (href === null ? [] : [{ ...link, href }]));
  return { name: user.name, picture: user.picture?.small ?? null, links };
}
