import fc from "fast-check";
import { expect, it } from "vitest";
import { vendorIds } from "../domain/plan.ts";
import { overridden, readSettings, tellsLocalSettings } from "./local-settings.ts";

const bytes = (text: string) => Buffer.from(text);

it("what a Yealink tells is compared with what its files say: what they leave to the phone is the phone's", () => {
  const files = [
    bytes("#!version:1.0.0.1\nphone_setting.ring_type = Ring1.wav\nsecurity.user_password = a\n"),
    bytes("account.1.label = Anna\n"),
  ];
  const local = readSettings(
    "yealink",
    bytes("#!version:1.0.0.1\r\nphone_setting.ring_type = Ring5.wav\r\naccount.1.label = Anna\r\nvoice.tone = 3\r\n"),
  );
  expect([...local.keys()]).toEqual(["phone_setting.ring_type", "account.1.label", "voice.tone"]);
  expect(overridden("yealink", local, files)).toEqual(["phone_setting.ring_type"]);
  expect(overridden("yealink", readSettings("yealink", bytes("")), files)).toEqual([]);
});

it("what a Polycom tells is told by its attributes, however many there are, with their references resolved", () => {
  const many = Array.from({ length: 60 }, (_, n) => `up.extra.${n}="0"`).join(" ");
  const file = bytes(`<?xml version="1.0"?>\n<klyka up.backlight.onIntensity="3" reg.1.label="Åsa &amp; Bo" ${many}/>`);
  const local = bytes(
    `<?xml version="1.0"?><!-- up.extra.1="9" --><PHONE_CONFIG><OVERRIDES up.backlight.onIntensity="1" reg.1.label="Åsa &#38; Bo" up.extra.59="1" mine="2"/></PHONE_CONFIG>`,
  );
  expect(overridden("polycom", readSettings("polycom", local), [file])).toEqual(["up.backlight.onIntensity", "up.extra.59"]);
});

it("tells the files in which phones tell from their logs, and reads any bytes", () => {
  expect(tellsLocalSettings("yealink", "805ec0a10001-local.cfg")).toBe(true);
  expect(tellsLocalSettings("polycom", "0004f2000001-phone.cfg")).toBe(true);
  expect(tellsLocalSettings("polycom", "0004f2000001-app.log")).toBe(false);
  expect(tellsLocalSettings("snom", "000413a10002.xml")).toBe(false);
  fc.assert(
    fc.property(fc.constantFrom(...vendorIds), fc.uint8Array({ maxLength: 400 }), (vendor, body) => {
      expect(overridden(vendor, readSettings(vendor, body), [body])).toEqual([]);
    }),
  );
});
