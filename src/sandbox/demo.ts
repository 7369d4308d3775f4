import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { playConditionalAccess, playMainJob, playSoldOut, playThreeLanguages } from './demo-stories.ts';
import { DemoTranscript } from './demo-transcript.ts';
import { startSandbox } from './sandbox.ts';

const folder = mkdtempSync(join(tmpdir(), 'license-desk-demo-'));
const transcript = new DemoTranscript((text) => process.stdout.write(text));

try {
  const log = pino({ level: 'info' }, pino.destination({ dest: join(folder, 'demo.log'), sync: true }));
  const ports = { teams: 0, desk: 0, entra: 0, partnerCenter: 0 };
  const sandbox = await startSandbox({ folder, ports, log, hasSendingLimits: false });
  try {
    transcript.title('License Desk, played on this machine');
    transcript.note(
      'Teams, Entra ID and Partner Center are emulators on loopback; License Desk is the real program.',
    );
    await playMainJob(sandbox, transcript);
    await playSoldOut(sandbox, transcript);
    await playThreeLanguages(sandbox, transcript);
    await playConditionalAccess(sandbox, transcript);
  } finally {
    await sandbox.stop();
  }
} catch (error) {
  transcript.failed('the story stopped', error);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = transcript.conclude() ? 0 : 1;
