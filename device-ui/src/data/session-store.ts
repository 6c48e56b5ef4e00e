import type { SessionView } from "../../../portal/session.ts";
import { setZone } from "../i18n/format.ts";
import { currentLanguage, type Language, languages } from "../i18n/index.ts";
import type { Api } from "./api.ts";
import { browserLanguage, chooseLanguage } from "./choices.ts";

export type { SessionView };
/** What the page for signing in can offer. */
export type Offers = { readonly resetByMail: boolean };
type Answer = { readonly session: SessionView | null; readonly offers: Offers };
/** `asking`: not known yet. `unknown`: the server could not be asked. */
export type SessionState = "asking" | "known" | "unknown";

/** Who is signed in, for the whole app. Pages read `current`; the frame sees to it that it is there for them. */
export class SessionStore {
  current: SessionView | null = null;
  offers: Offers = { resetByMail: false };
  state: SessionState = "asking";
  /** The session of `current` is over, and the page waits for another sign-in. */
  ended = false;
  /** What was just signed in with, until an own password has been chosen: nobody types it twice. */
  givenPassword: string | null = null;
  /** The name last signed in with, in this window: what is asked for again is the password alone. */
  givenName = "";
  /** A sign-out is under way: that the session is over already is no reason to ask for another one. */
  leaving = false;
  readonly #api: Api;
  readonly #over: () => void;
  readonly #listeners = new Set<() => void>();
  readonly #windows = new BroadcastChannel("klyka-session");
  #loading: Promise<void> | null = null;

  /** @param over called when the session has ended by itself */
  constructor(api: Api, over: () => void) {
    this.#api = api;
    this.#over = over;
    this.#windows.onmessage = ({ data }) => (data === "out" ? this.#forget() : void this.load());
  }

  /** Asks the server who is signed in, and what they may. Many who ask at once are one question. */
  load(): Promise<void> {
    this.#loading ??= this.#load().finally(() => {
      this.#loading = null;
    });
    return this.#loading;
  }

  /** @throws ApiError `sign_in_refused`, `too_many` (with `retryAfter`), `unreachable` */
  async signIn(name: string, password: string): Promise<SessionView> {
    const was = this.current;
    const { value } = await this.#api.post<Answer>("/session", { name, password });
    const { session } = value;
    if (!session) throw new Error("a sign-in without a session");
    this.givenName = name;
    this.givenPassword = session.mustChangePassword ? password : null;
    if (was?.user.id === session.user.id && was.operating) await this.#enterAgain(session, was.organisation.id);
    else await this.#take(value);
    this.#windows.postMessage("in");
    return session;
  }

  /** Whoever has signed in over a page of an organisation that they had entered goes on there. */
  async #enterAgain(session: SessionView, organisationId: string): Promise<void> {
    this.current = session;
    await this.enter(organisationId).catch(startAnew);
  }

  /** Ends the session on the server and forgets what this window knew. @throws ApiError when the server cannot be reached */
  async signOut(): Promise<void> {
    this.leaving = true;
    try {
      await this.#api.ask("DELETE", "/session", {});
    } catch (error) {
      // What is over already is what was wanted.
      if (!isOver(error)) throw error;
    } finally {
      this.leaving = false;
    }
    this.#forget();
    this.#windows.postMessage("out");
  }

  /** The page for signing in stands where a page stood; here, and in every other window. */
  #forget(): void {
    this.givenPassword = null;
    this.givenName = "";
    this.current = null;
    this.ended = false;
    this.#tell();
  }

  /** Chooses an own password; every other session of the person ends. @throws ApiError `password_wrong`, `password_too_short` … */
  async choosePassword(currentPassword: string, password: string): Promise<void> {
    await this.#api.post("/session/password", { currentPassword, password });
    this.givenPassword = null;
    await this.load();
  }

  /** Operator staff goes into an organisation. @throws ApiError `organisation_not_found` */
  async enter(organisationId: string): Promise<void> {
    const { value } = await this.#api.put<Answer>("/session/organisation", { id: organisationId }, null);
    await this.#take(value);
  }

  /** Operator staff is back in its own organisation. */
  async leave(): Promise<void> {
    const { value } = await this.#api.ask<Answer>("DELETE", "/session/organisation", {});
    await this.#take(value);
  }

  /** The language everywhere: in this browser at once, and on the person, so that the next browser has it too. */
  async chooseLanguage(language: Language): Promise<void> {
    await chooseLanguage(language);
    const { current } = this;
    if (!current || current.mustChangePassword || !current.rights.includes("user") || current.user.ownLanguage === language)
      return;
    const { version } = await this.#api.read("/me");
    await this.#api.patch("/me", { language }, version);
    await this.load();
  }

  /** Calls `listener` after each change of who is signed in or what they may. @returns ends it */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async #load(): Promise<void> {
    try {
      await this.#take(await this.#api.get<Answer>("/session"));
    } catch {
      // Whoever is known stays known: the banner says that the server is away.
      if (this.state === "known") return;
      this.state = "unknown";
      this.#tell();
    }
  }

  async #take({ session, offers }: Answer): Promise<void> {
    const was = this.current;
    this.offers = offers;
    this.state = "known";
    if (was && session && was.user.id !== session.user.id) return startAnew();
    // What ended by itself leaves the page as it is: the person may sign in again over it.
    if (was && !session) return this.#end();
    if (session) await this.#settle(session);
    this.current = session;
    this.ended = false;
    this.#tell();
  }

  #end(): void {
    this.ended = true;
    this.#tell();
    this.#over();
  }

  /** The person's own language goes before the browser's choice, and that before the organisation's. */
  async #settle({ user, organisation }: SessionView): Promise<void> {
    setZone(organisation.timeZone);
    const wanted = user.ownLanguage ?? browserLanguage() ?? user.language;
    const language = languages.find((one) => one === wanted.slice(0, 2));
    if (language && language !== currentLanguage()) await chooseLanguage(language, user.ownLanguage !== null);
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

/** Somebody else is signed in in this browser: nothing of the person before may stay on the screen. */
function startAnew(): void {
  location.assign("/");
}

function isOver(error: unknown): boolean {
  return typeof error === "object" && error !== null && "status" in error && error.status === 401;
}
