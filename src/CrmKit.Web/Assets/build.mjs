// Writes the files that CrmKit.Web embeds, each as small as brotli gets it: node build.mjs <folder with node_modules>
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';

const folder = resolve(process.argv[2]);
const own = dirname(fileURLToPath(import.meta.url));
const installed = createRequire(join(folder, 'package.json'));
const islands = join(own, 'islands');

// Types are checked first; then every module that pages name becomes one file with what it imports.
execFileSync(process.execPath, [installed.resolve('typescript/bin/tsc'), '--project', islands], { stdio: 'inherit' });
const scripts = join(folder, 'js');
rmSync(scripts, { recursive: true, force: true });
const { build } = installed('esbuild');
await build({
  entryPoints: readdirSync(islands).filter(name => name.endsWith('.ts') && readFileSync(join(islands, name), 'utf8').startsWith('// Entry:')).map(name => join(islands, name)),
  nodePaths: [join(folder, 'node_modules')], tsconfigRaw: {}, outdir: scripts, bundle: true, minify: true, format: 'esm', target: 'es2022', legalComments: 'none', charset: 'utf8', logLevel: 'warning',
});

const files = {
  'tabler.css': join(folder, 'node_modules/@tabler/core/dist/css/tabler.min.css'),
  'htmx.js': join(folder, 'node_modules/htmx.org/dist/htmx.min.js'),
  'crmkit.css': join(own, 'crmkit.css'),
  'crmkit.js': join(own, 'crmkit.js'),
  ...Object.fromEntries(readdirSync(scripts).map(name => [basename(name), join(scripts, name)])),
};

const out = join(folder, 'br');
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
for (const [name, path] of Object.entries(files)) {
  const text = readFileSync(path, 'utf8').replace(/\/\*# sourceMappingURL=.*?\*\/|\/\/# sourceMappingURL=.*$/gm, ''); // the maps are not served
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 22 };
  writeFileSync(join(out, name + '.br'), brotliCompressSync(Buffer.from(text), { params }));
}
