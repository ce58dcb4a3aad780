// Lines over the years, made of what the hub says of each year.
export interface TrendPoint {
  year: number
  target?: string | null
  value?: string | null
  raw_rate?: string | null
  score?: string
  rank?: number | null
  sample: boolean
}
export interface TrendLine {
  key: string // of an indicator, or a county's code
  name: string
  unit: string
  points: TrendPoint[]
}
export interface Trend {
  years: number[]
  indicators: (TrendLine & { kind: string })[]
  scores: { org: string; name: string; points: TrendPoint[] }[]
}

export interface Series {
  name: string
  values: (number | null)[] // a place for each year; null: nothing is known
  dashed?: boolean
}

function figure(text: string | null | undefined): number | null {
  const value = Number(text)
  return text === null || text === undefined || text === '' || !Number.isFinite(value) ? null : value
}

export function along(years: number[], points: TrendPoint[], of: (point: TrendPoint) => string | null | undefined): (number | null)[] {
  return years.map((year) => figure(points.find((point) => point.year === year) && of(points.find((point) => point.year === year)!)))
}

export function indicator_series(years: number[], line: TrendLine, names: { target: string; value: string }): Series[] {
  return [
    { name: names.target, values: along(years, line.points, (point) => point.target), dashed: true },
    { name: names.value, values: along(years, line.points, (point) => point.value) },
  ]
}

export function score_series(trend: Trend): Series[] {
  return trend.scores.map((county) => ({ name: county.name, values: along(trend.years, county.points, (point) => point.score) }))
}

// Told apart also by their signs, where colours are not seen.
const SIGNS = ['circle', 'rect', 'triangle', 'diamond', 'emptyCircle', 'emptyRect', 'emptyTriangle', 'emptyDiamond']
const COLOURS = ['#8b97a6', '#17558f', '#1d6b3c', '#8a5200', '#7b3fa0', '#b3261e', '#00707a']

export function chart_option(years: number[], series: Series[], unit: string) {
  const colour = (nth: number) => (series.length === 1 ? COLOURS[1] : COLOURS[nth % COLOURS.length])
  return {
    animation: false,
    grid: { left: 16, right: 24, top: 64, bottom: 8, containLabel: true },
    legend: { type: 'scroll' as const, top: 4, textStyle: { color: '#1f2a37' } },
    tooltip: { trigger: 'axis' as const, confine: true, appendToBody: false },
    xAxis: { type: 'category' as const, data: years.map(String), axisLabel: { color: '#55606e' } },
    yAxis: { type: 'value' as const, name: unit, nameTextStyle: { color: '#55606e', align: 'left' as const }, axisLabel: { color: '#55606e' }, splitLine: { lineStyle: { color: '#d5dbe3' } } },
    series: series.map((one, nth) => ({
      type: 'line' as const,
      name: one.name,
      data: one.values,
      symbol: SIGNS[nth % SIGNS.length],
      symbolSize: 9,
      connectNulls: false,
      itemStyle: { color: colour(nth) },
      lineStyle: { color: colour(nth), type: one.dashed ? ('dashed' as const) : ('solid' as const), width: 2 },
    })),
  }
}
