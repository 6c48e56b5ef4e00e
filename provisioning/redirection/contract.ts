import type { RedirectionDetail, RedirectionFault, RedirectionKind, RedirectionState } from "../../domain/redirection.ts";
import type { Outbound } from "../outbound.ts";

/** An account at a maker's service, opened for use. */
export type ServiceAccount = {
  readonly kind: RedirectionKind;
  readonly url: string;
  readonly userName: string;
  readonly secret: string;
  readonly details: Readonly<Partial<Record<RedirectionDetail, string>>>;
};

export type ServicePhone = {
  /** 12 lower-case hex digits. */
  readonly mac: string;
  /** Where it shall ask. */
  readonly url: string;
  /** Short name of its organisation. */
  readonly organisation: string;
};

/** What came of one call. `said`: the service's own words, before anything is covered. */
export type ServiceAnswer = {
  /** Null: done. */
  readonly fault: RedirectionFault | null;
  /** Of the last answer; null: there was none. */
  readonly status: number | null;
  readonly said: string;
  /** What is known of the phone now; null: nothing new. */
  readonly state: RedirectionState | null;
  /** Milliseconds that the service asks to wait. */
  readonly asked: number | null;
};

/** One maker's service. Each call is bounded in time; none rejects. */
export type Service = {
  /** Registering what is registered already is done, also with another address. */
  readonly register: (phone: ServicePhone) => Promise<ServiceAnswer>;
  /** What is not there is unregistered. */
  readonly unregister: (phone: ServicePhone) => Promise<ServiceAnswer>;
  /** Null: the service cannot be asked. */
  readonly check: ((phone: ServicePhone) => Promise<ServiceAnswer>) | null;
  /** Whether name and secret are taken; changes nothing there. */
  readonly test: () => Promise<ServiceAnswer>;
};

export type ServiceParts = {
  readonly outbound: Pick<Outbound, "send">;
  readonly account: ServiceAccount;
  readonly now: () => Date;
  /** One-time values for signatures; absent: random. */
  readonly nonce?: () => string;
};

export function done(status: number, said: string, state: RedirectionState | null): ServiceAnswer {
  return { fault: null, status, said, state, asked: null };
}

export function failed(
  fault: RedirectionFault,
  status: number | null,
  said: string,
  more: Partial<Pick<ServiceAnswer, "state" | "asked">> = {},
): ServiceAnswer {
  return { fault, status, said, state: more.state ?? null, asked: more.asked ?? null };
}

/** Registers; a phone that the service has with us already, perhaps with another address, is taken away first. */
export async function registerAnew(
  register: () => Promise<ServiceAnswer>,
  unregister: () => Promise<ServiceAnswer>,
): Promise<ServiceAnswer> {
  const first = await register();
  if (first.fault !== "refused" || !/already|exist|registered|duplicate/i.test(first.said)) return first;
  const away = await unregister();
  return away.fault === null ? register() : { ...away, said: `${first.said}\n${away.said}` };
}
