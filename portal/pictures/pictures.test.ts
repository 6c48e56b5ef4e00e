import { crc32, deflateSync } from "node:zlib";
import sharp from "sharp";
import { expect, it } from "vitest";
import { aFirm, aHouse } from "../testing/house.ts";
import type { Visitor } from "../testing/visitor.ts";

const red = { r: 200, g: 30, b: 30 };
const blue = { r: 30, g: 30, b: 200 };

/** Red above, blue below: which way up it is shows. */
function halves(width: number, height: number) {
  const lower = { create: { width, height: Math.floor(height / 2), channels: 3 as const, background: blue } };
  const image = sharp({ create: { width, height, channels: 3, background: red } });
  return image.composite([{ input: lower, gravity: "south" }]);
}

/** 20,000 times 20,000 black dots: a whole PNG of a few hundred bytes a megapixel. */
function aBomb(): Buffer {
  const part = (name: string, data: Buffer) => {
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    const named = Buffer.concat([Buffer.from(name, "latin1"), data]);
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(named));
    return Buffer.concat([length, named, sum]);
  };
  const side = 20_000;
  const head = Buffer.alloc(13);
  head.writeUInt32BE(side, 0);
  head.writeUInt32BE(side, 4);
  head.writeUInt8(1, 8);
  const rows = deflateSync(Buffer.alloc(side * (1 + side / 8)));
  const signature = Buffer.from("89504e470d0a1a0a", "hex");
  return Buffer.concat([signature, part("IHDR", head), part("IDAT", rows), part("IEND", Buffer.alloc(0))]);
}

const give = (visitor: Visitor, body: Uint8Array, path = "/me/picture", type = "image/jpeg") =>
  visitor.ask("PUT", path, { body, headers: { "content-type": type } });

async function fetched(url: string, visitor: Visitor, path: string) {
  const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const response = await fetch(`${url}${path}`, { headers: { cookie } });
  return { response, bytes: Buffer.from(await response.arrayBuffer()) };
}

it("A picture is turned as the camera was held, square, in two sizes, and nothing of the file is left in it", async () => {
  const house = await aHouse();
  const firm = await aFirm(house.db, 41);
  const person = await house.somebody(firm.organisation, ["user"]);
  // Taken with the camera on its side: in the file the upper half lies at the left.
  const turned = await sharp(await halves(600, 900).png().toBuffer())
    .rotate(270)
    .jpeg()
    .toBuffer();
  const place = { IFD0: { Artist: "Fotografen" }, IFD3: { GPSLatitude: "59/1 19/1 0/1", GPSLatitudeRef: "N" } };
  const photo = await sharp(turned).withExif(place).withMetadata({ orientation: 6 }).toBuffer();
  expect(photo.includes("Fotografen")).toBe(true);
  const { status, body } = await give(person, photo);
  expect(status).toBe(200);
  for (const [size, path] of [
    [512, body.picture.large],
    [96, body.picture.small],
  ] as const) {
    const { response, bytes } = await fetched(house.url, person, path);
    expect(response.headers.get("cache-control")).toBe("private, max-age=31536000, immutable");
    expect(response.headers.get("content-type")).toBe("image/webp");
    expect(bytes.includes("Fotografen")).toBe(false);
    const picture = await sharp(bytes).metadata();
    expect([picture.width, picture.height, picture.exif, picture.icc]).toEqual([size, size, undefined, undefined]);
    const { data } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
    const [above, below] = [data.subarray(0, 3), data.subarray(data.length - 3)];
    expect([(above[0] ?? 0) > (above[2] ?? 0), (below[0] ?? 0) > (below[2] ?? 0)]).toEqual([true, false]);
  }
  expect((await person.get("/me")).body.picture).toEqual(body.picture);
  expect((await person.get("/session")).body.session.user.picture).toEqual(body.picture);
});

