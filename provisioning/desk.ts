import { colleaguesKey } from "../db/phone-books.ts";
import { bodyHash, type Keyring } from "../db/secrets.ts";
import type { Db } from "../db/types.ts";
import { readUpload } from "../db/uploads.ts";
import type { Reason } from "../domain/admission-reasons.ts";
import type { VendorId } from "../domain/plan.ts";
import type { FirmwareFile, FirmwareStore } from "../firmware/store.ts";
import { findModel, vendorOf } from "../templates/index.ts";
import type { Ask } from "./ask.ts";
import { type BookAsked, splitAskPath, withoutQuery } from "./ask-path.ts";
import type { BookRights } from "./book-rights.ts";
import type { Books } from "./books.ts";
import type { Bootstrapper } from "./bootstrap.ts";
import type { CachedFile } from "./cached-file.ts";
import type { FileCache } from "./file-cache.ts";
import type { FirstContact } from "./first-contact.ts";
import type { Gate } from "./gate.ts";
import { askerOf, type HomeWatch } from "./home-watch.ts";
import type { IndexOfPhones } from "./index-of-phones.ts";
import type { KeyPages } from "./key-pages.ts";
import type { Log } from "./log.ts";
import type { PhoneRow } from "./phone-row.ts";
import type { Made, RenderQueue } from "./render-queue.ts";
import { uploadName } from "./upload-names.ts";
import { type Body, plainBody } from "./variant.ts";

/** What an asker gets, whatever it asked over. `reason` tells why when the admission does not. */
export type Answer =
  /** One of the phone's own files. */
  | { readonly kind: "file"; readonly body: CachedFile; readonly reason: Reason | null }
  /** One of the phone's own files with something put in that is no plan's: the people of its books. */
  | { readonly kind: "filled"; readonly body: Body; readonly file: CachedFile | null; readonly reason: Reason | null }
  /** A start file, a phonebook, or what the phone itself stored. */
  | { readonly kind: "body"; readonly body: Body; readonly reason: Reason | null }
  | { readonly kind: "firmware"; readonly file: FirmwareFile; readonly reason: null }
  /** There is something, and too much else to do: the asker shall come again. */
  | { readonly kind: "later"; readonly reason: Reason }
  | { readonly kind: "none"; readonly reason: Reason | null };

export type DeskOptions = {
  readonly db: Db;
  readonly keyring: Keyring;
  readonly index: IndexOfPhones;
  readonly gate: Gate;
  readonly watch: HomeWatch;
  readonly cache: FileCache;
  readonly queue: RenderQueue;
  readonly firstContact: FirstContact;
  readonly books: Books;
  readonly bookRights: BookRights;
  /** Base of the addresses that phones are given. */
  readonly publicUrl: string;
  readonly keyPages: KeyPages;
  readonly bootstrapper: Bootstrapper;
  readonly firmware: FirmwareStore | null;
  readonly log: Log;
};

/** Between two looks for what nobody knows yet, milliseconds: another process may just have made it. */
const lookAgainMillis = 10;
const lookPatience = 1_000;
/**
 * A token that another process gave out, or its asker, who now asks for a part that names no phone. A token of another phone
 * is looked for as well, though nothing comes of it: otherwise the time would say that it is somebody's.
 */
const mayBeNew: ReadonlySet<Reason> = new Set(["token_unknown", "token_other_phone", "asker_unknown"]);

const none = (reason: Reason | null): Answer => ({ kind: "none", reason });

/** From an admitted question to its answer: the steps plan and render, and what else a phone may fetch. */
export class Desk {
  readonly #options: DeskOptions;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #look: Promise<void> | null = null;
  #fromMemory = 0;

  constructor(options: DeskOptions) {
    this.#options = options;
  }

  /** Files that were given out of memory since the start. */
  get fromMemory(): number {
    return this.#fromMemory;
  }

