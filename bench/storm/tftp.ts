import { LoadPhone } from "../tftp-phone.ts";
import type { PartResult, StormPlan } from "./plan.ts";
import { pause, Tally } from "./tally.ts";

/** A phone that hears nothing starts again so often. */
const mostStarts = 4;

/** Phones of a closed network fetch their configuration over TFTP, in blocks of 512. Times are from the request to the last block. */
export async function bootOverTftp(plan: StormPlan): Promise<PartResult> {
  const tally = new Tally();
  const { tftpPhones } = plan;
  const open = new Set<LoadPhone>();
  const steps = setInterval(() => {
    for (const phone of open) phone.step();
  }, 200);
  const boot = async ({ mac, token }: StormPlan["phones"][number], at: number): Promise<void> => {
    await pause((at / tftpPhones.length) * plan.within * 1000);
    const phone = new LoadPhone();
    await phone.bind("127.0.0.1");
    open.add(phone);
    for (let start = 1; start <= mostStarts; start++) {
      const began = performance.now();
      const file = `p/${token}/${mac}.cfg`;
      const { octets } = await phone.fetch({ host: "127.0.0.1", port: plan.tftpPort, file, blockSize: 512, windowSize: 1 });
      tally.note(octets === null ? "no file" : "file", octets === null ? null : performance.now() - began);
      if (octets !== null) break;
      if (start === mostStarts) tally.problem(`${mac} has not got its file`);
    }
    open.delete(phone);
    phone.close();
  };
  await Promise.all(tftpPhones.map(boot));
  clearInterval(steps);
  return tally.result();
}
