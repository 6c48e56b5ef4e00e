import { z } from "zod";
import { getOrganisation } from "../../db/organisations.ts";
import { keepSignedCopy, readSignedCopy } from "../../db/porting-letters.ts";
import { ownerDigits } from "../../db/porting-owner.ts";
import { pagePortings, portingFilters, portingSorts } from "../../db/porting-pages.ts";
import { getPorting, listPortingEvents, type Porting } from "../../db/porting-rows.ts";
import { cancelPorting, preparePorting, reopenPorting, submitPorting } from "../../db/porting-steps.ts";
import { createPorting, deletePorting, numberProblems, PortingInput, savePorting } from "../../db/portings.ts";
import type { Db } from "../../db/types.ts";
import { DomainError } from "../../domain/errors.ts";
import { wallClock } from "../../domain/local-time.ts";
import { earliestPorting, portingCan, workingDaysFor } from "../../domain/porting.ts";
import { mostPortedNumbers, readPortingNumbers } from "../../domain/porting-numbers.ts";
import { attachment } from "../api/attachment.ts";
import { Id } from "../api/fields.ts";
import { orderQuery, pageOf, pageQuery, searchQuery } from "../api/paging.ts";
import type { ApiParts, Caller } from "../api/parts.ts";
import { type Answer, created, done, ok, type Route, route, type TakesFile } from "../api/route.ts";
import { makeAuthorityLetter } from "./letter.ts";
import { kindOfSignedCopy, mostSignedCopyBytes } from "./signed-copy.ts";
import { PortingRowView, PortingView, portingRowView, portingView } from "./views.ts";

const tag = "Portings";
const params = z.strictObject({ porting: z.string().max(200) });
/** Of one whose letter has been made. */
const preparedParams = z.strictObject({ prepared: z.string().max(200) });
const file: TakesFile = {
  types: ["application/pdf", "image/jpeg", "image/png", "application/octet-stream"],
  most: mostSignedCopyBytes,
  tooLarge: "signed_copy_too_large",
};
const example = {
  numbers: [{ number: "08-465 004 90", userId: "{colleague}" }, { number: "08-465 004 91" }],
  ownerName: "Björkö Bygg AB",
  ownerNumber: "202100-5489",
  otherOperator: "Annan Telefoni AB",
  wantedDate: "2026-04-01",
  wantedTime: "10:00",
  signer: "Åsa Öberg",
};
const onePiece = z.strictObject({
  written: z.string(),
  /** Of a series the first and the last; null: it is none. */
  first: z.string().nullable(),
  last: z.string().nullable(),
  count: z.int(),
  fault: z.enum(["invalid", "kind", "series"]).nullable(),
});
/** What is told while somebody writes numbers. */
const CheckView = z.strictObject({
  pieces: z.array(onePiece),
  numbers: z.array(z.string()),
  problems: z.array(z.strictObject({ number: z.string(), code: z.string() })),
  /** The first day on which they can move, and after how many working days that is. */
  earliest: z.string(),
  days: z.int(),
});
export type PortingCheckView = z.infer<typeof CheckView>;

type Named = z.infer<typeof params> | z.infer<typeof preparedParams>;
type Asks = { readonly parts: ApiParts; readonly who: Caller; readonly params: Named };
const of = ({ who: { organisationId }, params: named }: Asks) => ({
  organisationId,
  id: "porting" in named ? named.porting : named.prepared,
});

