// Starts a program and waits until it answers.
import { spawn } from 'node:child_process';

export async function start(command, args, address, { env = {}, wait = 60_000 } = {}) {
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stdout.on('data', (part) => { said += part; });
  child.stderr.on('data', (part) => { said += part; });
  const ended = new Promise((resolve) => { child.on('exit', resolve); child.on('error', resolve); });
  let gone = false;
  ended.then(() => { gone = true; });
  const until = Date.now() + wait;
  for (;;) {
    if (gone) throw new Error(`${command} ended before it answered:\n${said}`);
    try {
      await fetch(address, { redirect: 'manual' });
      break;
    } catch {
      if (Date.now() > until) { child.kill(); throw new Error(`${command} does not answer at ${address}:\n${said}`); }
      await new Promise((resolve) => { setTimeout(resolve, 100); });
    }
  }
  return { output: () => said, async stop() { if (!gone) child.kill('SIGTERM'); await ended; } };
}
