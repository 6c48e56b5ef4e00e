import {
  AudioLines,
  GitFork,
  Hash,
  type IconNode,
  PhoneForwarded,
  PhoneOff,
  RotateCcw,
  User,
  UsersRound,
  Voicemail,
} from "lucide";
import type { Destination, DestinationKind } from "../../../domain/destination.ts";
import type { DestinationView } from "../../../portal/destination-view.ts";
import { t } from "../i18n/index.ts";
import { addressOf } from "../router/paths.ts";

/** A destination with what it is called, as it is chosen in a form. */
export type Chosen = { readonly destination: Destination; readonly name: string };

export const destinationIcons: Readonly<Record<DestinationKind, IconNode>> = {
  user: User,
  group: UsersRound,
  menu: GitFork,
  number: PhoneForwarded,
  voicemail: Voicemail,
  announcement: AudioLines,
  hangUp: PhoneOff,
  repeat: RotateCcw,
  extension: Hash,
};

/** What the API tells of a destination, as a form needs it. */
export function chosenOf(view: DestinationView): Chosen {
  return { destination: destinationOf(view), name: nameOf(view) };
}

function destinationOf({ kind, id, number }: DestinationView): Destination {
  if (kind === "number") return { kind, number: number?.e164 ?? "" };
  if (kind === "hangUp" || kind === "repeat" || kind === "extension") return { kind };
  return { kind, id: id ?? "" };
}

function nameOf({ kind, name, number }: DestinationView): string {
  if (kind === "number") return number?.display ?? "";
  if (kind === "hangUp" || kind === "repeat" || kind === "extension") return t(`menus.to.${kind}`);
  return name ?? t("menus.to.gone");
}

/** Where calls go, as one says it: `Order`, `Anna Eks röstbrevlåda`, `Samtalet avslutas`. */
export function destinationText({ destination: { kind }, name }: Chosen): string {
  if (kind === "voicemail") return t("menus.to.voicemail_of", { name });
  if (kind === "announcement") return t("menus.to.announcement_then", { name });
  return name;
}

/** Where the target itself is looked after; null: there is nothing to look after. */
export function destinationHref({ destination: to }: Chosen): string | null {
  switch (to.kind) {
    case "user":
    case "voicemail":
      return withParam("users", "user", to.id);
    case "group":
      return addressOf("responseGroup", { group: to.id });
    case "menu":
      return addressOf("menu", { menu: to.id });
    case "announcement":
      return withParam("announcements", "announcement", to.id);
    default:
      return null;
  }
}

function withParam(page: string, name: string, id: string): string | null {
  const address = addressOf(page);
  return address && `${address}?${name}=${encodeURIComponent(id)}`;
}

/** Two that lead to the same place. */
export function sameDestination(a: Chosen | null, b: Chosen | null): boolean {
  return JSON.stringify(a?.destination ?? null) === JSON.stringify(b?.destination ?? null);
}
