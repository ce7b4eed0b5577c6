// Writes the files that CrmKit.Web embeds, each as small as brotli gets it: node build.mjs <folder with node_modules>
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';

const folder = process.argv[2];
const own = dirname(fileURLToPath(import.meta.url));
const files = {
  'tabler.css': join(folder, 'node_modules/@tabler/core/dist/css/tabler.min.css'),
  'htmx.js': join(folder, 'node_modules/htmx.org/dist/htmx.min.js'),
  'crmkit.css': join(own, 'crmkit.css'),
  'crmkit.js': join(own, 'crmkit.js'),
};

const out = join(folder, 'br');
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
for (const [name, path] of Object.entries(files)) {
  const text = readFileSync(path, 'utf8').replace(/\/\*# sourceMappingURL=.*?\*\/|\/\/# sourceMappingURL=.*$/gm, ''); // the maps are not served
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 22 };
  writeFileSync(join(out, name + '.br'), brotliCompressSync(Buffer.from(text), { params }));
}
