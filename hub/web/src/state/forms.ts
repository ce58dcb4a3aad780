// Form definitions: asked once a window.
import { reactive } from 'vue'
import { get } from '@shared/api'
import type { Form } from '@shared/forms'
import type { FormName } from '@/types'

export const known_forms = reactive({ names: [] as FormName[] })
const definitions = new Map<string, Promise<Form>>()

export async function ask_forms(): Promise<void> {
  known_forms.names = (await get<{ forms: FormName[] }>('forms')).forms
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

export async function forms_of(names: string[]): Promise<Map<string, Form>> {
  const found = await Promise.all([...new Set(names)].map(form_of))
  return new Map(found.map((form) => [form.form, form]))
}

// What the hub keeps for itself is no register.
const OWN = new Set(['divisions', 'administration'])

export interface Department {
  name: string
  forms: FormName[]
}

export function by_department(names: FormName[]): Department[] {
  const found: Department[] = []
  for (const form of names) {
    if (OWN.has(form.department)) continue
    let department = found.find((one) => one.name === form.department)
    if (!department) found.push((department = { name: form.department, forms: [] }))
    department.forms.push(form)
  }
  return found
}
