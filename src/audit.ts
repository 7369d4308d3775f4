import { runAuditCommand } from './audit-command.ts';

process.exitCode = await runAuditCommand({
  args: process.argv.slice(2),
  env: process.env,
  out: process.stdout,
  error: process.stderr,
});
