import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Answered } from "../data/api.ts";
import { onServerEvent } from "../data/live.ts";
import { ConflictError } from "../data/problem.ts";
import {
  logEverybody,
  logMember,
  type MemberSaid,
  type MembersView,
  type MemberView,
  readGroupMembers,
  saveGroupMembers,
} from "../data/response-groups.ts";

/** A change of the list, told as what is done: it is done again on what somebody else has saved meanwhile. */
export type MembersChange = (members: readonly MemberSaid[]) => readonly MemberSaid[];

/** Many may log in and out at once: what they do is fetched once for all of it. Milliseconds. */
const settles = 400;
/** A conflict that comes again and again is somebody's machine. */
const mostRounds = 5;

const said = ({ userId, mayToggle, viaMobile }: MemberSaid): MemberSaid => ({ userId, mayToggle, viaMobile });

/** Who is in a group, kept as the server has it while somebody looks; changes are written one after the other. */
export class MembersDesk implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #changed: () => unknown;
  #groupId = "";
  #view: MembersView | null = null;
  #queue: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  #asked = 0;
  #timer = 0;
  #ends: (() => void)[] = [];
  error: unknown = null;

  /** @param changed called when the list is another one */
  constructor(host: ReactiveControllerHost, changed: () => unknown = () => undefined) {
    this.#host = host;
    this.#changed = changed;
    host.addController(this);
  }

  hostConnected(): void {
    const soon = () => {
      this.#timer ||= window.setTimeout(() => {
        this.#timer = 0;
        void this.load();
      }, settles);
    };
    this.#ends = ["members", "presence", "group", "phonebook", "reload"].map((name) => onServerEvent(name, soon));
  }

  hostDisconnected(): void {
    for (const end of this.#ends.splice(0)) end();
    clearTimeout(this.#timer);
    this.#timer = 0;
  }

  get groupId(): string {
    return this.#groupId;
  }

  get members(): readonly MemberView[] | null {
    return this.#view?.members ?? null;
  }

  /** Something is on its way to the server. */
  get busy(): boolean {
    return this.#waiting > 0;
  }

  /** Another group, or the first. */
  look(groupId: string): void {
    if (groupId === this.#groupId) return;
    this.#groupId = groupId;
    this.#view = null;
    this.error = null;
    void this.load();
  }

  async load(): Promise<void> {
    const turn = ++this.#asked;
    try {
      const { value } = await readGroupMembers(this.#groupId);
      if (turn === this.#asked && !this.busy) this.#take(value);
    } catch (error) {
      // What is shown stays: the frame says that the server is away.
      if (turn !== this.#asked || this.#view !== null) return;
      this.error = error;
      this.#host.requestUpdate();
    }
  }

  /** @returns the number of its entry in the change log; null: nothing was changed @throws ApiError */
  change(change: MembersChange): Promise<string | null> {
    return this.#write((id, view) => this.#save(id, view, change));
  }

  log(userId: string, loggedIn: boolean): Promise<string | null> {
    return this.#write((id) => logMember(id, userId, loggedIn));
  }

  logAll(loggedIn: boolean): Promise<string | null> {
    return this.#write((id) => logEverybody(id, loggedIn));
  }

  /** Each on what the one before it left. */
  #write(work: (id: string, view: MembersView) => Promise<Answered<MembersView>>): Promise<string | null> {
    const id = this.#groupId;
    this.#waiting += 1;
    this.#host.requestUpdate();
    const done = this.#queue.then(async () => {
      if (this.#view === null || id !== this.#groupId) return null;
      try {
        const { value, auditId } = await work(id, this.#view);
        this.#asked++;
        if (id === this.#groupId) this.#take(value);
        return auditId;
      } finally {
        this.#waiting -= 1;
        this.#host.requestUpdate();
      }
    });
    this.#queue = done.catch(() => this.load());
    return done;
  }

  async #save(id: string, read: MembersView, change: MembersChange): Promise<Answered<MembersView>> {
    let view = read;
    for (let round = 0; ; round++) {
      try {
        return await saveGroupMembers(id, change(view.members.map(said)), view.version);
      } catch (error) {
        if (round >= mostRounds || !(error instanceof ConflictError) || !isMembers(error.theirs)) throw error;
        view = error.theirs;
      }
    }
  }

  #take(view: MembersView): void {
    this.#view = view;
    this.error = null;
    this.#host.requestUpdate();
    this.#changed();
  }
}

/** The server's 412 carries the members as they are now. */
function isMembers(value: unknown): value is MembersView {
  return typeof value === "object" && value !== null && "members" in value && "version" in value;
}

/** To another place in the list; @param to as in the list without the member */
export const moveTo =
  (userId: string, to: number): MembersChange =>
  (members) => {
    const one = members.find((member) => member.userId === userId);
    if (!one) return members;
    return members.filter((member) => member !== one).toSpliced(to, 0, one);
  };

/** So many places up or down; whoever comes between has been moved meanwhile. */
export const moveBy =
  (userId: string, places: number): MembersChange =>
  (members) => {
    const at = members.findIndex((member) => member.userId === userId);
    const to = Math.min(Math.max(at + places, 0), members.length - 1);
    return at < 0 || to === at ? members : moveTo(userId, to)(members);
  };

export const add =
  (userId: string): MembersChange =>
  (members) =>
    members.some((member) => member.userId === userId) ? members : [...members, { userId, mayToggle: true, viaMobile: false }];

export const remove =
  (userId: string): MembersChange =>
  (members) =>
    members.filter((member) => member.userId !== userId);

export const alter =
  (userId: string, changed: Partial<MemberSaid>): MembersChange =>
  (members) =>
    members.map((member) => (member.userId === userId ? { ...member, ...changed } : member));
