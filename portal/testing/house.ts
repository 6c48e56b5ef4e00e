import { onTestFinished } from "vitest";
import { testDatabases } from "../../db/testing/databases.ts";
import type { Db } from "../../db/types.ts";
import type { PeopleParts } from "../api/parts.ts";
import { type House, openHouse } from "./open-house.ts";

export { aFirm, aMessage, aPicture, grow, type Ids } from "./firm.ts";
export { goodHash, goodPassword, type House, type SentMail } from "./open-house.ts";

const [sqlite, postgres] = testDatabases();

type HouseSay = Partial<PeopleParts> & {
  readonly database?: "SQLite" | "PostgreSQL" | Db;
  /** When it is closed; after the test, unless something else is said. */
  readonly closes?: (close: () => Promise<void>) => void;
};

/** A portal on a real socket with a database of its own. */
export async function aHouse(say: HouseSay = {}): Promise<House> {
  const { database = "SQLite", closes = onTestFinished, ...more } = say;
  const { close, ...house } = await openHouse(await opened(database), more);
  closes(close);
  return house;
}

async function opened(database: "SQLite" | "PostgreSQL" | Db): Promise<Db> {
  if (typeof database !== "string") return database;
  const chosen = database === "SQLite" ? sqlite : postgres;
  if (!chosen) throw new Error("no database");
  return chosen.connect();
}
