// A span of the day, as "22:00-06:00".
const CLOCK = /^([01]?\d|2[0-3]):([0-5]\d)$/

const tidy = (text: string) => {
  const found = CLOCK.exec(text.trim().replace('：', ':'))
  return found ? `${found[1].padStart(2, '0')}:${found[2]}` : null
}

// null where one of the two is no time, or they are the same.
export function window_text(from: string, to: string): string | null {
  const begin = tidy(from)
  const end = tidy(to)
  return begin && end && begin !== end ? `${begin}-${end}` : null
}

export function window_parts(window: string): [string, string] {
  const [from, to] = window.split('-')
  return [from || '22:00', to || '06:00']
}
