import { z } from "zod";
import type { DeskPhone } from "../db/desk-phones.ts";
import type { CurrentDiversion } from "../db/diversion-rows.ts";
import { reachableOf } from "../db/installs.ts";
import type { SentMessage } from "../db/message-log.ts";
import type { Person } from "../db/people.ts";
import { numbersOf } from "../db/people-changes.ts";
import { type FeatureScheme, strayFeatures, voicemailWish, voicemailWishes } from "../domain/feature-groups.ts";
import { installProblem } from "../domain/message.ts";
import { displayNumber } from "../domain/numbers.ts";
import { rights } from "../domain/rights.ts";
import { billingId, fixedOperators, lastDayOfService, mexNumber } from "../domain/user-rules.ts";
import { findModel } from "../templates/index.ts";
import { AwayView, awayView } from "./away-view.ts";
import { MessageView, messageView } from "./messages/views.ts";
import { PictureView, pictureView } from "./pictures/picture-view.ts";

/** A number as it is kept (`+46…`), and as people read it. */
export const NumberView = z.strictObject({ e164: z.string(), display: z.string() });
export type NumberView = z.infer<typeof NumberView>;

export function numberView(e164: string): NumberView {
  return { e164, display: displayNumber(e164) };
}

const Numbers = z.strictObject({
  primary: NumberView.nullable(),
  secondary: NumberView.nullable(),
  mobile: NumberView.extend({ profile: z.enum(["mex", "external"]) }).nullable(),
});

export const personStatuses = ["active", "deactivating", "deactivated"] as const;

/** A row of the list. */
export const UserRowView = z.strictObject({
  id: z.string(),
  name: z.string(),
  firstName: z.string(),
  lastName: z.string(),
  email: z.string().nullable(),
  extension: z.string().nullable(),
  numbers: Numbers,
  /** `deactivating`: a date ahead has been chosen. */
  status: z.enum(personStatuses),
  deactivateOn: z.string().nullable(),
  rights: z.array(z.enum(rights)),
  /** False: cannot sign in before somebody sets a password. */
  hasPassword: z.boolean(),
  /** Why the link to the app or the softphone cannot be sent, a code; null: it can. */
  cannotSend: z.strictObject({ app_install: z.string().nullable(), softphone_install: z.string().nullable() }),
  /** Null: initials are shown. */
  picture: PictureView.nullable(),
});
export type UserRowView = z.infer<typeof UserRowView>;

/** A row of the administrators' list, with whether the person is away and what stands on the desk. */
export const UserListView = UserRowView.extend({
  /** Null: reachable. */
  away: AwayView.nullable(),
  /** The latest message to the person; null: there is none. */
  message: MessageView.nullable(),
  phones: z.array(z.strictObject({ id: z.string(), label: z.string(), modelName: z.string() })),
});
export type UserListView = z.infer<typeof UserListView>;

const versions = z.strictObject({
  details: z.int(),
  role: z.int(),
  numbers: z.int(),
  extra: z.int(),
  deactivation: z.int(),
  advanced: z.int(),
});

/** Everything that the six categories hold. Each is saved with the version of its own that stands in `versions`. */
export const UserView = UserRowView.extend({
  username: z.string().nullable(),
  language: z.string().nullable(),
  fixedOperator: z.enum(fixedOperators),
  /** Derived; see `billingId` (`domain/user-rules.ts`). */
  billingId: NumberView.nullable(),
  searchWords: z.array(z.string()),
  features: z.array(z.string()),
  /** Has a licence for the softphone. */
  softphone: z.boolean(),
  /** In the legacy scheme: which wish the memberships fulfil. */
  voicemail: z.enum([...(Object.keys(voicemailWishes) as (keyof typeof voicemailWishes)[]), "custom"]).nullable(),
  /** Memberships of the other scheme, without effect. */
  strayFeatures: z.array(z.string()),
  lastDayOfService: z.string().nullable(),
  replacedBy: z.string().nullable(),
  operates: z.union([z.literal("all"), z.array(z.string())]),
  versions,
  updatedAt: z.string(),
});
export type UserView = z.infer<typeof UserView>;

/** @param today in the organisation's zone */
export function userRowView(person: Person, today: string): UserRowView {
  const { id, name, firstName, lastName, email, extension, deactivateOn, hasPassword } = person;
  const { primary, secondary, mobile } = numbersOf(person);
  const reachable = reachableOf(person);
  return {
    ...{ id, name, firstName, lastName, email, extension, deactivateOn, hasPassword },
    numbers: {
      primary: primary === null ? null : numberView(primary),
      secondary: secondary === null ? null : numberView(secondary),
      mobile: mobile && { ...numberView(mobile.e164), profile: mobile.profile },
    },
    status: statusOf(person, today),
    rights: [...person.rights],
    cannotSend: {
      app_install: installProblem("app_install", reachable),
      softphone_install: installProblem("softphone_install", reachable),
    },
    picture: pictureView(person.picture),
  };
}

/** @param today in the organisation's zone */
export function userListView(
  person: Person,
  today: string,
  phones: readonly DeskPhone[],
  away: CurrentDiversion | undefined,
  message: SentMessage | undefined,
): UserListView {
  const shown = phones.map(({ id, label, vendor, model }) => ({ id, label, modelName: findModel(vendor, model)?.name ?? model }));
  const latest = message ? messageView(message) : null;
  return { ...userRowView(person, today), away: awayView(away, "administrator"), message: latest, phones: shown };
}

function statusOf({ deactivatedAt, deactivateOn }: Person, today: string): UserRowView["status"] {
  if (deactivatedAt !== null || (deactivateOn !== null && deactivateOn <= today)) return "deactivated";
  return deactivateOn === null ? "active" : "deactivating";
}

export function userView(person: Person, today: string, scheme: FeatureScheme): UserView {
  const { username, language, fixedOperator, searchWords, features, softphone, replacedBy, operates } = person;
  const numbers = numbersOf(person);
  const billed = billingId(fixedOperator, numbers.primary, mexNumber(numbers));
  return {
    ...userRowView(person, today),
    ...{ username, language, fixedOperator, replacedBy },
    billingId: billed === null ? null : numberView(billed),
    searchWords: [...searchWords],
    features: [...features],
    softphone,
    voicemail: scheme === "legacy" ? voicemailWish(features) : null,
    strayFeatures: strayFeatures(scheme, features),
    lastDayOfService: person.deactivateOn === null ? null : lastDayOfService(person.deactivateOn),
    operates: operates === "all" ? "all" : [...operates],
    versions: person.versions,
    updatedAt: person.updatedAt,
  };
}
