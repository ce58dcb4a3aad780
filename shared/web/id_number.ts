// Identity numbers (GB 11643): what can be read from them while they are typed.

export interface Person {
  birthday: string
  sex: 'male' | 'female'
}

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const CHECK = '10X98765432'

export function check_digit(first_17: string): string {
  const sum = WEIGHTS.reduce((total, weight, at) => total + weight * Number(first_17[at]), 0)
  return CHECK[sum % 11]
}

function day_of(text: string): string | null {
  const [year, month, day] = [text.slice(0, 4), text.slice(4, 6), text.slice(6, 8)].map(Number)
  const when = new Date(Date.UTC(year, month - 1, day))
  const right = when.getUTCFullYear() === year && when.getUTCMonth() === month - 1 && when.getUTCDate() === day
  return right ? when.toISOString().slice(0, 10) : null
}

// null while the number is not whole or not right.
export function person_of(number: string): Person | null {
  const whole = /^\d{17}[\dX]$/.test(number)
  const old = /^\d{15}$/.test(number)
  if (!whole && !old) return null
  if (whole && check_digit(number) !== number[17]) return null
  const birthday = day_of(whole ? number.slice(6, 14) : '19' + number.slice(6, 12))
  if (!birthday) return null
  return { birthday, sex: Number(whole ? number[16] : number[14]) % 2 === 1 ? 'male' : 'female' }
}
