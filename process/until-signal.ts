/** Waits for SIGINT (Ctrl-C) or SIGTERM. A second one ends the process at once. */
export function untilSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    const heard = (signal: NodeJS.Signals) => {
      for (const one of ["SIGINT", "SIGTERM"] as const) {
        process.off(one, heard);
        process.once(one, () => process.exit(130));
      }
      resolve(signal);
    };
    for (const one of ["SIGINT", "SIGTERM"] as const) process.on(one, heard);
  });
}
