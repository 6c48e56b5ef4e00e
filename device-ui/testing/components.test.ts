import { expect, test } from "vitest";
import { openPart } from "./browser.ts";

test("What is wrong with a field is tied to it, and a password can be shown", async () => {
  const page = await openPart("part=controls");
  const mobile = page.getByRole("textbox", { name: "Mobilnummer" });
  expect(await mobile.getAttribute("aria-invalid")).toBe("true");
  expect(
    await mobile.evaluate(
      (input) =>
        input.getRootNode() instanceof ShadowRoot &&
        (input.getRootNode() as ShadowRoot).getElementById(input.getAttribute("aria-describedby") ?? "")?.textContent?.trim(),
    ),
  ).toContain("Det är inget telefonnummer.");
  const password = page.getByLabel("Lösenord", { exact: true });
  await password.fill("korrekt häst");
  expect(await password.getAttribute("type")).toBe("password");
  await page.getByRole("button", { name: "Visa", exact: true }).press("Enter");
  expect([await password.getAttribute("type"), await password.inputValue()]).toEqual(["text", "korrekt häst"]);
});

test("A form reads its fields, also the day and time", async () => {
  const page = await openPart("part=controls");
  await page.getByRole("textbox", { name: "Klockslag" }).fill("930");
  await page.getByRole("textbox", { name: "Dag" }).fill("i morgon");
  await page.getByText("måndag 23 november 2026 klockan 09:30").waitFor();
  const values = await page.getByRole("form", { name: "Fält" }).evaluate((form) => [...new FormData(form as HTMLFormElement)]);
  expect(Object.fromEntries(values)).toMatchObject({
    name: "Eva Lund",
    reason: "meeting",
    profile: "external",
    group: "on",
    until: "2026-11-23T09:30",
  });
});

test("A time that cannot be read is told when the field is left, not while it is typed", async () => {
  const page = await openPart("part=controls");
  const time = page.getByRole("textbox", { name: "Klockslag" });
  await time.fill("25");
  expect(await page.getByText("Skriv klockslaget som").count()).toBe(0);
  await time.press("Tab");
  await page.getByText("Skriv klockslaget som 8, 0800 eller 08:00.").waitFor();
  await time.fill("8.00");
  await time.press("Tab");
  expect([await time.inputValue(), await page.getByText("Skriv klockslaget som").count()]).toEqual(["08:00", 0]);
});

test("Tabs are moved between by arrows", async () => {
  const page = await openPart("part=controls");
  await page.getByRole("tab", { name: "Filen, rad för rad" }).press("ArrowRight");
  expect(await page.getByRole("tab", { name: "Händelser" }).getAttribute("aria-selected")).toBe("true");
  await page.getByRole("tabpanel", { name: "Händelser" }).waitFor();
  await page.getByText("Hämtad 13:41.").waitFor();
  await page.keyboard.press("ArrowRight");
  expect(await page.getByRole("tab", { name: "Vad som ändras" }).getAttribute("aria-selected")).toBe("true");
});

test("A view that watches the server opens one stream and closes it when it goes", async () => {
  const page = await openPart("part=events");
  await page.getByText('hör {"waiting":2}').waitFor();
  const open = () => page.evaluate(() => fetch("/api/streams").then((answer) => answer.text()));
  expect(await open()).toBe("1");
  await page.locator("events-part").evaluate((part) => part.remove());
  await expect.poll(open).toBe("0");
});
