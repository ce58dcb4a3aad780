// Enter leads to the next field, as clerks know it from their spreadsheets.
const INPUTS = 'input:not([disabled]):not([type=hidden]):not([tabindex="-1"]), textarea:not([disabled]), select:not([disabled])'

// True if the key was used: the focus stood in a line of text within `sheet` and is in the next field now. In a list of
// choices Enter opens and chooses; `chosen`: it has done so.
export function next_input(sheet: HTMLElement, at: EventTarget | null, chosen = false): boolean {
  if (!(at instanceof HTMLInputElement) || !sheet.contains(at) || (!chosen && at.getAttribute('role') === 'combobox')) return false
  const all = Array.from(sheet.querySelectorAll<HTMLElement>(INPUTS)).filter((input) => input.offsetParent !== null)
  const fields = all.filter((input) => same_group(input, at) === false || input === at)
  const next = fields[fields.indexOf(at) + 1]
  if (!next) return false
  next.focus()
  if (next instanceof HTMLInputElement && next.type === 'text') next.select()
  return true
}

// Radio buttons and check boxes of one field count as one.
function same_group(input: HTMLElement, at: HTMLElement): boolean {
  const group = at.closest('[role=radiogroup], [role=group]')
  return group !== null && group.contains(input)
}
