// Form definitions: asked once, since they change with a new version alone, which `news` would tell.
import { reactive } from 'vue'
import { get } from '@shared/api'
import type { Form } from '@shared/forms'
import type { FormName } from '@/types'

export const known_forms = reactive({
  names: [] as FormName[],
  // Of the record that is on the screen.
  here: '',
})
const definitions = new Map<string, Promise<Form>>()

export async function ask_forms(): Promise<void> {
  const told = await get<{ forms: FormName[] }>('forms')
  const versions = new Map(known_forms.names.map((name) => [name.form, name.version]))
  for (const name of told.forms) {
    if (versions.get(name.form) !== name.version) definitions.delete(name.form)
  }
  known_forms.names = told.forms
}

export function form_of(name: string): Promise<Form> {
  let asked = definitions.get(name)
  if (!asked) {
    asked = get<Form>('forms/' + encodeURIComponent(name))
    asked.catch(() => definitions.delete(name))
    definitions.set(name, asked)
  }
  return asked
}

export interface Department {
  name: string
  forms: FormName[]
}

// Registers as the side bar lists them: by department, the city's own reference data not at all.
export function by_department(names: FormName[]): Department[] {
  const found: Department[] = []
  for (const form of names) {
    if (form.reference_data) continue
    let department = found.find((one) => one.name === form.department)
    if (!department) found.push((department = { name: form.department, forms: [] }))
    department.forms.push(form)
  }
  return found
}
