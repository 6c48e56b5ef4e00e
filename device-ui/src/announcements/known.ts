import type { ReactiveController, ReactiveControllerHost } from "lit";
import { type AnnouncementView, listAnnouncements } from "../data/announcements.ts";
import { api } from "../data/client.ts";
import { onServerEvent } from "../data/live.ts";

/** Rows of one question: more than an organisation has, as a rule. */
const most = 500;

let asked: Promise<readonly AnnouncementView[]> | null = null;
const lookers = new Set<() => void>();

function forget(): void {
  asked = null;
  for (const look of [...lookers]) look();
}
onServerEvent("announcement", forget);
onServerEvent("reload", forget);

async function loadAll(): Promise<readonly AnnouncementView[]> {
  const first = await listAnnouncements(api, { limit: most });
  const rows = [...first.rows];
  while (rows.length < first.total) {
    const next = await listAnnouncements(api, { limit: most, offset: rows.length });
    if (next.rows.length === 0) break;
    rows.push(...next.rows);
  }
  return rows;
}

/** All announcements, asked for once for all fields of a page. @throws ApiError */
export function knownAnnouncements(): Promise<readonly AnnouncementView[]> {
  asked ??= loadAll().catch((error: unknown) => {
    asked = null;
    throw error;
  });
  return asked;
}

/** Something has just been changed here: others need not wait until the server tells it. */
export function announcementsChanged(): void {
  forget();
}

/** Calls `again` when announcements have changed, while its element is in the document. */
export class AnnouncementWatch implements ReactiveController {
  readonly #again: () => void;

  constructor(host: ReactiveControllerHost, again: () => void) {
    this.#again = again;
    host.addController(this);
  }

  hostConnected(): void {
    lookers.add(this.#again);
  }

  hostDisconnected(): void {
    lookers.delete(this.#again);
  }
}
