// Numbers, sizes and times as people read them.
import type { PageLanguage } from './i18n'

export function number_text(value: number): string {
  return String(Math.trunc(value)).replace(/\B(?=(\d{3})+(?!\d))/g, ',')
}

export function bytes_text(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  const kib = bytes / 1024
  if (kib < 1024) return `${kib < 10 ? kib.toFixed(1) : Math.round(kib)} KB`
  const mib = kib / 1024
  return mib < 1024 ? `${mib.toFixed(1)} MB` : `${(mib / 1024).toFixed(2)} GB`
}

const two = (value: number) => String(value).padStart(2, '0')

export function date_text(when: Date): string {
  return `${when.getFullYear()}-${two(when.getMonth() + 1)}-${two(when.getDate())}`
}

// Today: hours and minutes; this year: month and day too; else the whole date.
export function time_text(when: Date, now: Date = new Date()): string {
  const clock = `${two(when.getHours())}:${two(when.getMinutes())}`
  const day = date_text(when)
  if (day === date_text(now)) return clock
  return when.getFullYear() === now.getFullYear() ? `${day.slice(5)} ${clock}` : `${day} ${clock}`
}

// A day of this year without the year.
export function near_day(day: string, now: Date = new Date()): string {
  return day.startsWith(`${now.getFullYear()}-`) ? day.slice(5) : day
}

export function full_time_text(when: Date): string {
  return `${date_text(when)} ${two(when.getHours())}:${two(when.getMinutes())}:${two(when.getSeconds())}`
}

export function seconds_text(seconds: number, language: PageLanguage): string {
  const zh = language === 'zh'
  if (seconds < 60) return zh ? `${Math.ceil(seconds)} 秒` : `${Math.ceil(seconds)} s`
  const minutes = Math.ceil(seconds / 60)
  if (minutes < 60) return zh ? `${minutes} 分钟` : `${minutes} min`
  const hours = Math.floor(minutes / 60)
  return zh ? `${hours} 小时 ${minutes % 60} 分钟` : `${hours} h ${minutes % 60} min`
}

// What the server tells as text (ISO 8601) or in Unix milliseconds.
export function moment_of(told: string | number | null | undefined): Date | null {
  if (told === null || told === undefined || told === '' || told === 0) return null
  const when = new Date(told)
  return Number.isNaN(when.getTime()) ? null : when
}
