import { expect, test } from "vitest";
import { expectAccessible, focusedName, openPart } from "./browser.ts";

test("The keyboard meets the way past the sections first, and takes it", async () => {
  const page = await openPart("part=controls");
  await page.keyboard.press("Tab");
  expect(await focusedName(page)).toBe("Hoppa till innehållet");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  expect(await focusedName(page)).toBe("Skicka till telefonen");
});

test("The sections stand at the left, with the one that is open marked", async () => {
  const page = await openPart("part=phone");
  const sections = page.getByRole("navigation", { name: "Avdelningar" });
  expect(await sections.getByRole("link").count()).toBe(10);
  expect(await sections.getByRole("link", { name: "Bordstelefoner" }).getAttribute("aria-current")).toBe("page");
});

test("On a telephone's screen four sections stand below and the rest behind Mer", async () => {
  const page = await openPart("part=controls", { width: 390, height: 844 });
  const below = page.getByRole("navigation", { name: "Avdelningar" });
  expect(await below.getByRole("link").count()).toBe(4);
  await below.getByRole("button", { name: "Mer" }).click();
  const sheet = page.getByRole("dialog", { name: "Avdelningar" });
  await sheet.waitFor();
  expect(await page.getByRole("navigation", { name: "Mer" }).getByRole("link").count()).toBe(10);
  await page.keyboard.press("Escape");
  expect(await sheet.count()).toBe(0);
  expect(await focusedName(page)).toBe("Mer");
});

test("The search opens with / and with Ctrl-K, but / is a letter in a field", async () => {
  const page = await openPart("part=overlay");
  await page.keyboard.press("/");
  const search = page.getByRole("combobox", { name: "Sök i allt" });
  await search.waitFor();
  await page.keyboard.press("Escape");
  expect(await search.count()).toBe(0);
  const field = page.getByRole("textbox", { name: "Skriv här" });
  await field.press("/");
  expect([await field.inputValue(), await search.count()]).toEqual(["/", 0]);
  await field.press("Control+k");
  await search.waitFor();
});

test("The search is answered by arrows and Enter", async () => {
  const page = await openPart("part=overlay");
  await page.keyboard.press("Control+k");
  await page.keyboard.type("lu");
  await page.getByRole("option", { name: /^Eva Lund Nåbar/ }).waitFor();
  await page.getByText("Träff", { exact: false }).first().waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowUp");
  expect(await page.getByRole("option", { selected: true }).textContent()).toContain("Eva Lund");
  await page.keyboard.press("Enter");
  await page.getByRole("status").getByText("/users/p2").waitFor();
});

test("The search says when nothing is found, and when it cannot be asked", async () => {
  const page = await openPart("part=overlay");
  await page.keyboard.press("Control+k");
  await page.keyboard.type("zzz");
  await page.getByText("Inget stämmer med ”zzz”.").waitFor();
  await page.getByRole("combobox").fill("fel");
  await page.getByText("Det gick inte att söka just nu.").waitFor();
});

test("A dialog takes the focus, keeps it, and gives it back", async () => {
  const page = await openPart("part=overlay");
  await page.getByRole("button", { name: "Öppna dialogen" }).press("Enter");
  const dialog = page.getByRole("dialog", { name: "Ny bordstelefon" });
  await dialog.waitFor();
  await page.getByRole("textbox", { name: "MAC-adress" }).fill("0015 65aa bbcc");
  await page.keyboard.press("Escape");
  expect(await dialog.count()).toBe(0);
  expect(await focusedName(page)).toBe("Öppna dialogen");
});

test("Before something with an effect its effects are shown, and Escape leaves all as it was", async () => {
  const page = await openPart("part=overlay");
  await page.getByRole("button", { name: "Avsluta Oskar …" }).press("Enter");
  const question = page.getByRole("dialog", { name: "Avsluta Oskar Bäck?" });
  await question.waitFor();
  expect(await page.getByRole("listitem").count()).toBe(3);
  await page.keyboard.press("Escape");
  await page.getByRole("status").getByText("kvar").waitFor();
  expect(await focusedName(page)).toBe("Avsluta Oskar …");
  await page.getByRole("button", { name: "Avsluta Oskar …" }).press("Enter");
  await page.getByRole("button", { name: "Avsluta Oskar", exact: true }).press("Enter");
  await page.getByRole("status").getByText("avslutad").waitFor();
});

test("What was saved can be undone from what is said about it", async () => {
  const page = await openPart("part=overlay");
  await page.getByRole("button", { name: "Spara", exact: true }).click();
  await page.getByText("Eva Lund ligger på knapp 7.").waitFor();
  await page.getByRole("button", { name: "Ångra" }).press("Enter");
  await page.getByRole("status").getByText("ångrat").waitFor();
  expect(await page.getByText("Eva Lund ligger på knapp 7.").count()).toBe(0);
});

test.each(["light", "dark"] as const)("axe finds nothing on what lies over a page in %s", async (scheme) => {
  const page = await openPart("part=overlay", { scheme });
  await page.getByRole("button", { name: "Spara", exact: true }).click();
  await page.getByRole("button", { name: "Misslyckas" }).click();
  await page.getByText("Telefonen svarade inte.").waitFor();
  await expectAccessible(page);
  await page.keyboard.press("Control+k");
  await page.keyboard.type("lu");
  await page.getByRole("option").first().waitFor();
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Öppna dialogen" }).click();
  await page.getByRole("dialog", { name: "Ny bordstelefon" }).waitFor();
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Avsluta Oskar …" }).click();
  await page.getByRole("dialog", { name: "Avsluta Oskar Bäck?" }).waitFor();
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Spara samtidigt" }).click();
  await page.getByRole("dialog", { name: "Någon annan har sparat samtidigt" }).waitFor();
  await expectAccessible(page);
});

test("Where two have saved the same thing one chooses whose stands, field by field, or goes back", async () => {
  const page = await openPart("part=overlay");
  const save = page.getByRole("button", { name: "Spara samtidigt" });
  await save.press("Enter");
  await page.getByText(/^Anna Ek har sparat \(\d\d:\d\d\)/).waitFor();
  const name = page.getByRole("group", { name: "Namn" });
  expect(await name.getByRole("radio", { name: "Sparat nu Ewa Lund" }).isChecked()).toBe(true);
  await name.getByRole("radio", { name: "Din ändring Eva Ek" }).press("Space");
  await page.getByRole("radio", { name: "Sparat nu tomt" }).waitFor();
  await page.getByRole("button", { name: "Spara valen" }).press("Enter");
  await page.getByRole("status").getByText("name mine note theirs").waitFor();
  await save.press("Enter");
  await page.getByRole("dialog", { name: "Någon annan har sparat samtidigt" }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("status").getByText("tillbaka").waitFor();
});
