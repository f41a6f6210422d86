import { runCli } from '#cli/program.ts';

process.exitCode = await runCli(process.argv.slice(2));
// What a failed command left open must not keep the process: its output is written long before this.
setTimeout(() => process.exit(), 1_500).unref();
