import {
  dropMessage,
  messageFailed,
  messageNotSent,
  messageSent,
  takeMessages,
  type WaitingMessage,
} from "../../db/message-outbox.ts";
import { Rounds } from "../../db/rounds.ts";
import type { MessageChannel } from "../../domain/message.ts";
import { type ComposeParts, compose } from "./compose.ts";
import type { Letter } from "./letter.ts";
import { SendFault } from "./send-fault.ts";

/** Sends letters; resolves when the mail server has taken one. Rejects with `SendFault`. */
export type MailSender = { readonly send: (letter: Letter) => Promise<void> };

export type Sms = {
  /** Of the message: the same at every try. */
  readonly id: string;
  /** E.164. */
  readonly to: string;
  readonly text: string;
};
/** Sends SMS; resolves when the provider has taken one, with what it calls it. Rejects with `SendFault`. */
export type SmsSender = { readonly send: (sms: Sms) => Promise<string | null> };

export type PostParts = ComposeParts & { readonly mail: MailSender | null; readonly sms: SmsSender | null };

/** Another process may have put something in. Milliseconds. */
const lookEvery = 15_000;
/** Messages under way together. What takes longest is bounded by the senders, far below `messageHold`. */
const atOnce = 4;

/** Sends what is in the outbox of one channel, and tries again what could not be sent. One channel does not wait for the other. */
class Channel {
  readonly #channel: MessageChannel;
  readonly #parts: PostParts;
  readonly #onFault: (error: unknown) => void;
  readonly rounds: Rounds;

  constructor(channel: MessageChannel, parts: PostParts, onFault: (error: unknown) => void) {
    this.#channel = channel;
    this.#parts = parts;
    this.#onFault = onFault;
    this.rounds = new Rounds(lookEvery, () => this.#round(), onFault);
  }

  async #round(): Promise<boolean> {
    const { db, keyring, now } = this.#parts;
    const messages = await takeMessages(db, keyring, this.#channel, now(), atOnce);
    const ends = await Promise.allSettled(messages.map((message) => this.#deliver(message)));
    for (const end of ends) if (end.status === "rejected") this.#onFault(end.reason);
    return messages.length === atOnce;
  }

  async #deliver(message: WaitingMessage): Promise<void> {
    const { db, now } = this.#parts;
    const failed = (code: string, lasting: boolean, to: string | null) =>
      messageFailed(db, message, { code, lasting, to }, now());
    if (this.#parts[this.#channel] === null) return messageNotSent(db, message.id, now());
    if (message.expiresAt <= now().toISOString()) {
      await (message.asked === null ? failed("expired", true, null) : dropMessage(db, message.id));
      return;
    }
    const composed = await compose(this.#parts, message);
    if (composed === null) return dropMessage(db, message.id);
    if (composed.channel === null) return void (await failed(composed.problem, true, null));
    try {
      const providerId = await this.#send(message.id, composed);
      await messageSent(db, message.id, { to: composed.to, providerId }, now());
    } catch (error) {
      if (!(error instanceof SendFault)) throw error;
      const waits = await failed(error.code, error.lasting, composed.to);
      if (!waits) this.#onFault(error);
    }
  }

  async #send(id: string, composed: Exclude<Awaited<ReturnType<typeof compose>>, null>): Promise<string | null> {
    const { mail, sms } = this.#parts;
    if (composed.channel === "mail" && mail !== null) await mail.send(composed.letter);
    else if (composed.channel === "sms" && sms !== null) return sms.send({ id, to: composed.to, text: composed.text });
    return null;
  }
}

/** The outbox of mail and SMS, worked off. What a channel has no sender for is marked as not sent, and read by operator staff. */
export class Post {
  readonly #channels: readonly Channel[];

  constructor(parts: PostParts, onFault: (error: unknown) => void) {
    this.#channels = (["mail", "sms"] as const).map((channel) => new Channel(channel, parts, onFault));
    this.wake();
  }

  /** Something has been put in. */
  wake(): void {
    for (const { rounds } of this.#channels) rounds.wake();
  }

  /** Resolves when there is nothing more to do for now. */
  async idle(): Promise<void> {
    for (const { rounds } of this.#channels) await rounds.idle();
  }

  async stop(): Promise<void> {
    for (const { rounds } of this.#channels) await rounds.stop();
  }
}
