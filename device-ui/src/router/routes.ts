import type { PlainKey } from "../i18n/index.ts";
import type { RouteName } from "./paths.ts";

/**
 * Whom a page is for: `anyone`, also without being signed in; `user`, the person's own things; `administrator` of the
 * organisation that the session is in; `operator`, the provider's staff. Whoever may not see it is told so.
 */
export type Who = "anyone" | "user" | "administrator" | "operator";

/** A page: its element, its title, whom it is for, and how it is fetched when it is first wanted. */
export type Route = {
  readonly tag: string;
  readonly title: PlainKey;
  readonly who: Who;
  readonly load: () => Promise<unknown>;
};

const appearance: Route = {
  tag: "appearance-page",
  title: "page.appearance",
  who: "anyone",
  load: () => import("../pages/appearance-page.ts"),
};

/** Every address has a page: one without does not compile. */
export const routes: Readonly<Record<RouteName, Route>> = {
  // Until there is a page of the person's own day, the one that works without a server is the first.
  home: appearance,
  appearance,
};
