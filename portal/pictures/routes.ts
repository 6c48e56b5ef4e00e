import { z } from "zod";
import { findPicture, type PictureSize, removePicture, setPicture } from "../../db/pictures.ts";
import { DomainError } from "../../domain/errors.ts";
import type { Caller } from "../api/parts.ts";
import { type Answer, done, ok, type RawAsk, type Route, route, type TakesFile } from "../api/route.ts";
import { EdgeError } from "../problem.ts";
import { encodePicture, mostPictureBytes } from "./encode.ts";
import { PictureView, pictureView } from "./picture-view.ts";

const tag = "Pictures";

/** A dot of one pixel: the smallest PNG there is. */
const example = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";
/** Which kind a file is, its first bytes say. */
const file: TakesFile = { types: ["image/", "application/octet-stream"], most: mostPictureBytes, tooLarge: "picture_too_large" };
const Changed = z.strictObject({ picture: PictureView.nullable() });
const tries = { tries: 30, per: 10 * 60_000 } as const;

type Asks = Pick<RawAsk, "parts" | "now" | "asker" | "bytes"> & { readonly who: Caller };
type Of = { readonly organisationId: string; readonly userId: string };

/** A person's own organisation, also while an operator is in another one. */
const own = ({ session }: Caller): Of => ({ organisationId: session.access.organisationId ?? "", userId: session.userId });

async function take({ parts, who, asker, bytes, now }: Asks, of: Of): Promise<Answer> {
  const seconds = await parts.throttle.beginOther(`picture ${who.session.userId}`, asker.address, tries, now);
  if (seconds !== null) throw new EdgeError("too_many", seconds);
  const files = await encodePicture(bytes);
  return ok({ picture: pictureView(await setPicture(parts.db, { ...of, files }, who.actor, now)) });
}

const UserParam = z.strictObject({ user: z.string().max(200) });
const sizes: Readonly<Record<"512" | "96", PictureSize>> = { "512": 512, "96": 96 };

export const pictureRoutes: readonly Route[] = [
  route("session", {
    method: "get",
    path: "/pictures/:picture",
    tag,
    summary: "A picture of somebody in the organisation, as WebP. What it shows never changes: it may be kept for good.",
    params: z.strictObject({ picture: z.string().max(200) }),
    query: z.strictObject({ size: z.enum(["512", "96"]).default("512") }),
    answer: z.string(),
    handle: async ({ parts, who, params, query }) => {
      const by = { hash: params.picture, size: sizes[query.size] };
      // Operator staff in another organisation still sees itself in the bar at the top.
      const places = new Set([who.organisationId, own(who).organisationId]);
      for (const organisationId of places) {
        const found = await findPicture(parts.db, { organisationId, ...by });
        if (found) return { status: 200, file: found, headers: { "Cache-Control": "private, max-age=31536000, immutable" } };
      }
      throw new DomainError("picture_not_found");
    },
  }),
  route("user", {
    method: "put",
    path: "/me/picture",
    tag,
    summary: "The own picture: JPEG, PNG or WebP, at most 5 MB. Its middle is kept as a square, without place and camera.",
    file,
    answer: Changed,
    example,
    handle: (asked) => take(asked, own(asked.who)),
  }),
  route("user", {
    method: "delete",
    path: "/me/picture",
    tag,
    summary: "Takes the own picture away: initials are shown.",
    handle: async ({ parts, who, now }) => {
      await removePicture(parts.db, own(who), who.actor, now);
      return done();
    },
  }),
  route("administrator", {
    method: "put",
    path: "/users/:user/picture",
    tag,
    summary: "A user's picture: JPEG, PNG or WebP, at most 5 MB.",
    params: UserParam,
    file,
    answer: Changed,
    example,
    handle: (asked) => take(asked, { organisationId: asked.who.organisationId, userId: asked.params.user }),
  }),
  route("administrator", {
    method: "delete",
    path: "/users/:user/picture",
    tag,
    summary: "Takes a user's picture away: initials are shown.",
    params: UserParam,
    handle: async ({ parts, who, params, now }) => {
      await removePicture(parts.db, { organisationId: who.organisationId, userId: params.user }, who.actor, now);
      return done();
    },
  }),
];
