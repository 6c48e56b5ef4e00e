import { processIo } from "./io.ts";
import { run } from "./run.ts";

// `klyka … | head` closes the pipe early; that is the reader's right and no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

process.exitCode = await run(process.argv.slice(2), processIo());
