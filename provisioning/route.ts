import { tokenHash } from "../db/secrets.ts";
import type { VendorId } from "../domain/plan.ts";
import type { PhoneRequest, Recognised } from "../templates/contract.ts";
import { recogniseRequest, vendorOf } from "../templates/index.ts";
import { type AccessKind, type KeyAsked, keyIn, longestPath, phonebookIn, redactPath, splitAskPath } from "./ask-path.ts";

/**
 * What a request says by itself: how it is addressed, what it wants, what make it comes from. Depends on method, path
 * and user agent alone, so it is remembered: phones ask the same again and again.
 */
export class Route {
  readonly method: string;
  /** As the phone sent it. Holds a token: never logged. */
  readonly path: string;
  readonly userAgent: string | null;
  readonly access: AccessKind;
  /** SHA-256 of what stands in the token's place; null for plain and digest. */
  readonly tokenHash: string | null;
  readonly recognised: Recognised;
  readonly phonebook: ReturnType<typeof phonebookIn>;
  readonly key: KeyAsked | null;
  /** For the journal. */
  readonly shownPath: string;
  readonly shownUserAgent: string | null;
  /** The request without the token, as the vendors read it. */
  readonly #request: PhoneRequest;
  #roleVendor: VendorId | null = null;
  #roleModel: string | null = null;
  #role: RoleFor = { recognised: null, role: null };

  constructor(method: string, path: string, userAgent: string | null) {
    const asked = splitAskPath(path);
    this.method = method;
    this.path = path;
    this.userAgent = userAgent;
    this.access = asked.access;
    this.tokenHash = asked.token === null ? null : tokenHash(asked.token);
    this.#request = { method, path: asked.rest.slice(0, longestPath), userAgent, certificateSubject: null };
    this.recognised = recogniseRequest(this.#request);
    this.phonebook = phonebookIn(asked.rest);
    this.key = keyIn(asked.rest);
    this.shownPath = redactPath(path);
    this.shownUserAgent = userAgent === null ? null : shownText(userAgent);
  }

  /** Which of that phone's files is meant, in the words of the phone's own make. Both null: another make is asking. */
  roleFor(vendor: VendorId, model: string): RoleFor {
    if (this.#roleVendor === vendor && this.#roleModel === model) return this.#role;
    this.#roleVendor = vendor;
    this.#roleModel = model;
    this.#role = this.#findRole(vendor, model);
    return this.#role;
  }

  #findRole(vendor: VendorId, model: string): RoleFor {
    const said = this.recognised.vendor;
    const recognised = said === null || said === vendor ? this.recognised : vendorOf(vendor).recognise(this.#request);
    return { recognised, role: recognised && vendorOf(vendor).roleOf(recognised, model) };
  }
}

export type RoleFor = { readonly recognised: Recognised | null; readonly role: string | null };

function shownText(text: string): string {
  return text.slice(0, 300).replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/gu, "\ufffd");
}

/** Longer ones are worked out each time, so that memory stays bounded. */
const longestRemembered = 512;

/** Routes of the requests asked last; two generations, so that what is in use stays. */
export class RouteMemo {
  readonly #most: number;
  #young = new Map<string, Route>();
  #old = new Map<string, Route>();

  /** @param most routes in one generation */
  constructor(most = 8_000) {
    this.#most = most;
  }

  find(method: string, path: string, userAgent: string | null): Route {
    const young = this.#young.get(path);
    if (young && young.method === method && young.userAgent === userAgent) return young;
    const old = this.#old.get(path);
    const route = old && old.method === method && old.userAgent === userAgent ? old : new Route(method, path, userAgent);
    if (path.length + (userAgent?.length ?? 0) <= longestRemembered) this.#keep(path, route);
    return route;
  }

  #keep(path: string, route: Route): void {
    if (this.#young.size >= this.#most) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(path, route);
  }
}
