import { describe, expect, test } from "vitest";
import { testDatabases } from "../db/testing/databases.ts";
import type { KeyPage } from "../templates/contract.ts";
import { onePressed } from "./one-press.ts";

const within = 60_000;
const unknown = (): KeyPage => ({ title: "?", lines: [], choices: [] });

describe.each(testDatabases())("a press that comes to several processes on $name", ({ connect }) => {
  test("acts once, and each says what came of it", async () => {
    const db = await connect();
    let done = 0;
    const act = async (): Promise<KeyPage> => {
      done += 1;
      await new Promise((resolve) => setTimeout(resolve, 20));
      return { title: "Kö", lines: ["Inloggad"], choices: [] };
    };
    const press = (name: string, again = within) => onePressed(db, name, again, act, unknown);
    const pages = await Promise.all([press("a"), press("a"), press("a")]);
    expect(pages).toEqual(pages.map(() => ({ title: "Kö", lines: ["Inloggad"], choices: [] })));
    expect([done, (await press("a")).lines, done]).toEqual([1, ["Inloggad"], 1]);
    await press("b");
    expect(done).toBe(2);
    await press("a", 0);
    expect(done).toBe(3);
  });

  test("that only offers choices is asked anew, and one that failed may be pressed again", async () => {
    const db = await connect();
    const choices = [{ label: "Lunch", url: "https://prov.example.se/p/x/key" }];
    const offer = async (): Promise<KeyPage> => ({ title: "Borta", lines: [], choices });
    const pages = await Promise.all([1, 2].map(() => onePressed(db, "c", within, offer, unknown)));
    expect(pages.map((page) => page.choices)).toEqual([choices, choices]);
    expect(JSON.stringify(await db("key_press"))).not.toContain("prov.example.se");
    const fails = () => Promise.reject(new Error("away"));
    await expect(onePressed(db, "d", within, fails, unknown)).rejects.toThrow("away");
    expect((await onePressed(db, "d", within, offer, unknown)).choices).toEqual(choices);
  });
});
