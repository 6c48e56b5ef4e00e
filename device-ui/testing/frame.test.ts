import { expect, test } from "vitest";
import { realHouse } from "./real-house.ts";

const house = realHouse({ phones: true });

test("A page is opened with the session of one of the firm, and a phone of it boots", async () => {
  const page = await house.signedIn("anna", { path: "/appearance" });
  const body = await page.evaluate(() => fetch("/api/session").then((answer) => answer.json()));
  expect(body.session.user.name).toBe("Anna Ek");
  const report = await house.boot("reception");
  expect(report.state.accounts[0]?.displayName).toBe("Eva Lund");
  expect((await house.journal()).length).toBeGreaterThan(0);
});
