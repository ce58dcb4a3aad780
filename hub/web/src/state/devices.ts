// Computers of the offices, by unit and by whether they were heard of.
import { county_code } from '@/state/units'
import type { Device } from '@/types'

const SILENT_MS = 7 * 86_400_000

export function is_silent(device: Device, now: number): boolean {
  return !device.revoked && (device.last_contact === null || now - Date.parse(device.last_contact) > SILENT_MS)
}

function is_within(org: string, unit: string): boolean {
  return unit === '' || org === unit || (unit === county_code(unit) && county_code(org) === unit)
}

export function devices_in(devices: Device[], unit: string, state: string, now: number): Device[] {
  return devices
    .filter((one) => is_within(one.org, unit))
    .filter((one) => state === '' || (state === 'revoked' ? one.revoked : !one.revoked && is_silent(one, now) === (state === 'silent')))
    .sort((a, b) => a.org.localeCompare(b.org) || a.name.localeCompare(b.name))
}
