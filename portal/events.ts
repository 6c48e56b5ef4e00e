import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import { mayOperate } from "../domain/rights.ts";
import { callerOf } from "./api/caller.ts";
import type { LiveEvent } from "./api/event-feed.ts";
import type { ApiParts, Caller } from "./api/parts.ts";
import { type Answer, type RawAsk, type Route, route } from "./api/route.ts";
import { EdgeError } from "./problem.ts";
import { sessionToken } from "./sign-in/cookies.ts";

/** A comment this often keeps proxies from closing the stream, and shows whether the session is still good: some end by the clock. Milliseconds. */
const beatEvery = 15_000;
/** Streams of one session at once: as many as somebody has windows. */
const mostOfOneSession = 8;
/** Whoever reads so slowly that this much waits is let go, and comes again. Bytes. */
const mostWaiting = 1024 * 1024;

const open = new Map<string, number>();

export const eventRoutes: readonly Route[] = [
  route("session", {
    method: "get",
    path: "/events",
    tag: "Events",
    summary:
      "Server-sent events: `phone`, `phonebook`, `organisation`, `window`, `resync` … when something changed, `request` when a phone asked, `audit` when the change log has grown, " +
      "`found` when one asked that belongs to nobody, `reload` when it is too long ago to tell what was missed, `session` when the asker's own rights have changed. " +
      "Administrators hear the whole organisation, others what concerns themselves, and `colleagues` when somebody's state or name has changed.",
    answer: z.string(),
    handle: async (asked): Promise<Answer> => {
      const { who, parts } = asked;
      if ((open.get(who.session.id) ?? 0) >= mostOfOneSession) throw new EdgeError("too_many", 5);
      await parts.feed.ready();
      const missed = await missedSince(parts, asked.lastEventId);
      return { status: 200, stream: (request, response) => stream(asked, who, missed, request, response) };
    },
  }),
];

const reload: LiveEvent = { name: "reload", id: null, organisationId: null, userId: null, data: {} };

async function missedSince({ feed }: ApiParts, lastEventId: string | null): Promise<readonly LiveEvent[]> {
  if (lastEventId === null || !/^\d{1,15}$/.test(lastEventId)) return [];
  return (await feed.after(Number(lastEventId))) ?? [reload];
}

function stream(
  asked: RawAsk,
  who: Caller,
  missed: readonly LiveEvent[],
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const { parts } = asked;
  const { id } = who.session;
  open.set(id, (open.get(id) ?? 0) + 1);
  response.writeHead(200, { "Content-Type": "text/event-stream", "X-Accel-Buffering": "no" });
  // With a number from the start, a broken connection is gone on with even when nothing had been heard.
  response.write(`retry: 3000\nid: ${parts.feed.heardTo}\n\n`);
  const tell = (events: readonly LiveEvent[]) => {
    for (const event of events.flatMap((one) => heardBy(who, one) ?? [])) response.write(written(event));
    if (response.writableLength > mostWaiting) response.end();
    // Signed out, deactivated, with other rights: seen now, and not with the next beat.
    if (events.some(({ name, userId }) => name === "rights" && userId === who.session.userId)) void keep(asked, who, response);
  };
  tell(missed);
  const stop = parts.feed.listen(tell, () => response.end());
  const beat = setInterval(() => void keep(asked, who, response), beatEvery);
  request.once("close", () => {
    clearInterval(beat);
    stop();
    const left = (open.get(id) ?? 1) - 1;
    if (left > 0) open.set(id, left);
    else open.delete(id);
  });
}

/** Changes that every colleague may see the effect of. */
const everybodys: ReadonlySet<string> = new Set(["reload", "organisation", "members", "group", "schedule", "picture"]);

/** Of no organisation: for operators of all of them. */
const ofTheHouse: ReadonlySet<string> = new Set(["found", "finance", "order", "redirection"]);

/** What operator staff hears of every organisation that it looks after. */
const ofOperators: ReadonlySet<string> = new Set(["order", "evidence", "redirection"]);

/** Changes by which a colleague's row is another one. */
const ofColleagues: ReadonlySet<string> = new Set(["presence", "phonebook"]);

/** The event as it is told to somebody; null: not at all. Colleagues are told that somebody's state changed, and not whose. */
function heardBy({ organisationId, administrator, session }: Caller, event: LiveEvent): LiveEvent | null {
  if (ofTheHouse.has(event.name) && event.organisationId === null) return session.access.operates === "all" ? event : null;
  if (ofOperators.has(event.name) && mayOperate(session.access, event.organisationId ?? "")) return event;
  if (event.organisationId !== null && event.organisationId !== organisationId) return null;
  if (event.name === "request" && !administrator) return event.userId === session.userId ? ofOwnPhone(event) : null;
  if (administrator || event.userId === session.userId || everybodys.has(event.name)) return event;
  // A file of usage, a price: it may be about anybody's.
  if (event.name === "subscription" && event.userId === null) return { ...event, data: {} };
  return ofColleagues.has(event.name) ? { ...event, name: "colleagues", data: {} } : null;
}

/** What phones ask for is the administrator's to see; whoever has the phone hears that it has asked: it may be in step now. */
function ofOwnPhone(event: LiveEvent): LiveEvent {
  const asked = z.object({ phoneId: z.string() }).safeParse(event.data);
  return { ...event, name: "phone", data: asked.data ?? {} };
}

function written({ name, id, data }: LiveEvent): string {
  return `event: ${name}\n${id === null ? "" : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`;
}

/** Ends the stream when the session is over, has other rights, or is in another organisation now, and says that it is so. */
async function keep({ parts, cookies, asker }: RawAsk, who: Caller, response: ServerResponse): Promise<void> {
  const now = await callerOf(parts, sessionToken(cookies, asker.secure), parts.now()).catch(() => null);
  if (now !== null && rightsOf(now) === rightsOf(who)) response.write(": beat\n\n");
  else response.end("event: session\ndata: {}\n\n");
}

function rightsOf({ session, organisationId, administrator }: Caller): string {
  return [organisationId, administrator, ...session.access.rights].join(" ");
}
