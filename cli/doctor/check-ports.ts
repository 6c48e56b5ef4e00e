import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer, isIPv6 } from "node:net";
import type { Settings } from "../../process/settings.ts";
import type { PortSetting } from "../../process/settings-values.ts";
import { type Finding, finding } from "./findings.ts";

/** Bytes that the TFTP listener asks the kernel for. */
const wantedBuffer = 4 * 1024 * 1024;

/** Whether each listener could be opened now. A port that the running server holds is as it should be. */
export async function checkPorts(settings: Settings, serverRuns: boolean): Promise<Finding[]> {
  const listeners: [string, string, PortSetting, "tcp" | "udp"][] = [
    ["phones HTTP", "KLYKA_PHONES_PORT", settings.phonesPort, "tcp"],
    ["phones HTTPS", "KLYKA_PHONES_TLS_PORT", settings.phonesTlsPort, "tcp"],
    ["TFTP", "KLYKA_TFTP_PORT", settings.tftpPort, "udp"],
    ["PnP", "KLYKA_PNP_PORT", settings.pnpPort, "udp"],
    ["LDAP", "KLYKA_LDAP_PORT", settings.ldapPort, "tcp"],
    ["LDAP over TLS", "KLYKA_LDAP_TLS_PORT", settings.ldapTlsPort, "tcp"],
    ["portal HTTP", "KLYKA_PORTAL_PORT", settings.portalPort, "tcp"],
    ["management HTTP", "KLYKA_MANAGEMENT_PORT", settings.managementPort, "tcp"],
  ];
  const found: Finding[] = [];
  for (const [name, setting, port, kind] of listeners) {
    if (port === "off") {
      found.push(finding("ports", "ok", "port_off", { name }));
      continue;
    }
    const host = setting === "KLYKA_MANAGEMENT_PORT" ? settings.managementHost : settings.host;
    const failure = kind === "tcp" ? await tryTcp(host, port) : await tryUdp(host, port);
    found.push(portFinding({ name, setting, port }, failure, serverRuns));
  }
  return settings.tftpPort === "off" ? found : [...found, ...(await checkReceiveBuffer(settings.host))];
}

function portFinding(
  detail: { name: string; setting: string; port: number },
  failure: string | null,
  serverRuns: boolean,
): Finding {
  if (failure === null) return finding("ports", "ok", "port_free", detail);
  if (failure === "EADDRINUSE" && serverRuns) return finding("ports", "ok", "port_ours", detail);
  return finding("ports", "fail", failure === "EACCES" ? "port_refused" : "port_in_use", detail);
}

async function tryTcp(host: string, port: number): Promise<string | null> {
  const server = createServer();
  try {
    server.listen({ host, port, exclusive: true });
    await once(server, "listening");
    return null;
  } catch (error) {
    return codeOf(error);
  } finally {
    server.close();
  }
}

async function tryUdp(host: string, port: number): Promise<string | null> {
  const socket = createSocket(isIPv6(host) ? "udp6" : "udp4");
  try {
    socket.bind({ address: host, port, exclusive: true });
    await once(socket, "listening");
    return null;
  } catch (error) {
    return codeOf(error);
  } finally {
    socket.close();
  }
}

async function checkReceiveBuffer(host: string): Promise<Finding[]> {
  const socket = createSocket({ type: isIPv6(host) ? "udp6" : "udp4", recvBufferSize: wantedBuffer });
  try {
    socket.bind(0, "127.0.0.1");
    await once(socket, "listening");
    // Linux reports twice what it grants, for its own bookkeeping (man 7 socket, SO_RCVBUF).
    const granted = process.platform === "linux" ? socket.getRecvBufferSize() / 2 : socket.getRecvBufferSize();
    if (granted >= wantedBuffer) return [];
    const detail = { granted: Math.round(granted / 1024), wanted: wantedBuffer / 1024, bytes: wantedBuffer };
    return [finding("ports", "warn", "receive_buffer", detail)];
  } catch {
    return [];
  } finally {
    socket.close();
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "unknown";
}
