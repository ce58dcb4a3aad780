import { describe, expect, it } from 'vitest'
import { along, chart_option, indicator_series, score_series, type Trend } from './trend'

const POINT = { sample: false }
const TREND: Trend = {
  years: [2016, 2017, 2018],
  indicators: [{ key: 'beds', name: '床位', unit: '张', kind: 'at_least', points: [{ year: 2016, target: '5250', value: '5380', ...POINT }, { year: 2018, target: '6000', value: null, ...POINT }] }],
  scores: [{ org: '330106000000', name: '西湖区', points: [{ year: 2017, score: '96.5', rank: 1, ...POINT }] }],
}

describe('lines over the years', () => {
  it('have a place for each year, and a gap where nothing is known', () => {
    expect(along(TREND.years, TREND.indicators[0].points, (point) => point.target)).toEqual([5250, null, 6000])
    const series = indicator_series(TREND.years, TREND.indicators[0], { target: '目标', value: '完成' })
    expect(series.map((one) => one.values)).toEqual([[5250, null, 6000], [5380, null, null]])
    expect(series.map((one) => Boolean(one.dashed))).toEqual([true, false])
    expect(score_series(TREND)).toEqual([{ name: '西湖区', values: [null, 96.5, null] }])
  })
  it('are told apart by sign as well as by colour, and do not move', () => {
    const option = chart_option(TREND.years, indicator_series(TREND.years, TREND.indicators[0], { target: 'a', value: 'b' }), '张')
    expect(new Set(option.series.map((one) => one.symbol)).size).toBe(2)
    expect(option.animation).toBe(false)
    expect(option.series.every((one) => !one.connectNulls)).toBe(true)
  })
})
