import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, expect, test } from "vitest";
import { addImage, imageByName, listImages } from "../../db/firmware-images.ts";
import { ContentStore } from "../../firmware/content-store.ts";
import { FirmwareUploads } from "../../firmware/uploads.ts";
import { imageReader } from "../../templates/firmware-image.ts";
import { expectAccessible, expectFault, expectNoSideways } from "./browser.ts";
import { realHouse } from "./real-house.ts";

const folder = mkdtempSync(join(tmpdir(), "klyka-firmware-view-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const house = realHouse({ people: { firmware: { folder } } });

const staff = { kind: "operator", id: null, name: "Olle", organisationId: null } as const;

/** Packed bytes, as images are. */
const bytes = (size: number) => Buffer.from(Uint8Array.from({ length: size }, (_, at) => (at * 197 + (at >> 5)) % 256));
const file = (name: string, buffer: Buffer) => ({ name, mimeType: "application/octet-stream", buffer });
const t46 = "T46U(T43U,T46U,T48U)-108.86.0.90.rom";

test("Operator staff uploads an image over a line that breaks, sees why others are refused, and deletes what nobody wants", async () => {
  const page = await house.signedIn("olle", { path: "/operator/firmware" });
  await page.getByText("Här finns ingen firmware än.").waitFor();
  await expectAccessible(page);
  let broken = 0;
  // The second part does not get through the first time.
  expectFault(/Failed to load resource|net::ERR/);
  let share = 0;
  await page.route(/parts\?offset=4194304$/, async (route) => {
    if (broken++ > 0) return route.continue();
    const bar = page.locator("upload-files progress");
    // As wide as its line: it is seen how far it has come.
    share = await bar.evaluate((one) => one.clientWidth / Math.max(1, one.closest("li")?.clientWidth ?? 1));
    await route.abort("connectionreset");
  });
  const image = bytes(9_000_000);
  await page.locator("input[type=file]").setInputFiles(file(t46, image));
  await page.getByText(`${t46} – servern nås inte`, { exact: false }).waitFor();
  await page.getByText(`${t46} är inlagd: T43U, T46U, T48U`).waitFor();
  expect([broken, share > 0.95]).toEqual([2, true]);
  const kept = await imageByName(house.db, "yealink", t46);
  expect([kept?.bytes, kept?.firmwareVersion]).toEqual([9_000_000, "108.86.0.90"]);

  expectFault(/status of 422/);
  const page404 = Buffer.from("<!DOCTYPE html><html><body>Filen finns inte</body></html>".padEnd(3000));
  await page
    .locator("input[type=file]")
    .setInputFiles([
      file("T54W(T53,T53W)-96.86.0.45.rom", page404),
      file("semesterbilder.rom", bytes(2000)),
      file("3111-48450-001.sip.ld", bytes(5000)),
    ]);
  await page.getByText("T54W(T53,T53W)-96.86.0.45.rom är ingen firmware: HTML.", { exact: false }).waitFor();
  await page.getByText("Namnet semesterbilder.rom säger inte vilka telefoner filen är till.", { exact: false }).waitFor();
  // Two versions of a Polycom image have one name: somebody says which it is.
  await page.getByRole("textbox", { name: "Version" }).fill("5.9.7.4477");
  await expectAccessible(page);
  await page.getByRole("textbox", { name: "Version" }).press("Enter");
  await page.getByText("3111-48450-001.5.9.7.4477.sip.ld är inlagd: VVX411").waitFor();
  await page.getByRole("button", { name: "Rensa listan" }).click();

  await page.getByRole("button", { name: `Visa ${t46}` }).click();
  const dialog = page.locator("image-dialog");
  await dialog.getByText(kept?.sha256 ?? "").waitFor();
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Ta bort" }).click();
  await page.locator("confirm-dialog").getByRole("button", { name: "Ta bort" }).click();
  await page.getByText(`${t46} är borttagen`).waitFor();
  expect(await imageByName(house.db, "yealink", t46)).toBeNull();
});

test("An upload that was left goes on where it stopped when the same file is chosen again, on a small screen too", async () => {
  const name = "snomD785-10.1.215.13-SIP-r.bin";
  const image = bytes(5_000_000);
  // The window was closed when the first part was there.
  const id = house.ids.people.olle;
  const { first_name, last_name } = await house.db("users").where({ id }).first("first_name", "last_name");
  const uploads = new FirmwareUploads({ db: house.db, content: new ContentStore(folder), reader: imageReader });
  const olle = { ...staff, id, name: `${first_name} ${last_name}` };
  const sha256 = (...parts: Uint8Array[]) => createHash("sha256").update(Buffer.concat(parts)).digest();
  const fingerprint = sha256(sha256(image.subarray(0, 4_194_304)), sha256(image.subarray(4_194_304))).toString("hex");
  const upload = await uploads.begin({ name, bytes: image.length, fingerprint }, olle, new Date());
  await uploads.receive(upload.id, 0, Readable.from([image.subarray(0, 4_194_304)]), () => new Date());

  const page = await house.signedIn("olle", {
    path: "/operator/firmware",
    width: 320,
    height: 800,
    language: "en",
    scheme: "dark",
  });
  await page.getByText(/snomD785.*: 4\.2\sMB of 5\sMB/).waitFor();
  await expectAccessible(page);
  await expectNoSideways(page);
  const parts: string[] = [];
  page.on("request", (request) => {
    if (request.url().includes("/parts")) parts.push(new URL(request.url()).search);
  });
  await page.locator("input[type=file]").setInputFiles(file(name, image));
  await page.getByText(`${name} has been added: D785`).waitFor();
  expect(parts).toEqual(["?offset=4194304"]);
  expect((await listImages(house.db, "snom")).map((one) => [one.name, one.bytes])).toEqual([[name, image.length]]);
  await expectNoSideways(page);
});

test("An administrator sees what each model runs and should run, and goes on to plan a roll-out of another version", async () => {
  const phones = await house
    .db("phone")
    .where({ organisation_id: house.ids.organisations.firm, vendor: "yealink" })
    .select("id", "model");
  const [one] = phones;
  const model = String(one.model);
  const say = { vendor: "yealink", kind: "phone", models: [model], bytes: 42_000_000, source: "upload" } as const;
  const add = (version: string, sha: string) =>
    addImage(
      house.db,
      { ...say, name: `${model}-${version}.rom`, firmwareVersion: version, sha256: sha.repeat(64) },
      staff,
      new Date(),
    );
  await add("108.86.0.90", "a");
  const { image } = await add("108.100.0.15", "b");
  const contact = { phone_id: one.id, at: new Date().toISOString(), address: "192.0.2.9", firmware: "108.86.0.20" };
  await house.db("phone_contact").insert(contact).onConflict("phone_id").merge();
  const page = await house.signedIn("anna", { path: "/firmware" });
  const card = page.getByRole("region", { name: `Yealink ${model}` });
  await card.getByText("108.86.0.20").waitFor();
  await card.getByText("Det de har").waitFor();
  await expectAccessible(page);
  expect(await card.getByRole("option").allTextContents()).toEqual(["108.100.0.15 (nyast)", "108.86.0.90"]);
  await card.getByRole("button", { name: `Planera utrullning till Yealink ${model}` }).press("Enter");
  await page.waitForURL((url) => url.pathname === "/rollouts/new" && url.searchParams.get("firmware") === image.id);
});
