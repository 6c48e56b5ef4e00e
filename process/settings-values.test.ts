import { describe, expect, it } from "vitest";
import { findUnsafe } from "./safety.ts";
import { loadSettings } from "./settings.ts";
import { schemas } from "./settings-values.ts";

describe("the mail server", () => {
  it("is read from an address, with TLS wherever a password goes", () => {
    const read = (text: string) => schemas.smtpUrl.safeParse(text).data;
    expect(read("smtps://klyka:hem%40ligt@mail.example.se")).toEqual({
      ...{ host: "mail.example.se", port: 465, tls: "implicit", user: "klyka", password: "hem@ligt" },
    });
    expect(read("smtp://klyka:hemligt@mail.example.se")).toMatchObject({ port: 587, tls: "required" });
    expect(read("smtp://klyka:hemligt@localhost")).toMatchObject({ tls: "required" });
    expect(read("smtp://localhost")).toMatchObject({ port: 25, tls: "none" });
    expect(read("smtp://[::1]:2525")).toMatchObject({ host: "::1", port: 2525, tls: "none" });
    expect(read("smtp://relay.example.se?tls=off")).toMatchObject({ port: 25, tls: "none" });
    for (const wrong of [
      "smtp://a:b@relay.example.se?tls=off",
      "https://mail.example.se",
      "mail.example.se",
      "smtp://a@mail.se",
      "smtps://m.se?tls=off",
      "smtp://a:100%@mail.example.se",
    ]) {
      expect([wrong, read(wrong)]).toEqual([wrong, undefined]);
    }
    for (const good of ["a@example.se", "Klyka <a@example.se>"]) expect(schemas.mailFrom.safeParse(good).success).toBe(true);
    for (const bad of ["Klyka", "a@b, c@d", "Klyka\n<a@example.se>"]) expect(schemas.mailFrom.safeParse(bad).success).toBe(false);
  });
});

describe("the provider of SMS", () => {
  it("is one of two, with a sender that GSM takes: eleven letters and digits, or a number", () => {
    const fits = (text: string) => schemas.smsFrom.safeParse(text).success;
    expect(["Klyka", "BjorkoBygg1", "+46701740605"].map(fits)).toEqual([true, true, true]);
    expect(["BjorkoByggAB", "Björkö", "Klyka AB", "070-1740605", "1Klyka", ""].map(fits)).toEqual(Array(6).fill(false));
    expect(schemas.smsProvider.safeParse("46ELKS").data).toBe("46elks");
    expect(schemas.smsProvider.safeParse("twilio").success).toBe(false);
  });

  it("is not used before everything that it needs is said, and links lead to https: or to this machine", () => {
    const secret = "a secret of more than thirty-two characters";
    const unsafe = (env: Record<string, string>) =>
      findUnsafe(loadSettings({ KLYKA_DATA: "/nowhere", ...env }, "production").settings)
        .map(({ reason }) => reason)
        .filter((reason) => reason === "sms_incomplete" || reason === "portal_url_plain");
    const all = { KLYKA_SMS_FROM: "Klyka", KLYKA_SMS_SECRET: secret, KLYKA_PORTAL_URL: "https://telefoni.example.se" };
    const elks = { KLYKA_SMS: "46elks", KLYKA_SMS_USER: "u1", ...all };
    const own = { KLYKA_SMS: "http", KLYKA_SMS_URL: "https://sms.example.se/", ...all };
    expect([unsafe({}), unsafe(elks), unsafe(own)]).toEqual([[], [], []]);
    for (const missing of ["KLYKA_SMS_FROM", "KLYKA_SMS_SECRET", "KLYKA_PORTAL_URL"]) {
      expect([missing, unsafe({ ...elks, [missing]: "" }), unsafe({ ...own, [missing]: "" })]).toEqual([
        missing,
        ["sms_incomplete"],
        ["sms_incomplete"],
      ]);
    }
    expect(unsafe({ ...elks, KLYKA_SMS_USER: "" })).toEqual(["sms_incomplete"]);
    expect(unsafe({ ...own, KLYKA_SMS_SECRET: "short" })).toEqual(["sms_incomplete"]);
    expect(unsafe({ ...elks, KLYKA_PORTAL_URL: "http://telefoni.example.se" })).toEqual(["portal_url_plain"]);
    expect(unsafe({ ...elks, KLYKA_PORTAL_URL: "http://localhost:8000" })).toEqual([]);
  });

  it("keeps its secret out of what is printed", () => {
    const { rows } = loadSettings({ KLYKA_SMS_SECRET: "hemligt" }, "production");
    expect(JSON.stringify(rows)).not.toContain("hemligt");
    // Nor a password in an address where none belongs.
    const wrong = { KLYKA_SMS_URL: "https://klyka:hemligt@sms.example.se" };
    const told = { names: ["KLYKA_SMS_URL"], rules: ["operatorUrl"], values: ["https://(hidden)@sms.example.se"] };
    expect(() => loadSettings(wrong, "production")).toThrow(expect.objectContaining({ detail: told }));
  });
});
