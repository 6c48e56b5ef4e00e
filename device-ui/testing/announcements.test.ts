import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BrowserServer, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readAudioFile } from "../../db/announcement-audio.ts";
import { listAnnouncements } from "../../db/announcements.ts";
import { wavOfPcm } from "../../domain/wav.ts";
import { expectAccessible, expectFault, expectNoSideways, useBrowser } from "./browser.ts";
import { startChromium } from "./chromium.ts";
import { realHouse } from "./real-house.ts";

const house = realHouse();
const folder = mkdtempSync(join(tmpdir(), "klyka-voice-"));
let chromium: BrowserServer;

/** What the microphone hears, again and again: something like a voice, which no noise suppression takes for noise. */
function voice(seconds: number, rate: number): Float32Array {
  return Float32Array.from({ length: seconds * rate }, (_, n) => {
    const at = n / rate;
    const syllable = Math.max(0, Math.sin(2 * Math.PI * 3 * at)) ** 0.5;
    const pitch = 150 + 40 * Math.sin(2 * Math.PI * 0.7 * at);
    return (
      0.12 *
      syllable *
      [1, 2, 3, 5, 8].reduce((sum, harmonic) => sum + Math.sin(2 * Math.PI * pitch * harmonic * at) / harmonic, 0)
    );
  });
}
const file = (name: string, bytes: Uint8Array) => ({ name, mimeType: "audio/wav", buffer: Buffer.from(bytes) });

beforeAll(async () => {
  const heard = join(folder, "microphone.wav");
  writeFileSync(heard, wavOfPcm(voice(6, 48_000), 48_000));
  const microphone = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"];
  chromium = await startChromium([...microphone, `--use-file-for-fake-audio-capture=${heard}`]);
  useBrowser(chromium.wsEndpoint());
});
afterAll(async () => {
  await chromium.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What stands in a dialog is beside it, not in it. */
const making = (page: Page) => page.locator("announcement-dialog");
const question = (page: Page) => page.locator("confirm-dialog");
const seconds = async (page: Page, name: string) =>
  Number(await page.getByRole("slider", { name, exact: true }).getAttribute("aria-valuenow"));

test("An announcement is recorded in the browser, trimmed by keyboard and mouse, listened to, saved and played", async () => {
  const page = await house.signedIn("anna", { path: "/announcements" });
  await page.getByText("Här finns inga röstmeddelanden ännu").waitFor();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Nytt röstmeddelande" }).first().click();
  await page.getByRole("dialog", { name: "Nytt röstmeddelande" }).waitFor();
  const asked = making(page);

  // The browser says no, then it has none, then yes.
  for (const [name, said] of [
    ["NotAllowedError", /Webbläsaren släpper inte in oss/],
    ["NotFoundError", /Ingen mikrofon hittades/],
  ] as const) {
    await page.evaluate((fault) => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("", fault));
    }, name);
    await asked.getByRole("button", { name: "Använd mikrofonen" }).click();
    await asked.getByText(said).waitFor();
  }
  await page.evaluate(() => Reflect.deleteProperty(navigator.mediaDevices, "getUserMedia"));
  await asked.getByRole("button", { name: "Använd mikrofonen" }).click();
  await asked.getByText("Säg något").waitFor();
  await expectAccessible(page);
  await asked.getByRole("button", { name: "Spela in", exact: true }).click();
  await expect.poll(() => asked.getByText(/^[2-9],\d s$/).count()).toBe(1);
  await asked.getByRole("button", { name: "Stoppa" }).click();

  const [from, to] = [await seconds(page, "Börjar"), await seconds(page, "Slutar")];
  expect(to - from).toBeGreaterThan(1.2);
  await page.getByRole("slider", { name: "Börjar" }).focus();
  for (const _press of [1, 2, 3]) await page.keyboard.press("ArrowRight");
  expect(await seconds(page, "Börjar")).toBeCloseTo(from + 0.3, 5);
  const handle = await page.getByRole("slider", { name: "Slutar" }).boundingBox();
  await page.mouse.move((handle?.x ?? 0) + 12, (handle?.y ?? 0) + 20);
  await page.mouse.down();
  await page.mouse.move((handle?.x ?? 0) - 40, (handle?.y ?? 0) + 20, { steps: 3 });
  await page.mouse.up();
  const kept = (await seconds(page, "Slutar")) - (await seconds(page, "Börjar"));
  expect(kept).toBeLessThan(to - from - 0.4);
  await asked.getByRole("button", { name: "Lyssna på inspelningen" }).click();
  await asked.getByRole("button", { name: "Pausa" }).waitFor();
  await asked.getByRole("button", { name: "Använd inspelningen" }).click();

  await asked.getByRole("button", { name: "Gör om ljudet" }).waitFor();
  await asked.getByLabel("Namn").fill("Stängt för dagen");
  await asked.getByLabel("Vad som sägs").fill("Vi har stängt för dagen.");
  await expectAccessible(page);
  // One key too much does not lose it.
  await page.keyboard.press("Escape");
  await page.getByRole("dialog", { name: "Slänga ljudet?" }).waitFor();
  await question(page).getByRole("button", { name: "Avbryt" }).click();
  await asked.getByRole("button", { name: "Spara meddelandet" }).click();
  await page.getByRole("heading", { level: 2, name: "Stängt för dagen" }).waitFor();

  const organisationId = house.ids.organisations.firm;
  const [made] = await listAnnouncements(house.db, organisationId);
  expect([made?.name, made?.source, made?.transcript]).toEqual(["Stängt för dagen", "browser", "Vi har stängt för dagen."]);
  const sha256 = made?.audio.sha256 ?? "";
  const forms = { wav16: [1, 16_000, 16], wav8: [1, 8000, 16], alaw: [6, 8000, 8] } as const;
  for (const [format, [tag, rate, bits]] of Object.entries(forms)) {
    const wav = Buffer.from(await readAudioFile(house.db, { organisationId, sha256, format: format as keyof typeof forms }));
    expect([
      wav.toString("latin1", 0, 4),
      wav.readUInt16LE(20),
      wav.readUInt16LE(22),
      wav.readUInt32LE(24),
      wav.readUInt16LE(34),
    ]).toEqual(["RIFF", tag, 1, rate, bits]);
    const length = (wav.length - (tag === 1 ? 44 : 58)) / (bits / 8) / rate;
    expect(Math.abs(length - kept)).toBeLessThan(0.12);
    expect(Math.abs(length * 1000 - (made?.audio.durationMs ?? 0))).toBeLessThan(2);
  }
  // A voice was heard, not silence.
  expect(made?.audio.measured.loudness ?? -99).toBeGreaterThan(-50);

  const panel = page.locator("announcement-panel");
  await panel.getByRole("button", { name: "Spela upp Stängt för dagen" }).click();
  await panel.getByRole("button", { name: "Pausa" }).waitFor();
  await panel.getByRole("slider", { name: "Plats i Stängt för dagen" }).focus();
  await page.keyboard.press("End");
  await expect.poll(() => panel.getByRole("button", { name: "Spela upp Stängt för dagen" }).count()).toBe(1);
  await expectAccessible(page);
});

