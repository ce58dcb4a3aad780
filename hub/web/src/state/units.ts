// Codes of units: the county that a code lies in, and where a county lies on the tile map.
export function county_code(code: string): string {
  return code.slice(0, 6) + '000000'
}

export interface Place {
  column: number
  row: number
}

// Hangzhou's counties, roughly as they lie to one another. Who is not on it stands in a row below.
const PLACES: Record<string, [number, number]> = {
  '330185': [2, 1], '330112': [2, 1], '330110': [3, 1], '330113': [4, 1], '330127': [1, 3], '330106': [3, 2], '330105': [4, 2],
  '330103': [5, 2], '330104': [6, 2], '330114': [5, 2], '330102': [4, 3], '330108': [5, 3], '330109': [6, 3],
  '330122': [2, 3], '330111': [3, 3], '330182': [2, 4],
}
const COLUMNS = 7

export function tile_places(codes: string[]): Map<string, Place> {
  const places = new Map<string, Place>()
  const taken = new Set<string>()
  const rest: string[] = []
  for (const code of codes) {
    const at = PLACES[code.slice(0, 6)]
    if (!at || taken.has(at.join())) rest.push(code)
    else {
      taken.add(at.join())
      places.set(code, { column: at[0], row: at[1] })
    }
  }
  const below = Math.max(0, ...[...places.values()].map((place) => place.row))
  rest.forEach((code, nth) => places.set(code, { column: (nth % COLUMNS) + 1, row: below + 1 + Math.floor(nth / COLUMNS) }))
  return places
}
