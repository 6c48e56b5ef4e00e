/** Why there is no sound: `insecure`, the page is not served by HTTPS; `denied`; `none`; `busy`, another program has it. */
export const microphoneFaults = ["insecure", "denied", "none", "busy", "failed"] as const;
export type MicrophoneFault = (typeof microphoneFaults)[number];

export class MicrophoneError extends Error {
  readonly fault: MicrophoneFault;
  constructor(fault: MicrophoneFault) {
    super(fault);
    this.fault = fault;
  }
}

/** Seconds that are kept at most: as many as fit in what the server takes. */
export const mostRecorded = 150;

export type Recorded = { readonly samples: Float32Array; readonly rate: number };

const faults: Readonly<Record<string, MicrophoneFault>> = {
  NotAllowedError: "denied",
  SecurityError: "denied",
  NotFoundError: "none",
  OverconstrainedError: "none",
  NotReadableError: "busy",
  AbortError: "busy",
};

/** A microphone that is listened to; what it hears is kept while it records, and never leaves the page by itself. */
export class Microphone {
  readonly #context: AudioContext;
  readonly #stream: MediaStream;
  readonly #parts: Float32Array[] = [];
  #length = 0;
  recording = false;
  /** Told with each part that is heard: the highest sample in it, 0…1. */
  onLevel: (peak: number) => void = () => undefined;
  /** It was unplugged, or taken away. */
  onEnd: () => void = () => undefined;

  private constructor(context: AudioContext, stream: MediaStream) {
    this.#context = context;
    this.#stream = stream;
  }

  /** Asks the browser, which asks the person. @throws MicrophoneError */
  static async open(): Promise<Microphone> {
    if (!window.isSecureContext || navigator.mediaDevices === undefined) throw new MicrophoneError("insecure");
    let stream: MediaStream | null = null;
    try {
      const wanted = { channelCount: 1, echoCancellation: false, noiseSuppression: true, autoGainControl: true };
      stream = await navigator.mediaDevices.getUserMedia({ audio: wanted });
      const context = new AudioContext();
      await context.audioWorklet.addModule("/capture-worklet.js");
      const microphone = new Microphone(context, stream);
      microphone.#connect();
      await context.resume();
      return microphone;
    } catch (error) {
      for (const track of stream?.getTracks() ?? []) track.stop();
      throw new MicrophoneError(faults[error instanceof DOMException ? error.name : ""] ?? "failed");
    }
  }

  /** Seconds that have been kept. */
  get seconds(): number {
    return this.#length / this.#context.sampleRate;
  }

  /** Keeps what is heard from now on, and forgets what was kept before. */
  start(): void {
    this.#parts.length = 0;
    this.#length = 0;
    this.recording = true;
  }

  /** @returns what was heard since `start` */
  stop(): Recorded {
    this.recording = false;
    const samples = new Float32Array(this.#length);
    let at = 0;
    for (const part of this.#parts) {
      samples.set(part, at);
      at += part.length;
    }
    return { samples, rate: this.#context.sampleRate };
  }

  /** Lets go of the microphone: its light goes out. */
  close(): void {
    this.recording = false;
    for (const track of this.#stream.getTracks()) track.stop();
    void this.#context.close();
  }

  #connect(): void {
    const heard = this.#context.createMediaStreamSource(this.#stream);
    const capture = new AudioWorkletNode(this.#context, "capture", {
      numberOfOutputs: 0,
      channelCount: 1,
      channelCountMode: "explicit",
    });
    capture.port.onmessage = ({ data }: MessageEvent<Float32Array>) => this.#hear(data);
    heard.connect(capture);
    for (const track of this.#stream.getTracks()) track.addEventListener("ended", () => this.onEnd());
  }

  #hear(part: Float32Array): void {
    if (this.recording && this.seconds < mostRecorded) {
      this.#parts.push(part);
      this.#length += part.length;
    }
    this.onLevel(part.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0));
  }
}
