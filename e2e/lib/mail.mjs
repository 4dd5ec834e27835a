// A real mail server on the loopback, the one of the mail crate's own stories: mails lie as files in a folder.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const script = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'crates/mail/tests/smtp_server.py');

export async function letterbox() {
  const folder = mkdtempSync(join(tmpdir(), 'caunoi-mails-'));
  // The system's own Python: there the Debian package lies.
  const child = spawn('/usr/bin/python3', [script, folder, 'plain'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => { child.on('exit', resolve); child.on('error', resolve); });
  const port = await Promise.race([
    new Promise((resolve) => { createInterface({ input: child.stdout }).once('line', (line) => resolve(Number(line))); }),
    ended.then(() => { throw new Error('the mail server ended before it listened (Debian: apt install python3-aiosmtpd)'); }),
  ]);
  const mails = () => readdirSync(folder).filter((name) => name.endsWith('.json')).sort().map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')));
  return {
    port,
    mails,
    // The first mail to this address that fits, as soon as it is there.
    async wait(to, fits, seconds = 60) {
      for (const until = Date.now() + seconds * 1000; ;) {
        const found = mails().find((mail) => mail.to.includes(to) && fits(mail));
        if (found) return found;
        if (Date.now() > until) throw new Error(`no such mail to ${to} within ${seconds} s; there are ${JSON.stringify(mails().map((mail) => mail.said))}`);
        await new Promise((resolve) => { setTimeout(resolve, 200); });
      }
    },
    // It serves until its input ends. A page that still holds a line open does not keep it.
    async stop() {
      child.stdin.end();
      const slow = setTimeout(() => child.kill('SIGKILL'), 5000);
      await ended;
      clearTimeout(slow);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

// A port on which nobody listens.
export async function nobody() {
  const server = createServer();
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const { port } = server.address();
  await new Promise((resolve) => { server.close(resolve); });
  return port;
}