export const portingRoutes: readonly Route[] = [
  route("administrator", {
    method: "get",
    path: "/portings",
    tag,
    summary: "Numbers that move here or from here, the latest first.",
    query: z.strictObject({
      ...pageQuery,
      q: searchQuery,
      filter: z.enum(portingFilters).default("all"),
      sort: z.enum(portingSorts).default("created"),
      order: orderQuery.default("desc"),
    }),
    answer: pageOf(PortingRowView),
    handle: async ({ parts, who, query: { q, ...page } }) => {
      const { total, rows } = await pagePortings(parts.db, { ...page, organisationId: who.organisationId, search: q });
      return ok({ total, rows: rows.map(portingRowView) });
    },
  }),
  route("administrator", {
    method: "post",
    path: "/portings/check",
    tag,
    summary: "Reads numbers as they are written, and says which can move and when at the earliest. Nothing is saved.",
    body: z.strictObject({ text: z.string().max(20_000), porting: Id.nullable().default(null) }),
    answer: CheckView,
    example: { text: "08-465 004 90 – 08-465 004 94\n070-174 06 05", porting: "{porting}" },
    handle: async ({ parts, who, body, now }) => {
      const pieces = readPortingNumbers(body.text);
      const numbers = [...new Set(pieces.flatMap((piece) => ("numbers" in piece ? piece.numbers : [])))];
      const kinds = pieces.flatMap((piece) => ("kind" in piece ? [piece.kind] : []));
      const { timeZone } = await getOrganisation(parts.db, { id: who.organisationId });
      const at = { organisationId: who.organisationId, id: body.porting ?? "" };
      if (body.porting !== null) await getPorting(parts.db, at);
      const problems = await numberProblems(parts.db, numbers.slice(0, mostPortedNumbers), at, now);
      return ok({
        pieces: pieces.map((piece) => {
          const known = "numbers" in piece ? piece.numbers : [];
          const fault = "fault" in piece ? piece.fault : null;
          return { written: piece.written, first: known[0] ?? null, last: known.at(-1) ?? null, count: known.length, fault };
        }),
        numbers,
        problems: problems.map(({ code, detail }) => ({ number: String(detail?.number ?? ""), code })),
        earliest: earliestPorting(kinds, wallClock(now, timeZone).date),
        days: workingDaysFor(kinds),
      });
    },
  }),
  route("administrator", {
    method: "post",
    path: "/portings",
    tag,
    summary: "Begins to move numbers here. A draft may have gaps.",
    body: PortingInput,
    answer: PortingView,
    example,
    handle: async ({ parts, who, body, now }) => {
      const input = { organisationId: who.organisationId, ...body };
      const porting = await createPorting(parts.db, parts.keyring, input, who.actor, now);
      return created(await viewOf(parts.db, porting), porting.version);
    },
  }),
  route("administrator", {
    method: "get",
    path: "/portings/:porting",
    tag,
    summary: "One porting with all that has happened on its way.",
    params,
    answer: PortingView,
    handle: current,
  }),
  route("administrator", {
    method: "put",
    path: "/portings/:porting",
    tag,
    summary: "Writes the whole draft. An owner's number that is left out stays as it is.",
    params,
    body: PortingInput,
    answer: PortingView,
    example,
    versioned: true,
    handle: async (asked) => {
      const { parts, who, body, version, now } = asked;
      return answered(parts.db, await savePorting(parts.db, parts.keyring, { ...of(asked), ...body, version }, who.actor, now));
    },
    current,
  }),
  route("administrator", {
    method: "delete",
    path: "/portings/:porting",
    tag,
    summary: "Takes a draft away.",
    params,
    versioned: true,
    handle: async (asked) => {
      await deletePorting(asked.parts.db, { ...of(asked), version: asked.version }, asked.who.actor, asked.now);
      return done();
    },
    current,
  }),
  route("administrator", {
    method: "post",
    path: "/portings/:porting/prepare",
    tag,
    summary: "The draft is complete: the letter of authority can be signed. Tells of every gap at once.",
    params,
    answer: PortingView,
    versioned: true,
    handle: async (asked) => {
      const { parts, who, version, now } = asked;
      return answered(parts.db, await preparePorting(parts.db, { ...of(asked), version }, who.actor, now));
    },
    current,
  }),
  step("reopen", "Back to the draft, to be changed. A signed copy of what stood there before is taken away.", reopenPorting),
  step("cancel", "Calls it off: at once while nobody has the order, else by an order to the operator.", cancelPorting),
  route("administrator", {
    method: "get",
    path: "/portings/:prepared/letter",
    tag,
    summary: "The letter of authority to sign, as a PDF.",
    params: preparedParams,
    answer: z.string(),
    handle: async (asked) => {
      const { parts } = asked;
      const porting = await getPorting(parts.db, of(asked));
      if (!portingCan("letter", porting)) throw new DomainError("porting_state_refused", { state: porting.state });
      const digits = await ownerDigits(parts.db, parts.keyring, porting);
      const bytes = await makeAuthorityLetter({ porting, ownerDigits: digits, operator: parts.operatorName ?? null });
      return attached("fullmakt.pdf", "application/pdf", bytes);
    },
  }),
  route("administrator", {
    method: "post",
    path: "/portings/:prepared/signed-copy",
    tag,
    summary: "Takes in the signed letter: PDF, JPEG or PNG, at most 10 MB. It is kept sealed.",
    params: preparedParams,
    query: z.strictObject({ name: z.string().max(300).default("") }),
    file,
    answer: PortingView,
    example: "%PDF-1.7\n%%EOF\n",
    versioned: true,
    handle: async (asked) => {
      const { parts, who, bytes, query, version, now } = asked;
      const copy = { name: query.name, mediaType: kindOfSignedCopy(bytes), bytes };
      const porting = await keepSignedCopy(parts.db, parts.keyring, { ...of(asked), ...copy, version }, who.actor, now);
      return answered(parts.db, porting);
    },
    current,
  }),
  route("administrator", {
    method: "get",
    path: "/portings/:prepared/signed-copy",
    tag,
    summary: "The signed letter as it came. Fetching it leaves an entry in the change log.",
    params: preparedParams,
    answer: z.string(),
    handle: async (asked) => {
      const { parts, who, now } = asked;
      const { name, mediaType, bytes } = await readSignedCopy(parts.db, parts.keyring, of(asked), who.actor, now);
      return attached(name, mediaType, bytes);
    },
  }),
  route("administrator", {
    method: "post",
    path: "/portings/:prepared/submit",
    tag,
    summary: "Lays the order with the operator. Needs the signed letter, and a time that is still possible.",
    params: preparedParams,
    answer: PortingView,
    versioned: true,
    handle: async (asked) => {
      const { parts, who, version, now } = asked;
      return answered(parts.db, await submitPorting(parts.db, parts.keyring, { ...of(asked), version }, who.actor, now));
    },
    current,
  }),
];

function step(name: string, summary: string, run: typeof cancelPorting): Route {
  return route("administrator", {
    method: "post",
    path: `/portings/:prepared/${name}`,
    tag,
    summary,
    params: preparedParams,
    answer: PortingView,
    versioned: true,
    handle: async (asked) => {
      const { parts, who, version, now } = asked;
      return answered(parts.db, await run(parts.db, { ...of(asked), version }, who.actor, now));
    },
    current,
  });
}

async function current(asked: Asks): Promise<Answer> {
  return answered(asked.parts.db, await getPorting(asked.parts.db, of(asked)));
}

async function viewOf(db: Db, porting: Porting): Promise<PortingView> {
  const { timeZone } = await getOrganisation(db, { id: porting.organisationId });
  return portingView(porting, await listPortingEvents(db, porting.id), timeZone);
}

async function answered(db: Db, porting: Porting): Promise<Answer> {
  return ok(await viewOf(db, porting), porting.version);
}

/** A file to save: a browser never opens it within the app. */
function attached(name: string, mediaType: string, bytes: Uint8Array): Answer {
  const headers = {
    ...attachment(name),
    "Cache-Control": "private, no-store",
  };
  return { status: 200, headers, file: { mediaType, bytes } };
}
