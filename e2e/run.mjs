// node run.mjs [PATTERN]: runs the browser stories whose names match. CAUNOI_GALLERY names the built gallery example,
// CAUNOI the built program. Ends with "N passed, N failed".
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { stories as admin } from './admin.mjs';
import { stories as books } from './books.mjs';
import { stories as clerk } from './clerk.mjs';
import { stories as components } from './components.mjs';
import { stories as desk } from './desk.mjs';
import { stories as directions } from './directions.mjs';
import { stories as door } from './door.mjs';
import { stories as live } from './live.mjs';
import { stories as duty } from './duty.mjs';
import { stories as office } from './office.mjs';
import { stories as operation } from './operation.mjs';
import { stories as people } from './people.mjs';
import { stories as province } from './province.mjs';
import { stories as reach } from './reach.mjs';
import { stories as registers } from './registers.mjs';
import { stories as resolutions } from './resolutions.mjs';
import { stories as regulations } from './regulations.mjs';
import { stories as search } from './search.mjs';
import { stories as sheets } from './sheets.mjs';
import { stories as tasks } from './tasks.mjs';
import { open } from './lib/browser.mjs';
import { start } from './lib/server.mjs';
import { run } from './lib/stories.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const gallery = process.env.CAUNOI_GALLERY ?? join(root, 'target/debug/examples/gallery');
// Two runs on one machine take ports of their own.
const port = Number(process.env.E2E_PORT ?? 8098);
const base = `http://127.0.0.1:${port + 1}`;

const program = process.env.CAUNOI ?? join(root, 'target/debug/caunoi');
const house = `http://127.0.0.1:${port}`;
const data = mkdtempSync(join(tmpdir(), 'caunoi-e2e-'));

const browser = await open();
const server = await start(gallery, [`127.0.0.1:${port + 1}`], base);
const open_office = await start(program, ['demo', '--papers', '0', '--data', data, '--listen', `127.0.0.1:${port}`], `${house}/health`);
let told = { passed: 0, failed: 1 };
try {
  told = await run([
    ...components(browser, base),
    ...office(browser, house),
    ...door(browser, house),
    ...sheets(browser, house),
    ...duty(browser, house),
    ...directions(browser, house),
    ...books(browser, house),
    ...registers(browser, house),
    ...desk(browser, house),
    ...live(browser, house),
    ...operation(browser, house),
    ...people(browser, house),
    ...admin(browser, house),
    ...province(browser, house),
    ...search(browser, house),
    ...clerk(browser, house),
    ...reach(browser, house, { program, port: port + 2 }),
    ...regulations(browser, house),
    ...tasks(browser, house, { program, port: port + 3 }),
    ...resolutions(browser, house, { program, port: port + 4 }),
  ]);
} finally {
  await browser.close();
  await server.stop();
  await open_office.stop();
  rmSync(data, { recursive: true, force: true });
}
console.log(`${told.passed} passed, ${told.failed} failed`);
process.exit(told.failed ? 1 : 0);
