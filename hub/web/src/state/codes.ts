// What people copy by hand is read four letters at a time.
export function in_fours(text: string): string {
  return text.replace(/(.{4})(?=.)/g, '$1 ')
}