test("A file is uploaded by drop, the recording replaced where it is heard, taken back and restored; what is used is not deleted", async () => {
  const page = await house.signedIn("anna", { path: "/announcements", scheme: "dark", width: 1440 });
  await page.getByRole("button", { name: "Nytt röstmeddelande" }).first().click();
  await page.getByRole("dialog", { name: "Nytt röstmeddelande" }).waitFor();
  const asked = making(page);
  await asked.getByText("Ladda upp fil").click();
  const input = asked.locator("input[type=file]");
  expectFault(/422/);
  await input.setInputFiles({ name: "Hälsning.mp3", mimeType: "audio/mpeg", buffer: Buffer.from("ingen ljudfil") });
  await asked.getByText("Filen behöver vara WAV, MP3, OGG (Vorbis eller Opus) eller M4A (AAC).").waitFor();
  await input.setInputFiles(file("för stor.wav", new Uint8Array(5_000_001)));
  await asked.getByText("Filen är för stor. Ett ljud får vara högst 5 MB.").waitFor();
  await input.setInputFiles(
    file(
      "Lunch_i_dag.wav",
      wavOfPcm(
        voice(3, 16_000).map((sample) => sample / 30),
        16_000,
      ),
    ),
  );
  await asked.getByText(/Ljudet är svagt/).waitFor();
  expect(await asked.getByLabel("Namn").inputValue()).toBe("Lunch i dag");
  await asked.getByRole("button", { name: "Spara meddelandet" }).click();
  await page.getByRole("heading", { level: 2, name: "Lunch i dag" }).waitFor();
  const panel = page.locator("announcement-panel");
  expect(await panel.getByText(/Ljudet är svagt/).count()).toBe(1);

  const { firm: organisationId } = house.ids.organisations;
  const lunch = (await listAnnouncements(house.db, organisationId)).find((one) => one.name === "Lunch i dag");
  await house.db("response_group").where("id", house.ids.groups.switchboard).update({ welcome_id: lunch?.id });
  await page.reload();
  await panel.getByText("Välkomsthälsning").waitFor();
  expect(await panel.getByRole("button", { name: "Ta bort meddelandet" }).getAttribute("aria-disabled")).toBe("true");
  await panel.getByText("Det hörs i Växeln. Välj ett annat meddelande där först.").waitFor();

  await panel.getByRole("button", { name: "Spela in eller ladda upp på nytt" }).click();
  await page.getByRole("dialog", { name: "Nytt ljud i Lunch i dag" }).waitFor();
  const again = making(page);
  await again.getByText("Växeln").waitFor();
  await expectAccessible(page);
  await again.getByRole("button", { name: "Fortsätt" }).click();
  await again.getByText("Ladda upp fil").click();
  // Dropped on it, as from a folder.
  const bytes = [...wavOfPcm(voice(2, 16_000), 16_000)];
  const data = await page.evaluateHandle((content) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([new Uint8Array(content)], "ny.wav", { type: "audio/wav" }));
    return transfer;
  }, bytes);
  await again.locator(".drop").dispatchEvent("drop", { dataTransfer: data });
  await again.getByText("Ljudet är lagom starkt").waitFor();
  await again.getByRole("button", { name: "Byt ljudet" }).click();
  await page.getByText("Lunch i dag har nytt ljud.").first().waitFor();
  await expect.poll(() => panel.getByText(/Ljudet är svagt/).count()).toBe(0);
  await panel.getByText(/Hördes till/).waitFor();
  await page.getByRole("button", { name: "Ångra" }).last().click();
  await panel.getByText(/Ljudet är svagt/).waitFor();
  await panel
    .getByRole("button", { name: /^Återställ ljudet från/ })
    .first()
    .click();
  await question(page).getByText("Växeln").waitFor();
  await question(page).getByRole("button", { name: "Återställ", exact: true }).click();
  await expect.poll(() => panel.getByText(/Ljudet är svagt/).count()).toBe(0);

  // Nobody hears it any longer: it goes, and comes back.
  await house.db("response_group").update({ welcome_id: null });
  await page.reload();
  await panel.getByText("Ingen hör det.", { exact: false }).waitFor();
  await panel.getByLabel("Vad som sägs").fill("Vi är på lunch till klockan ett.");
  await panel.getByRole("button", { name: "Spara" }).click();
  await page.getByText("Lunch i dag är sparat.").first().waitFor();
  await panel.getByRole("button", { name: "Ta bort meddelandet" }).click();
  await question(page).getByRole("button", { name: "Ta bort meddelandet" }).click();
  await page.getByText("Lunch i dag är borttaget.").first().waitFor();
  expect((await listAnnouncements(house.db, organisationId)).map((one) => one.name)).not.toContain("Lunch i dag");
  await page.getByRole("button", { name: "Ångra" }).last().click();
  await expect
    .poll(async () => (await listAnnouncements(house.db, organisationId)).find((one) => one.name === "Lunch i dag")?.transcript)
    .toBe("Vi är på lunch till klockan ett.");
  await page.setViewportSize({ width: 320, height: 720 });
  await expectNoSideways(page);
  const english = await house.signedIn("anna", { path: "/announcements", language: "en", width: 320 });
  await english.getByRole("button", { name: "New announcement" }).first().click();
  await making(english).getByRole("button", { name: "Use the microphone" }).waitFor();
  await expectNoSideways(english);
  await expectAccessible(english);
});

