import { createHash } from "node:crypto";
import { AwsClient } from "aws4fetch";
import { XMLParser } from "fast-xml-parser";

/** A place in an S3-compatible store. */
export type S3Place = {
  /** `https://s3.example.se`; the bucket stands in the path, which every such store understands. */
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  /** In front of every name, without slashes at its ends; empty: none. */
  readonly prefix: string;
  readonly key: string;
  readonly secret: string;
};

export type S3Object = { readonly name: string; readonly bytes: number; readonly at: number };

/** What the store answered instead; never with the address or what was signed. */
export class S3Error extends Error {
  readonly status: number;
  /** @param code as the store says it: `NoSuchKey`, `SlowDown` … */
  constructor(status: number, code: string) {
    super(`the store answered ${status}${code === "" ? "" : ` ${code}`}`);
    this.name = "S3Error";
    this.status = status;
  }
}

/** Of one request that is answered at once, and of one that sends or brings a part, milliseconds. */
const patience = { ask: 15_000, part: 120_000 } as const;
/** Bytes of one part of a large object; stores take no fewer than 5 MB. */
const usualPart = 16 * 1024 * 1024;

/** Objects of one place. What is large goes and comes in parts, so that memory stays flat. */
export class S3Client {
  readonly #place: S3Place;
  readonly #partBytes: number;
  readonly #client: AwsClient;
  readonly #xml = new XMLParser({ parseTagValue: false, processEntities: true, isArray: (name) => name === "Contents" });

  /** @param partBytes of one part of a large object */
  constructor(place: S3Place, partBytes = usualPart) {
    this.#place = place;
    this.#partBytes = partBytes;
    const { key: accessKeyId, secret: secretAccessKey, region } = place;
    // Asked three times when the store is busy or falls, with pauses that grow.
    this.#client = new AwsClient({ accessKeyId, secretAccessKey, region, service: "s3", retries: 2, initRetryMs: 100 });
  }

  /** @throws S3Error */
  async put(name: string, body: Uint8Array): Promise<void> {
    await this.#ask("PUT", name, { body, patience: patience.part });
  }

