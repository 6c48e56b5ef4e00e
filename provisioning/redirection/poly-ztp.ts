import type { RedirectionState } from "../../domain/redirection.ts";
import { readXml, type XmlElement } from "../../domain/xml.ts";
import { call } from "./call.ts";
import { done, failed, type Service, type ServiceAnswer, type ServiceParts } from "./contract.ts";
import { escapeXml } from "./xml-rpc.ts";

/**
 * Poly's ZTP console: one request of XML, with name and password in it. Phones are put under a profile, which holds the
 * address: it is laid down at the console. What the console has of a phone cannot be asked.
 */
export function polyZtp(parts: ServiceParts): Service {
  const { account } = parts;
  const profile = escapeXml(encodeURIComponent(account.details.profile ?? ""));
  const send = async (what: string, state: RedirectionState | null, isDone = (_: Status) => false): Promise<ServiceAnswer> => {
    const called = await call(parts, {
      url: account.url,
      method: "POST",
      headers: { "content-type": "text/xml; charset=utf-8", accept: "text/xml" },
      body: `<?xml version="1.0" encoding="UTF-8"?><request userid="${escapeXml(account.userName)}" password="${escapeXml(account.secret)}" message-id="1001">${what}</request>`,
    });
    if (!called.answered) return called.failure;
    const status = statusIn(called.text);
    if (!status) return failed("unreadable", called.status, called.text);
    if (status.code === 0 || isDone(status)) return done(called.status, called.text, state);
    const credentials = /password|user ?id|credential|authenti|login/i.test(status.words);
    return failed(credentials ? "credentials" : "refused", called.status, called.text);
  };
  return {
    register: ({ mac }) =>
      send(
        `<add-sip-device account-id="${profile}">${deviceOf(mac)}<sip-device-common-params><templateCriteria>${profile}</templateCriteria></sip-device-common-params><package-data><base-package-name>default</base-package-name></package-data><vendor-extensions/></add-sip-device>`,
        "registered",
        ({ words }) => /already (?:exist|present|added)/i.test(words),
      ),
    unregister: ({ mac }) =>
      send(`<delete-sip-device account-id="${profile}">${deviceOf(mac)}</delete-sip-device>`, "unregistered", ({ words }) =>
        /not (?:exist|found)|no such/i.test(words),
      ),
    check: null,
    // There is no request that asks and changes nothing: a phone that nobody has is taken away.
    test: () =>
      send(
        `<delete-sip-device account-id="${profile}">${deviceOf("0004f2000000")}</delete-sip-device>`,
        null,
        ({ words }) => !/password|user ?id|credential|authenti|login|account/i.test(words),
      ),
  };
}

function deviceOf(mac: string): string {
  return `<device-params><deviceId>${mac}</deviceId><serialNo>${mac}</serialNo><vendor>Polycom</vendor><vendorModel>Polycom_UCS_Device</vendorModel></device-params>`;
}

type Status = { readonly code: number; readonly words: string };

/** `ErrorCode` and `ErrorMessage`, as attributes of `status` or elements in it. */
function statusIn(text: string): Status | null {
  const read = readXml(Buffer.from(text.trim(), "utf8"));
  if ("fault" in read || !/^response$/i.test(read.root.name)) return null;
  const status = find(read.root, "status");
  if (!status) return null;
  const say = (name: string) =>
    [...status.attributes].find(([key]) => key.toLowerCase() === name)?.[1] ?? find(status, name)?.text.trim() ?? "";
  const code = say("errorcode");
  return /^\d{0,9}$/.test(code) ? { code: Number(code), words: say("errormessage") } : { code: 1, words: say("errormessage") };
}

function find(element: XmlElement, name: string): XmlElement | null {
  for (const child of element.children) {
    if (child.name.toLowerCase() === name) return child;
    const deeper = find(child, name);
    if (deeper) return deeper;
  }
  return null;
}
