import { expect, test } from "vitest";
import { expectAccessible, openPart } from "./browser.ts";

const formValue = (form: Element) => new FormData(form as HTMLFormElement).get("holder");

test("One of many is chosen by typing, kept when one thinks better of it, and taken away", async () => {
  const page = await openPart("part=controls");
  const field = page.getByRole("combobox", { name: "Vem telefonen tillhör" });
  const form = page.getByRole("form", { name: "Fält" });
  await field.fill("anna");
  await page.getByRole("listbox", { name: "Vem telefonen tillhör" }).getByRole("option", { name: /Anna/ }).first().waitFor();
  await expectAccessible(page);
  const wanted =
    (await page.getByRole("listbox", { name: "Vem telefonen tillhör" }).getByRole("option").nth(1).textContent())?.trim() ?? "";
  await field.press("ArrowDown");
  await field.press("Enter");
  expect(wanted).toContain(await field.inputValue());
  const key = await form.evaluate(formValue);
  expect(key).toMatch(/^p\d+$/);
  await field.fill("bo");
  await page.getByRole("listbox", { name: "Vem telefonen tillhör" }).waitFor();
  await field.press("Escape");
  expect([await page.getByRole("listbox").count(), await form.evaluate(formValue)]).toEqual([0, key]);
  await page.getByRole("button", { name: "Rensa Vem telefonen tillhör" }).click();
  expect([await field.inputValue(), await form.evaluate(formValue)]).toEqual(["", null]);
});

test("What is not found is said, what fails is said, and what may be typed freely is offered", async () => {
  const page = await openPart("part=controls");
  const field = page.getByRole("combobox", { name: "Vem telefonen tillhör" });
  await field.fill("xyz");
  await page.getByRole("listbox").getByText("Inget stämmer med ”xyz”").waitFor();
  await field.fill("fel");
  await page.getByRole("listbox").getByText("Det gick inte att söka").waitFor();
  await field.fill("112");
  await page.getByRole("option", { name: "112 Fritt nummer" }).click();
  expect(await field.inputValue()).toBe("112");
});
