import { expect, it, onTestFinished } from "vitest";
import { s3Account, startS3Double } from "../../firmware/testing/s3-double.ts";
import { loadSettings } from "../../process/settings.ts";
import { checkImages } from "./check-images.ts";

it("The doctor says whether the store of images lets us in, and nothing of it where images lie in a folder", async () => {
  const store = await startS3Double();
  onTestFinished(store.stop);
  const { key, secret, region, bucket } = s3Account;
  const env = {
    KLYKA_STORE: `s3://${bucket}/telefoner?endpoint=${store.endpoint}&region=${region}`,
    KLYKA_STORE_KEY: key,
    KLYKA_STORE_SECRET: secret,
  };
  const asked = async (more: Record<string, string>) => checkImages(loadSettings({ ...env, ...more }, "production").settings);
  expect(await asked({})).toMatchObject([{ status: "ok", code: "store_ok" }]);
  const refused = await asked({ KLYKA_STORE_SECRET: "en annan" });
  expect(refused).toMatchObject([
    { status: "fail", code: "store_refused", detail: { code: "the store answered 403 SignatureDoesNotMatch" } },
  ]);
  await store.stop();
  expect(await asked({})).toMatchObject([{ status: "fail", detail: { code: "ECONNECTION" } }]);
  expect(await asked({ KLYKA_STORE: "" })).toEqual([]);
  for (const wrong of [
    "s3://klyka",
    "s3://klyka?endpoint=http://s3.example.se",
    "s3://KLYKA?endpoint=https://s3.example.se",
    "https://s3.example.se/klyka",
  ]) {
    await expect(asked({ KLYKA_STORE: wrong })).rejects.toMatchObject({ code: "settings_invalid", detail: { rules: ["store"] } });
  }
});
