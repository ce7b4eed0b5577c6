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
  'worker.js': join(own, 'worker.js'),
  ...Object.fromEntries(readdirSync(scripts).map(name => [basename(name), join(scripts, name)])),
};

// Shapes of countries, each named by its code of two letters: Natural Earth's, through world-atlas; what has no code there of its own keeps its shape without a name.
const world = join(folder, 'world.json');
const { feature } = installed('topojson-client');
const atlas = JSON.parse(readFileSync(installed.resolve('world-atlas/countries-110m.json'), 'utf8'));
const codes = new Map(readFileSync(join(own, '../../CrmKit.Abstractions/Places/countries.txt'), 'utf8').split('\n').filter(line => /^[A-Z]{2}\|/.test(line))
  .flatMap(line => line.trim().split('|').map((name, _, [code]) => [name.toLowerCase(), code])));
const shortened = { 'W. Sahara': 'EH', 'Dem. Rep. Congo': 'CD', 'Dominican Rep.': 'DO', 'Falkland Is.': 'FK', 'Fr. S. Antarctic Lands': 'TF', 'Central African Rep.': 'CF', 'Eq. Guinea': 'GQ', Myanmar: 'MM', 'Solomon Is.': 'SB', 'Bosnia and Herz.': 'BA', Kosovo: 'XK', 'Trinidad and Tobago': 'TT', 'S. Sudan': 'SS' };
// What crosses the 180th meridian goes on beyond it, and draws no line around the world.
const whole = ring => ring.some(([x], i) => i > 0 && Math.abs(x - ring[i - 1][0]) > 180) ? ring.map(([x, y]) => [x < 0 ? x + 360 : x, y]) : ring;
const rounded = value => Array.isArray(value) ? value.map(rounded) : Math.round(value * 100) / 100;
writeFileSync(world, JSON.stringify({
  type: 'FeatureCollection',
  features: feature(atlas, atlas.objects.countries).features.filter(country => country.properties.name !== 'Antarctica').map(({ properties: { name }, geometry: { type, coordinates } }) =>
    ({ type: 'Feature', properties: { name: codes.get(name.toLowerCase()) ?? shortened[name] ?? '' }, geometry: { type, coordinates: rounded(type === 'Polygon' ? coordinates.map(whole) : coordinates.map(polygon => polygon.map(whole))) } })),
}));
files['world.json'] = world;

const out = join(folder, 'br');
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
for (const [name, path] of Object.entries(files)) {
  const text = readFileSync(path, 'utf8').replace(/\/\*# sourceMappingURL=.*?\*\/|\/\/# sourceMappingURL=.*$/gm, ''); // the maps are not served
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 22 };
  writeFileSync(join(out, name + '.br'), brotliCompressSync(Buffer.from(text), { params }));
}
