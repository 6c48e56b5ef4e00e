import { Counter, Histogram, type Registry } from "prom-client";
import type { Answered } from "../provisioning/journal-collector.ts";
import type { PhonesMeter } from "../provisioning/meter.ts";
import { answerSeconds, workSeconds } from "./buckets.ts";

/**
 * Requests of phones, by what is few: how they came, the make, what they wanted, what they got. Never by phone,
 * organisation or address: those are in the journal.
 */
export function meterPhones(registry: Registry): PhonesMeter {
  const registers = [registry];
  const requests = new Counter({
    name: "klyka_phone_requests_total",
    help: "Answered requests of phones. answer: the HTTP status; over TFTP 200, 404, or 0 for a transfer that was broken off.",
    labelNames: ["listener", "vendor", "wants", "answer"],
    registers,
  });
  const seconds = new Histogram({
    name: "klyka_phone_request_seconds",
    help: "From a phone's request to the end of its answer; who is refused waits on purpose.",
    labelNames: ["listener", "wants"],
    buckets: answerSeconds,
    registers,
  });
  const bytes = new Counter({
    name: "klyka_phone_sent_bytes_total",
    help: "Bytes of bodies sent to phones.",
    labelNames: ["listener", "wants"],
    registers,
  });
  const refused = new Counter({
    name: "klyka_phone_refused_total",
    help: "Requests that were given nothing, by the reason as the journal has it.",
    labelNames: ["reason"],
    registers,
  });
  const renders = new Counter({
    name: "klyka_renders_total",
    help: "Files made for phones. failed: the phone keeps its last good file, and there is an alarm.",
    labelNames: ["vendor", "outcome"],
    registers,
  });
  const rendering = new Histogram({
    name: "klyka_render_seconds",
    help: "Processor time for one file.",
    labelNames: ["vendor"],
    buckets: workSeconds,
    registers,
  });
  return {
    asked: (answered) => {
      const { transport: listener, bytes: sent, reason } = answered;
      const wants = wantsOf(answered);
      requests.inc({ listener, vendor: answered.route.recognised.vendor ?? "none", wants, answer: answered.status });
      seconds.observe({ listener, wants }, answered.durationMicros / 1e6);
      if (sent > 0) bytes.inc({ listener, wants }, sent);
      if (answered.grant === "nothing") refused.inc({ reason });
    },
    rendered: (vendor, micros, outcome) => {
      renders.inc({ vendor, outcome });
      rendering.observe({ vendor }, micros / 1e6);
    },
  };
}

/** Whoever signs in to the directory wants its phonebooks. */
function wantsOf({ transport, route }: Answered): string {
  return transport === "ldap" ? "phonebook" : route.recognised.wants;
}