  /**
   * Puts an object of any length; it is there whole or not at all.
   *
   * @param parts of it, as they come
   * @throws S3Error
   */
  async putLarge(name: string, parts: AsyncIterable<Uint8Array>): Promise<void> {
    const whole = inParts(parts, this.#partBytes);
    const first = await whole.next();
    const second = first.done ? first : await whole.next();
    if (second.done) return this.put(name, first.done ? new Uint8Array() : first.value);
    const begun = this.#xml.parse(await (await this.#ask("POST", name, { query: { uploads: "" } })).text());
    const uploadId = textAt(begun, ["InitiateMultipartUploadResult", "UploadId"]);
    try {
      const tags: string[] = [];
      const send = async (body: Uint8Array) => {
        const query = { partNumber: String(tags.length + 1), uploadId };
        const answer = await this.#ask("PUT", name, { query, body, patience: patience.part });
        tags.push(answer.headers.get("etag") ?? "");
      };
      if (!first.done) await send(first.value);
      await send(second.value);
      for await (const part of whole) await send(part);
      const list = tags.map((tag, at) => `<Part><PartNumber>${at + 1}</PartNumber><ETag>${escaped(tag)}</ETag></Part>`).join("");
      const body = Buffer.from(`<CompleteMultipartUpload>${list}</CompleteMultipartUpload>`);
      const answer = await (await this.#ask("POST", name, { query: { uploadId }, body, patience: patience.part })).text();
      // What goes wrong late is told in an answer that began with 200.
      if (answer.includes("<Error>")) throw new S3Error(200, textAt(this.#xml.parse(answer), ["Error", "Code"]));
    } catch (error) {
      await this.#ask("DELETE", name, { query: { uploadId } }).catch(() => undefined);
      throw error;
    }
  }

  /**
   * The bytes of an object as they come; null: there is none.
   *
   * @param range first and last byte; absent: everything
   * @throws S3Error
   */
  async get(name: string, range?: { readonly start: number; readonly end: number }): Promise<AsyncIterable<Uint8Array> | null> {
    const headers: Record<string, string> = range === undefined ? {} : { range: `bytes=${range.start}-${range.end}` };
    const answer = await this.#unlessGone(this.#ask("GET", name, { headers, patience: patience.part * 5 }));
    if (answer === null) return null;
    if (range !== undefined && answer.status !== 206) throw new S3Error(answer.status, "no range");
    return bytesOf(answer);
  }

  /** Its bytes; null: there is none. @throws S3Error */
  async size(name: string): Promise<number | null> {
    const answer = await this.#unlessGone(this.#ask("HEAD", name, {}));
    return answer === null ? null : Number(answer.headers.get("content-length"));
  }

  /** Also when there is none. @throws S3Error */
  async remove(name: string): Promise<void> {
    await this.#unlessGone(this.#ask("DELETE", name, {}));
  }

  /** Objects whose names begin so, by name. @throws S3Error */
  async list(begin: string): Promise<S3Object[]> {
    const found: S3Object[] = [];
    let token: string | null = null;
    do {
      const query: Record<string, string> = {
        "list-type": "2",
        prefix: this.#keyOf(begin),
        ...(token === null ? {} : { "continuation-token": token }),
      };
      const parsed: unknown = this.#xml.parse(await (await this.#ask("GET", null, { query })).text());
      const result = at(parsed, "ListBucketResult");
      const contents = at(result, "Contents");
      for (const one of Array.isArray(contents) ? contents : []) {
        const name = textAt(one, ["Key"]).slice(this.#keyOf("").length);
        found.push({ name, bytes: Number(textAt(one, ["Size"])), at: Date.parse(textAt(one, ["LastModified"])) });
      }
      token = textAt(result, ["IsTruncated"]) === "true" ? textAt(result, ["NextContinuationToken"]) : null;
    } while (token !== null);
    return found;
  }

  #keyOf(name: string): string {
    return this.#place.prefix === "" ? name : `${this.#place.prefix}/${name}`;
  }

  async #ask(
    method: string,
    name: string | null,
    {
      query = {},
      body,
      headers = {},
      patience: millis = patience.ask,
    }: {
      readonly query?: Readonly<Record<string, string>>;
      readonly body?: Uint8Array;
      readonly headers?: Readonly<Record<string, string>>;
      readonly patience?: number;
    },
  ): Promise<Response> {
    const { endpoint, bucket } = this.#place;
    const path = name === null ? "" : `/${this.#keyOf(name).split("/").map(encodeURIComponent).join("/")}`;
    const url = new URL(`${endpoint}/${encodeURIComponent(bucket)}${path}`);
    for (const [one, value] of Object.entries(query)) url.searchParams.set(one, value);
    const bytes = body === undefined ? null : new Uint8Array(body);
    const digest = createHash("sha256")
      .update(bytes ?? "")
      .digest("hex");
    const said = { ...headers, "x-amz-content-sha256": digest };
    const signal = AbortSignal.timeout(millis);
    const answer = await this.#client.fetch(url.href, { method, headers: said, body: bytes, signal, redirect: "error" });
    if (answer.ok) return answer;
    const text = method === "HEAD" ? "" : await answer.text();
    throw new S3Error(answer.status, /<Code>([A-Za-z0-9]{1,64})<\/Code>/.exec(text)?.[1] ?? "");
  }

  async #unlessGone(answer: Promise<Response>): Promise<Response | null> {
    try {
      return await answer;
    } catch (error) {
      if (error instanceof S3Error && error.status === 404) return null;
      throw error;
    }
  }
}

async function* inParts(chunks: AsyncIterable<Uint8Array>, partBytes: number): AsyncGenerator<Uint8Array> {
  let held: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    held.push(chunk);
    bytes += chunk.length;
    if (bytes < partBytes) continue;
    yield Buffer.concat(held);
    [held, bytes] = [[], 0];
  }
  if (bytes > 0) yield Buffer.concat(held);
}

async function* bytesOf(answer: Response): AsyncGenerator<Uint8Array> {
  const reader = answer.body?.getReader();
  if (!reader) return;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function at(value: unknown, name: string): unknown {
  return value !== null && typeof value === "object" ? Object.entries(value).find(([key]) => key === name)?.[1] : undefined;
}

function textAt(value: unknown, path: readonly string[]): string {
  const found = path.reduce(at, value);
  return typeof found === "string" ? found : "";
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
