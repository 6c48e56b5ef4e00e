import type { PlainKey } from "../i18n/index.ts";
import type { RouteName } from "./paths.ts";

/** A page: its element, its title, and how it is fetched when it is first wanted. */
export type Route = { readonly tag: string; readonly title: PlainKey; readonly load: () => Promise<unknown> };

const appearance: Route = {
  tag: "appearance-page",
  title: "page.appearance",
  load: () => import("../pages/appearance-page.ts"),
};

/** Every address has a page: one without does not compile. */
export const routes: Readonly<Record<RouteName, Route>> = {
  // Until somebody can sign in, the one page that works without a server is the first.
  home: appearance,
  appearance,
};
