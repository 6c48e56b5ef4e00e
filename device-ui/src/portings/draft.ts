import { asSeries } from "../../../domain/porting-numbers.ts";
import type { PortingBody, PortingView } from "../data/portings.ts";
import { formatNumber } from "../i18n/format.ts";

/** A porting while it is written: its numbers as text, and who is to have which. */
export type PortingDraft = {
  readonly text: string;
  /** By E.164. */
  readonly users: Readonly<Record<string, { readonly id: string; readonly name: string }>>;
  readonly ownerKind: "organisation" | "person";
  readonly ownerName: string;
  /** Empty: as it is kept. */
  readonly ownerNumber: string;
  readonly otherOperator: string;
  readonly wantedDate: string;
  readonly wantedTime: string;
  readonly signer: string;
};

export const emptyDraft: PortingDraft = {
  ...{ text: "", users: {}, ownerKind: "organisation", ownerName: "", ownerNumber: "" },
  ...{ otherOperator: "", wantedDate: "", wantedTime: "10:00", signer: "" },
};

export function draftOf(porting: PortingView): PortingDraft {
  const { ownerKind, ownerName, otherOperator, signer } = porting;
  const users = porting.numbers.flatMap(({ number, user }) => (user === null ? [] : [[number, user] as const]));
  return {
    text: numbersAsText(porting.numbers.map(({ number }) => number)),
    users: Object.fromEntries(users),
    ...{ ownerKind, ownerName, otherOperator, signer },
    // Of a person only the mask is known here.
    ownerNumber: ownerKind === "organisation" ? (porting.ownerNumber ?? "") : "",
    wantedDate: porting.wantedDate ?? "",
    wantedTime: porting.wantedTime ?? emptyDraft.wantedTime,
  };
}

/** One a line, series as their ends. */
export function numbersAsText(numbers: readonly string[]): string {
  return asSeries(numbers)
    .map((run) => run.map(formatNumber).join(" – "))
    .join("\n");
}

/** @param numbers E.164, as the text was read @param kept whether a number of the owner is kept at the server */
export function bodyOf(draft: PortingDraft, numbers: readonly string[], kept: boolean): PortingBody {
  const { ownerKind, ownerName, ownerNumber, otherOperator, wantedDate, wantedTime, signer } = draft;
  const written = ownerNumber.trim();
  return {
    numbers: numbers.map((number) => ({ number, userId: draft.users[number]?.id ?? null })),
    ...{ ownerKind, ownerName, otherOperator, signer },
    ...(written === "" && kept ? {} : { ownerNumber: written === "" ? null : written }),
    wantedDate: wantedDate === "" ? null : wantedDate,
    wantedTime: wantedDate === "" ? null : wantedTime,
  };
}

/** What is written otherwise in the one than in the other, of the second. */
export function changedIn(before: PortingDraft, now: PortingDraft): Partial<PortingDraft> {
  const was: Readonly<Record<string, unknown>> = before;
  const same = ([field, value]: readonly [string, unknown]) => JSON.stringify(value) === JSON.stringify(was[field]);
  return Object.fromEntries(Object.entries(now).filter((entry) => !same(entry)));
}
