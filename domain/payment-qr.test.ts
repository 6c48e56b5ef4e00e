import { expect, it } from "vitest";
import { paymentQr } from "./payment-qr.ts";

const request = {
  payee: "Björkö Tele AB",
  organisationNumber: "2021005489",
  reference: "2026110004234",
  issuedOn: "2026-11-27",
  dueOn: "2026-12-27",
  amount: 124937,
  vat: 24987,
  bankgiro: "5551239",
};

it("a QR code for payment holds payee, reference, dates, amount and bankgiro, kronor to the öre", () => {
  expect(paymentQr(request)).toBe(
    '{"uqr":1,"tp":1,"nme":"Björkö Tele AB","cid":"202100-5489","iref":"2026110004234","idt":"20261127","ddt":"20261227",' +
      '"due":1249.37,"vat":249.87,"cur":"SEK","pt":"BG","acc":"555-1239"}',
  );
  expect(paymentQr({ ...request, amount: 124900 })).toContain('"due":1249,');
});

it("there is no code for nothing to pay", () => {
  expect([0, -100].map((amount) => paymentQr({ ...request, amount }))).toEqual([null, null]);
});
