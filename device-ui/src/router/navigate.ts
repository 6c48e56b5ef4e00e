import type { LeaveGuard } from "./router.ts";

/** For pages, which have no router of their own: the app's. */
const router = () => document.querySelector("klyka-app")?.router ?? null;

/** Goes there without loading the document again. `replace`: no new step for the back button (a filter that is typed). */
export function goTo(to: string, options: { readonly replace?: boolean } = {}): void {
  const app = router();
  if (app) void app.go(to, options);
  else location.assign(to);
}

/** Asked before the page is left, by a link, the back button or a closed tab. @returns takes the guard away */
export function guardLeaving(unsaved: () => boolean, ask: LeaveGuard): () => void {
  const ends = router()?.guard((to) => !unsaved() || ask(to)) ?? (() => undefined);
  const unload = (event: BeforeUnloadEvent) => {
    if (unsaved()) event.preventDefault();
  };
  addEventListener("beforeunload", unload);
  return () => {
    ends();
    removeEventListener("beforeunload", unload);
  };
}