  /**
   * The phone's own file when it is in memory and nothing has to be written: the way of nearly all requests.
   * Null: ask `answer`.
   */
  answerNow(ask: Ask): CachedFile | null {
    const { grant, phone } = ask.admission;
    if (grant !== "everything" || !phone || phone.vendor === null || phone.model === null) return null;
    if (ask.route.access === "token" && this.#mustUseToken(ask, phone)) return null;
    if (this.#options.firstContact.pendingDigest(phone, ask.admission.reason)) return null;
    const { role } = ask.route.roleFor(phone.vendor, phone.model);
    if (role === null || ask.route.phonebook !== null || ask.route.key !== null) return null;
    if (role === vendorOf(phone.vendor).bookRole) return null;
    const file = this.#options.cache.find(phone, role);
    if (!file || file.absent || file.revision < phone.revision) return null;
    this.#fromMemory += 1;
    return file;
  }

  /** Resolves always; what fails is logged, and the asker gets nothing. Changes `ask.admission` when it finds out more. */
  async answer(ask: Ask): Promise<Answer> {
    try {
      if (mayBeNew.has(ask.admission.reason)) await this.#lookAgain(ask);
      if (ask.admission.reason === "phone_held") await this.#lookAtHome(ask);
      if (!(await this.prove(ask))) return none(null);
      switch (ask.admission.grant) {
        case "everything":
          return await this.#everything(ask);
        case "first-contact":
          return await this.#firstContact(ask);
        case "bootstrap":
          return await this.#bootstrap(ask);
        case "nothing":
          return await this.#guest(ask);
      }
    } catch (error) {
      this.#options.log.error("A request could not be answered.", { error, path: ask.route.shownPath });
      return none("database_unavailable");
    }
  }

  /** Notes the first use of a token, when it is one. False: the token is void; the admission says so. */
  async prove(ask: Ask): Promise<boolean> {
    const { grant, phone } = ask.admission;
    const { access, tokenHash } = ask.route;
    const { firstContact } = this.#options;
    if (grant === "everything" && phone && firstContact.pendingDigest(phone, ask.admission.reason))
      await firstContact.useDigest(phone);
    if (grant !== "everything" || access !== "token" || !phone || tokenHash === null) return true;
    if (!this.#mustUseToken(ask, phone)) return true;
    if (await this.#options.firstContact.use(phone, tokenHash, ask.address)) return true;
    ask.admission = { ...ask.admission, grant: "nothing", reason: "token_unknown" };
    return false;
  }

  #mustUseToken(ask: Ask, phone: PhoneRow): boolean {
    return this.#options.firstContact.pending(phone, ask.route.tokenHash ?? "");
  }

  /** Everybody who asks before the next look begins shares it; however many ask, there is one at a time. */
  async #lookAgain(ask: Ask): Promise<void> {
    this.#look ??= this.#lookSoon();
    // A database that is silent keeps nobody waiting for an answer that says nothing.
    await Promise.race([this.#look, new Promise((resolve) => setTimeout(resolve, lookPatience).unref())]);
    ask.admission = this.#options.gate.admit(ask);
  }

  async #lookSoon(): Promise<void> {
    const wait = this.#lookedAt + lookAgainMillis - performance.now();
    // Never at once: whoever comes after this one has begun looks anew, and not before it is noted that it is under way.
    await (wait > 0 ? new Promise((resolve) => setTimeout(resolve, wait)) : Promise.resolve());
    this.#look = null;
    this.#lookedAt = performance.now();
    // A look that was under way may have begun before what is looked for.
    await this.#options.index.refreshAnew();
  }

  /** Before an asker is held, the database is asked whether it is explained meanwhile. */
  async #lookAtHome(ask: Ask): Promise<void> {
    const { phone, strange, ...admission } = ask.admission;
    if (!phone || !strange) return;
    if (!(await this.#options.watch.look(phone, askerOf(ask)))) return;
    ask.admission = this.#options.gate.judge({ ...admission, phone, grant: "everything", reason: strange.proof }, ask);
  }

  async #everything(ask: Ask): Promise<Answer> {
    const { phone } = ask.admission;
    if (!phone || phone.organisationId === null) return none("asker_unknown");
    if (phone.vendor === null || phone.model === null || !findModel(phone.vendor, phone.model)) return none("model_unknown");
    if (ask.route.phonebook) return this.#book(phone, ask.route.phonebook, phone.vendor, withoutQuery(ask.route.path));
    if (ask.route.key) return this.#pressed(ask, phone, ask.route.key);
    const { recognised, role } = ask.route.roleFor(phone.vendor, phone.model);
    if (!recognised) return none("make_differs");
    if (role === "seed") return this.#seed(phone, (await this.#options.bookRights.of(phone))?.books);
    if (role !== null) {
      const made = await this.#file(phone, role);
      if (role === vendorOf(phone.vendor).bookRole) return this.#filled(phone, phone.vendor, phone.model, made);
      if (made.file && !made.file.absent) return { kind: "file", body: made.file, reason: made.problem };
      if (made.problem === "server_busy") return { kind: "later", reason: made.problem };
      if (made.problem && made.problem !== "file_none") return none(made.problem);
    }
    return (
      (await this.#ownUpload(phone, recognised.file)) ?? (await this.#firmware(ask, phone.vendor, phone.model, recognised.file))
    );
  }

  async #file(phone: PhoneRow, role: string): Promise<Made> {
    const { cache, queue } = this.#options;
    const file = cache.find(phone, role);
    if (file && file.revision >= phone.revision) return { file, problem: null };
    if (file?.failing(phone.revision, performance.now())) return { file, problem: "render_failed" };
    // Nobody waits for a minute in a line of thousands: who comes again finds it made.
    return queue.crowded ? { file: null, problem: "server_busy" } : queue.request(phone, role);
  }

  /** A key acts for a GET alone, of a phone that named itself by its token or digest: no looking ahead, no TFTP. */
  async #pressed(ask: Ask, phone: PhoneRow, key: NonNullable<Ask["route"]["key"]>): Promise<Answer> {
    const { access, method } = ask.route;
    const acts = ask.transport !== "tftp" && method === "GET" && (access === "token" || access === "digest");
    const body = acts ? await this.#options.keyPages.press(phone, key) : null;
    return body ? { kind: "body", body, reason: null } : none("key_none");
  }

  /**
   * A book that is not this phone's is as one that is not there.
   *
   * @param path where it was asked for: parts of the book are reached by the same path, with the same proof
   */
  async #book(phone: PhoneRow, asked: BookAsked, form: VendorId, path: string): Promise<Answer> {
    const { bookRights, books, publicUrl } = this.#options;
    const access = await bookRights.of(phone);
    if (phone.organisationId === null || !access?.books.includes(asked.key)) return none("phonebook_none");
    const { letter, page, part, search } = asked;
    const view = { url: `${(access.askedAt || publicUrl).replace(/\/+$/, "")}${path}`, letter, page, part, search };
    const body = await books.find(phone.organisationId, asked.key, form, view);
    return body ? { kind: "body", body, reason: null } : none("phonebook_none");
  }

  /** When the database is away the file goes out without people. */
  async #filled(phone: PhoneRow, vendor: VendorId, model: string, { file, problem }: Made): Promise<Answer> {
    if (problem === "server_busy") return { kind: "later", reason: problem };
    if (problem !== null && problem !== "file_none") return file ? { kind: "file", body: file, reason: problem } : none(problem);
    const { organisationId } = phone;
    const keys = (await this.#options.bookRights.of(phone))?.books ?? [];
    const books = organisationId === null ? [] : await this.#options.books.contents(organisationId, keys);
    const own = file && !file.absent ? file : null;
    const made = vendorOf(vendor).withBooks(own && Buffer.from(own.text(), "latin1").toString("utf8"), books, model);
    if (!made || (own === null && books.length === 0)) return none("file_none");
    return { kind: "filled", body: this.#options.books.body(made), file: own, reason: null };
  }

  async #seed({ organisationId }: PhoneRow, books: readonly string[] | undefined): Promise<Answer> {
    const mine = organisationId !== null && books?.includes(colleaguesKey);
    const body = mine ? await this.#options.books.find(organisationId, colleaguesKey, "seed") : null;
    return body ? { kind: "body", body, reason: null } : none("phonebook_none");
  }

  async #ownUpload(phone: PhoneRow, file: string): Promise<Answer | null> {
    const name = phone.vendor && uploadName(phone.vendor, file, phone.mac);
    if (!name || phone.organisationId === null) return null;
    const { db, keyring } = this.#options;
    const upload = await readUpload(db, keyring, { organisationId: phone.organisationId, phoneId: phone.id, name });
    if (!upload) return null;
    const etag = `"${bodyHash(keyring, upload.body).slice(0, 32)}"`;
    return { kind: "body", body: plainBody(upload.body, upload.contentType, etag), reason: null };
  }

