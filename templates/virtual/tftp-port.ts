import { createSocket } from "node:dgram";

/** Klyka's port without extra rights, and TFTP's own. */
const usualPorts: readonly number[] = [6969, 69];
/** Milliseconds that one port has for an answer; asked twice. */
const patience = 350;

/**
 * The TFTP address of a server that was named by its web address: that port, if anything speaks TFTP there, else the usual
 * ones. Without an answer anywhere the address stays as it was given.
 *
 * @param ports where else to ask, the likelier first
 */
export async function tftpAddress(web: URL, ports: readonly number[] = usualPorts): Promise<string> {
  const host = web.hostname.replace(/^\[|\]$/g, "");
  for (const port of [...(web.port === "" ? [] : [Number(web.port)]), ...ports])
    if ((await answers(host, port)) || (await answers(host, port))) return `tftp://${web.hostname}:${port}${web.pathname}`;
  return `tftp://${web.host}${web.pathname}`;
}

/** Asks for a file that nobody has; whoever says anything to that, an error most likely, speaks TFTP. */
function answers(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket(host.includes(":") ? "udp6" : "udp4");
    const timer = setTimeout(() => done(false), patience);
    const done = (answered: boolean) => {
      clearTimeout(timer);
      socket.close();
      resolve(answered);
    };
    socket.once("message", () => done(true));
    socket.once("error", () => done(false));
    socket.send(Buffer.from("\0\x01is-tftp-spoken-here\0octet\0", "latin1"), port, host, (error) => {
      if (error) done(false);
    });
  });
}
