import type { IncomingMessage } from "node:http";
import type { Keyring } from "../../db/secrets.ts";
import type { Session } from "../../db/sessions.ts";
import type { Actor, Db } from "../../db/types.ts";
import type { ContentStore } from "../../firmware/content-store.ts";
import type { Intake } from "../finance/intake.ts";
import type { HealthSource } from "../health.ts";
import type { JobRunner } from "../jobs/runner.ts";
import type { MailSender, Post, SmsSender } from "../messages/post.ts";
import type { OperatorSystem } from "../orders/client.ts";
import type { Throttle } from "../sign-in/throttle.ts";
import type { EventFeed } from "./event-feed.ts";

/** On the other side of a request, as far as proxies that are believed say. */
export type Asker = {
  readonly address: string;
  /** The asker's browser speaks TLS, to us or to a proxy that is believed. */
  readonly secure: boolean;
};

/** Addresses in the stores and on the web; null: there is none. */
export type AppLinks = Readonly<Record<"ios" | "android" | "windows" | "mac" | "linux", string | null>>;

/** What the people's API is made of. */
export type PeopleParts = {
  readonly db: Db;
  readonly keyring: Keyring;
  /** Where phones are told to ask, without a slash at the end. */
  readonly publicUrl: string;
  readonly now: () => Date;
  /** Of this process among the nodes; absent: it is alone. */
  readonly nodeId?: string;
  readonly asker: (request: IncomingMessage) => Asker;
  /** Where people reach the portal, without a slash at the end: links begin with it. Null: not known, there are no links. */
  readonly portalUrl: string | null;
  /** How letters leave the house; null: this installation sends no mail, and offers no link for a new password. */
  readonly mail: MailSender | null;
  /** How SMS leave the house; null: they are read in the operator's outbox. */
  readonly sms: SmsSender | null;
  /** Who tells what became of SMS, and how that is believed. */
  readonly smsReports: { readonly kind: "46elks" } | { readonly kind: "http"; readonly secret: string } | null;
  /** Where the app and the softphone are fetched. */
  readonly apps: AppLinks;
  /** The mobile operator's system, which orders are handed to; absent or null: staff works them off by hand. */
  readonly operator?: OperatorSystem | null;
  /** As letters of authority say it; null: it is written by hand. */
  readonly operatorName?: string | null;
  /** `work`: where files of invoices, usage and payments are kept while they are read; absent: among the system's temporary files. `watched`: null: none. */
  readonly finance?: { readonly work: string; readonly watched: string | null };
  /** Where firmware images lie, for the server of the phones too. */
  readonly firmware?: { readonly folder: string; readonly content?: ContentStore };
};

export type ApiParts = PeopleParts & {
  readonly throttle: Throttle;
  readonly feed: EventFeed;
  readonly post: Post | null;
  readonly intake: Intake;
  /** Goes on with long work; null: nobody is to be woken. */
  readonly jobs: JobRunner | null;
  readonly health: HealthSource;
};

/** A billing system that has shown its key: it hands in files, and asks what became of them. */
export type FinanceCaller = { readonly actor: Actor };

/** An exchange that has shown a key of the organisation. */
export type ExchangeCaller = { readonly keyId: string; readonly organisationId: string };

/** A signed-in person and the organisation that the request is about: from the session, never from the request. */
export type Caller = {
  readonly session: Session;
  readonly organisationId: string;
  /** True for operator staff in an organisation that it has entered. */
  readonly operating: boolean;
  readonly administrator: boolean;
  readonly actor: Actor;
};
