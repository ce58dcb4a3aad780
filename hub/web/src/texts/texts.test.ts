import { describe, expect, it } from 'vitest'
import en from './en'
import zh from './zh'

type Tree = { [key: string]: string | Tree }

function leaves(tree: Tree, before = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[before + key, value]] : leaves(value, `${before}${key}.`),
  )
}
const holes = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1]).sort()

describe('the texts', () => {
  const chinese = new Map(leaves(zh))
  const english = new Map(leaves(en))
  it('have the same keys in both languages', () => {
    expect([...english.keys()]).toEqual([...chinese.keys()])
  })
  it('name the same things in both languages', () => {
    for (const [key, text] of chinese) expect(holes(english.get(key) ?? ''), key).toEqual(holes(text))
  })
  it('are Chinese in one and not in the other', () => {
    for (const [key, text] of english) expect(text, key).not.toMatch(/[\u4e00-\u9fff]/)
  })
  const sources = import.meta.glob(['../**/*.{vue,ts}', '../../../../shared/web/*.{vue,ts}', '!../**/*.test.ts'], {
    query: '?raw', import: 'default', eager: true,
  }) as Record<string, string>
  const asked = Object.values(sources).flatMap((source) =>
    [...source.matchAll(/(?:\$t|\bwords)\([^)]*?'([a-z_]+(?:\.[a-z_0-9]+)+)'/g)].map((found) => found[1]),
  )
  it('have every key that a screen asks for', () => {
    expect(asked.length).toBeGreaterThan(150)
    for (const key of asked) expect(chinese.has(key), key).toBe(true)
  })
  const may_be_empty: string[] = []
  it('are there', () => {
    for (const [key, text] of chinese) if (!may_be_empty.includes(key)) expect(text.trim(), key).not.toBe('')
  })
  it('have no signs that the message format takes for its own', () => {
    for (const [key, text] of [...chinese, ...english]) expect(text, key).not.toMatch(/[|@]/)
  })
})
