import type { ReactiveController, ReactiveControllerHost } from "lit";

/** The one voice of the app: what begins to play silences what played before. */
class Playback {
  readonly #audio = new Audio();
  readonly #lookers = new Set<() => void>();
  #frame = 0;
  /** What plays, or stands still in the middle; null: nothing. */
  address: string | null = null;
  failed: string | null = null;

  constructor() {
    this.#audio.preload = "none";
    for (const name of ["play", "pause", "seeked", "loadedmetadata"]) this.#audio.addEventListener(name, () => this.#tell());
    this.#audio.addEventListener("ended", () => {
      this.#audio.currentTime = 0;
      this.#tell();
    });
    this.#audio.addEventListener("error", () => {
      if (this.address === null) return;
      this.failed = this.address;
      this.address = null;
      this.#tell();
    });
  }

  get playing(): boolean {
    return this.address !== null && !this.#audio.paused && !this.#audio.ended;
  }

  /** Seconds. */
  get time(): number {
    return this.#audio.currentTime;
  }

  isPlaying(address: string): boolean {
    return this.playing && this.address === address;
  }

  /** Plays from where it stands, or stands still. */
  toggle(address: string): void {
    if (this.isPlaying(address)) this.#audio.pause();
    else {
      this.#load(address);
      // Whoever stops it before it has begun, and a file that cannot be had: the events tell.
      this.#audio.play().catch(() => undefined);
    }
  }

  /** @param seconds from the beginning */
  seek(address: string, seconds: number): void {
    this.#load(address);
    this.#audio.currentTime = Math.max(0, seconds);
    this.#tell();
  }

  /** Ends what plays; with an address, only that. */
  stop(address?: string): void {
    if (this.address === null || (address !== undefined && address !== this.address)) return;
    this.#audio.pause();
    this.address = null;
    this.#audio.removeAttribute("src");
    this.#audio.load();
    this.#tell();
  }

  watch(look: () => void): () => void {
    this.#lookers.add(look);
    return () => this.#lookers.delete(look);
  }

  #load(address: string): void {
    this.failed = null;
    if (this.address === address) return;
    this.address = address;
    this.#audio.src = address;
  }

  #tell(): void {
    for (const look of [...this.#lookers]) look();
    cancelAnimationFrame(this.#frame);
    if (this.playing) this.#frame = requestAnimationFrame(() => this.#tell());
  }
}

export const playback = new Playback();

/** Draws its element anew while something plays, and when that ends. */
export class PlaybackWatch implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #end: () => void = () => undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    this.#end = playback.watch(() => this.#host.requestUpdate());
  }

  hostDisconnected(): void {
    this.#end();
  }
}