  async #firmware(ask: Ask, vendor: VendorId, model: string | null, name: string): Promise<Answer> {
    const wants = ask.route.recognised.wants;
    if (wants !== "firmware" && !/\/firmware\/[^/]+$/.test(splitAskPath(ask.route.path).rest)) return none("file_none");
    const file = (await this.#options.firmware?.findFor(vendor, model, name)) ?? null;
    if (file === "wrong_model") return none("firmware_wrong_model");
    return file ? { kind: "firmware", file, reason: null } : none("firmware_none");
  }

  async #firstContact(ask: Ask): Promise<Answer> {
    const { phone } = ask.admission;
    const { vendor, model } = { vendor: phone?.vendor ?? null, model: phone?.model ?? null };
    const role = vendor && model ? ask.route.roleFor(vendor, model).role : null;
    if (!phone || !vendor || role === null) return this.#withoutWindow(ask);
    const taken = await this.#options.firstContact.take(phone, ask.address, ask.route);
    if (!taken) return this.#withoutWindow(ask);
    if ("refused" in taken) return this.#withoutWindow(ask, taken.refused);
    return this.#start(ask, { vendor, model, role, mac: phone.mac, path: `p/${taken.token}/`, askAgainNow: true });
  }

  /**
   * What the asker gets when the window is not for it: the same as somebody unknown who asks in this way.
   *
   * @param refused why the window is not for it, when it is somebody else's
   */
  async #withoutWindow(ask: Ask, refused: Reason | null = null): Promise<Answer> {
    const admission = this.#options.gate.admit(ask, undefined, false);
    ask.admission = refused === null ? admission : { ...admission, reason: refused };
    if (ask.admission.grant === "bootstrap") return this.#bootstrap(ask);
    return ask.admission.grant === "everything" ? this.#everything(ask) : none(null);
  }

  async #bootstrap(ask: Ask): Promise<Answer> {
    const { recognised } = ask.route;
    const { phone } = ask.admission;
    const owned = phone?.organisationId != null ? phone : null;
    const vendor = owned?.vendor ?? recognised.vendor;
    const model = owned?.model ?? recognised.model;
    if (!vendor) return none("make_unknown");
    const { recognised: asMake, role } = ask.route.roleFor(vendor, model ?? "");
    if (!asMake) return none("make_differs");
    if (role === null) return this.#firmware(ask, vendor, model, asMake.file);
    const { access, token } = splitAskPath(ask.route.path);
    const path = access === "organisation" && token !== null ? `o/${token}/` : "";
    return this.#start(ask, { vendor, model, role, mac: recognised.mac, path, askAgainNow: false });
  }

  /** A file without a MAC in its name, for the address that has just taken a window. */
  async #guest(ask: Ask): Promise<Answer> {
    const { admission, route } = ask;
    const phone = admission.reason === "asker_unknown" ? this.#options.firstContact.guest(ask.address) : null;
    if (!phone?.vendor || !phone.model || phone.organisationId === null) return none(null);
    const { role } = route.roleFor(phone.vendor, phone.model);
    if (role === null) return none(null);
    const { organisationId, vendor, model } = phone;
    ask.admission = { grant: "bootstrap", reason: "window_first", rung: "claimed", phone, organisationId };
    return this.#start(ask, { vendor, model, role, mac: phone.mac, path: "", askAgainNow: false });
  }

  async #start(ask: Ask, start: Omit<Parameters<Bootstrapper["make"]>[0], "organisationId">): Promise<Answer> {
    const { organisationId } = ask.admission;
    const body = organisationId === null ? null : await this.#options.bootstrapper.make({ ...start, organisationId });
    return body ? { kind: "body", body, reason: null } : none("bootstrap_none");
  }
}
