/**
 * Where questions wait when the session has ended. The page stays as it is, with all that has been typed; whoever shows
 * the sign-in (over the page, not instead of it) listens to `klyka-session-expired` and says how it went.
 */
export class SessionGate {
  #waiting: { readonly answer: Promise<boolean>; readonly open: (signedIn: boolean) => void } | null = null;
  readonly #target: EventTarget;

  /** @param target where the event is told: the window */
  constructor(target: EventTarget) {
    this.#target = target;
  }

  /** For `ApiOptions.onExpired`: many questions may meet the same end; the person is asked once. */
  readonly expired = (): Promise<boolean> => {
    if (this.#waiting) return this.#waiting.answer;
    let open: (signedIn: boolean) => void = () => undefined;
    const answer = new Promise<boolean>((resolve) => {
      open = resolve;
    });
    this.#waiting = { answer, open };
    this.#target.dispatchEvent(new Event("klyka-session-expired"));
    return answer;
  };

  /** The questions that waited are asked again. */
  signedIn(): void {
    this.#let(true);
  }

  /** The person will not sign in: the questions end with `session_expired`. */
  gaveUp(): void {
    this.#let(false);
  }

  #let(signedIn: boolean): void {
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.open(signedIn);
  }
}
