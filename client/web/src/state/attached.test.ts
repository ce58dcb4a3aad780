import { expect, it } from 'vitest'
import type { Form } from '@shared/forms'
import { is_picture } from '@/state/attached'
import { changed_values, entered_fields } from '@/state/entry_values'

it('knows pictures by their ending', () => {
  for (const name of ['a.jpg', '现场.JPEG', 'b.png', 'c.webp']) expect(is_picture(name)).toBe(true)
  for (const name of ['a.pdf', 'jpg', 'a.svg', 'a.png.exe']) expect(is_picture(name)).toBe(false)
})
it('a file is entered like any other value, and a masked one is left alone', () => {
  const form = { fields: [{ name: 'photo', type: 'file' }] } as unknown as Form
  expect(entered_fields(form).map((field) => field.name)).toEqual(['photo'])
  expect(changed_values({ photo: 'sha256:a****b' }, { photo: 'sha256:a****b' })).toEqual({})
  expect(changed_values({ photo: '' }, { photo: 'sha256:00:1:a.png' })).toEqual({ photo: 'sha256:00:1:a.png' })
})