test("A calendar's announcement is uploaded, chosen and played without leaving the calendar", async () => {
  const group = house.ids.groups.support;
  const page = await house.signedIn("anna", { path: `/groups/${group}/calendar`, scheme: "dark" });
  await page.getByRole("button", { name: "Ändra [default]" }).click();
  const field = page.locator("announcement-field");
  await field.getByRole("button", { name: "Nytt: spela in eller ladda upp" }).click();
  await making(page).getByText("Ladda upp fil").click();
  const sound = wavOfPcm(voice(2, 16_000), 16_000);
  await making(page).locator("input[type=file]").setInputFiles(file("Jour.wav", sound));
  await making(page).getByText("Ljudet är lagom starkt").waitFor();
  await making(page).getByRole("button", { name: "Spara meddelandet" }).click();
  await expect.poll(() => field.getByRole("combobox").inputValue()).toBe("Jour");
  await field.getByText("Vad som sägs är inte skrivet.").waitFor();
  await field.getByRole("button", { name: "Spela upp Jour" }).click();
  await field.getByRole("button", { name: "Pausa" }).waitFor();
  await expectAccessible(page);
  await page.setViewportSize({ width: 320, height: 800 });
  await expectNoSideways(page);
  // Whoever has not found it by its name finds it by a part of it.
  await field.getByRole("combobox").fill("ourn");
  await field.getByText("Inget stämmer med", { exact: false }).first().waitFor();
  await field.getByRole("combobox").fill("jo");
  await field.getByRole("option", { name: /^Jour/ }).waitFor();
});