it("Of an animation the first frame is kept, and PNG with holes gets a ground", async () => {
  const house = await aHouse();
  const firm = await aFirm(house.db, 41);
  const person = await house.somebody(firm.organisation, ["user"]);
  const frames = [red, blue].map((background) =>
    sharp({ create: { width: 40, height: 40, channels: 3, background } })
      .png()
      .toBuffer(),
  );
  const film = await sharp(await Promise.all(frames), { join: { animated: true } })
    .webp({ loop: 0, delay: [100, 100] })
    .toBuffer();
  expect((await sharp(film, { pages: -1 }).metadata()).pages).toBe(2);
  const holes = await sharp({ create: { width: 9, height: 300, channels: 4, background: { ...blue, alpha: 0 } } })
    .png()
    .toBuffer();
  for (const [file, at] of [
    [film, [200, 30, 30]],
    [holes, [255, 255, 255]],
  ] as const) {
    const { body } = await give(person, file, "/me/picture", "image/png");
    const { bytes } = await fetched(house.url, person, body.picture.small);
    expect((await sharp(bytes).metadata()).pages ?? 1).toBe(1);
    const { data } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
    for (const [channel, wanted] of at.entries()) expect(Math.abs((data[channel] ?? 0) - wanted)).toBeLessThan(12);
  }
});

it("What is no picture, too large or a bomb is refused, whatever it is called", async () => {
  const house = await aHouse();
  const firm = await aFirm(house.db, 41);
  const person = await house.somebody(firm.organisation, ["user"]);
  const text = (words: string) => new TextEncoder().encode(words);
  const good = await halves(100, 100).jpeg().toBuffer();
  const bomb = aBomb();
  expect(bomb.length).toBeLessThan(5_000_000);
  const refused = async (body: Uint8Array, type?: string) => {
    const answer = await give(person, body, "/me/picture", type);
    return [answer.status, answer.body.code];
  };
  expect(await refused(new Uint8Array())).toEqual([422, "picture_kind_refused"]);
  expect(await refused(text('<svg xmlns="http://www.w3.org/2000/svg"/>'), "image/svg+xml")).toEqual([
    422,
    "picture_kind_refused",
  ]);
  expect(await refused(text("GIF89a…"), "image/jpeg")).toEqual([422, "picture_kind_refused"]);
  expect(await refused(good.subarray(0, good.length / 3))).toEqual([422, "picture_unreadable"]);
  expect(await refused(good.subarray(0, 12))).toEqual([422, "picture_unreadable"]);
  expect(await refused(bomb)).toEqual([422, "picture_too_many_pixels"]);
  expect(await refused(Buffer.alloc(5_000_001, 0xff))).toEqual([413, "picture_too_large"]);
  expect(await refused(good, "text/html")).toEqual([415, "body_kind_refused"]);
  expect((await person.get("/me")).body.picture).toBeNull();
});

it("A picture is the organisation's own: another one's is as unknown as one that nobody has", async () => {
  const house = await aHouse();
  const [mine, theirs] = [await aFirm(house.db, 41), await aFirm(house.db, 42)];
  const administrator = await house.somebody(mine.organisation, ["user", "administrator"]);
  const { body } = await give(administrator, await halves(50, 50).png().toBuffer(), `/users/${mine.user}/picture`);
  expect((await administrator.get(`/users/${mine.user}`)).body.picture).toEqual(body.picture);
  const row = (await administrator.get("/users")).body.rows.find((one: { id: string }) => one.id === mine.user);
  expect(row.picture).toEqual(body.picture);
  const stranger = await house.somebody(theirs.organisation, ["user"]);
  const path = body.picture.large.replace("/api", "");
  expect((await administrator.get(path)).status).toBe(200);
  expect((await stranger.get(path)).body.code).toBe("picture_not_found");
  expect((await house.stranger().get(path)).body.code).toBe("session_expired");
  expect((await administrator.get(`${path.split("?")[0]}?size=97`)).status).toBe(422);
  expect((await administrator.delete(`/users/${mine.user}/picture`)).status).toBe(204);
  expect((await administrator.get(path)).body.code).toBe("picture_not_found");
});
