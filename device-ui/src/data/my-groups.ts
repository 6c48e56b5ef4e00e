import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { MyGroupView } from "../../../portal/my-groups.ts";
import { api } from "./client.ts";
import { Every } from "./every.ts";
import { onServerEvent } from "./live.ts";

export type { MyGroupView };

/** Many colleagues may log in and out at once: what they do is fetched once for all of it. Milliseconds. */
const settles = 400;

/** The person's groups, kept as the server has them while somebody looks, with one's own taps shown at once. */
export class MyGroups implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #wanted = new Map<string, boolean>();
  readonly #writing = new Map<string, Promise<void>>();
  #groups: readonly MyGroupView[] | null = null;
  #ends: (() => void)[] = [];
  #timer: ReturnType<typeof setTimeout> | null = null;
  #asked = 0;
  /** Why they could not be fetched. */
  error: unknown = null;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
    // Groups open and close by the clock, which no event tells of.
    new Every(host, 300_000, () => this.load());
  }

  hostConnected(): void {
    // Whether a group is open decides what leaving it as the last one means.
    this.#ends = ["members", "group", "schedule", "reload"].map((name) => onServerEvent(name, this.#changed));
    void this.load();
  }

  hostDisconnected(): void {
    for (const end of this.#ends.splice(0)) end();
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** As they are, with what has been tapped and not yet been answered; null: not fetched. */
  get groups(): readonly MyGroupView[] | null {
    return this.#groups?.map((group) => withLogin(group, this.#wanted.get(group.id) ?? group.loggedIn)) ?? null;
  }

  async load(): Promise<void> {
    const turn = ++this.#asked;
    try {
      const { groups } = await api.get<{ groups: readonly MyGroupView[] }>("/me/groups");
      if (turn === this.#asked) this.#take(groups);
    } catch (error) {
      // What is shown stays: the frame says that the server is away.
      if (turn !== this.#asked || this.#groups !== null) return;
      this.error = error;
      this.#host.requestUpdate();
    }
  }

  /**
   * Logs in or out. Taps that come faster than the server answers are followed by the last of them alone.
   *
   * @throws ApiError `response_group_not_found` when the person is no longer in it, `group_login_fixed`
   */
  async set(id: string, loggedIn: boolean): Promise<void> {
    this.#wanted.set(id, loggedIn);
    this.#host.requestUpdate();
    const write = this.#writing.get(id) ?? this.#write(id);
    this.#writing.set(id, write);
    await write;
  }

  /** Out of all that the person may leave. @returns ids of those that changed @throws ApiError */
  async logOutOfAll(): Promise<readonly string[]> {
    const { value } = await api.post<{ groups: readonly MyGroupView[]; changed: readonly string[] }>(
      "/me/groups/log-out-all",
      {},
    );
    this.#asked++;
    this.#take(value.groups);
    return value.changed;
  }

  async #write(id: string): Promise<void> {
    try {
      for (let wanted = this.#wanted.get(id); wanted !== undefined; wanted = this.#wanted.get(id)) {
        const { value } = await api.put<MyGroupView>(`/me/groups/${encodeURIComponent(id)}`, { loggedIn: wanted }, null);
        // A list that was asked for before this answer may be older than it.
        this.#asked++;
        if (this.#wanted.get(id) === wanted) this.#wanted.delete(id);
        this.#take(this.#groups?.map((group) => (group.id === id ? value : group)) ?? [value]);
      }
    } catch (error) {
      this.#wanted.delete(id);
      this.#host.requestUpdate();
      await this.load();
      throw error;
    } finally {
      this.#writing.delete(id);
    }
  }

  #take(groups: readonly MyGroupView[]): void {
    this.#groups = groups;
    this.error = null;
    this.#host.requestUpdate();
  }

  readonly #changed = () => {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      void this.load();
    }, settles);
  };
}

function withLogin(group: MyGroupView, loggedIn: boolean): MyGroupView {
  if (group.loggedIn === loggedIn) return group;
  return { ...group, loggedIn, loggedInCount: group.loggedInCount + (loggedIn ? 1 : -1) };
}
