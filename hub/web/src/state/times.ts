// Times of the hub's as this machine's clock shows them.
import { full_time_text, moment_of, time_text } from '@shared/format'

export function when_text(told: string | null | undefined): string {
  const moment = moment_of(told)
  return moment ? time_text(moment) : ''
}

export function full_when(told: string | null | undefined): string {
  const moment = moment_of(told)
  return moment ? full_time_text(moment) : ''
}
