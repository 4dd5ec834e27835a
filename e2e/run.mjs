// node run.mjs [PART-OF-A-NAME]: runs the browser stories. CAUNOI_GALLERY names the built gallery example.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stories as components } from './components.mjs';
import { open } from './lib/browser.mjs';
import { start } from './lib/server.mjs';
import { run } from './lib/stories.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const gallery = process.env.CAUNOI_GALLERY ?? join(root, 'target/debug/examples/gallery');
const base = 'http://127.0.0.1:8099';

const browser = await open();
const server = await start(gallery, ['127.0.0.1:8099'], base);
let failed = 1;
try {
  failed = await run(components(browser, base));
} finally {
  await browser.close();
  await server.stop();
}
process.exit(failed ? 1 : 0);
