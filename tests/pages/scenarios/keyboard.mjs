// No mouse at all: from the work list to a new household, its next step, and back to the list.
import assert from 'node:assert/strict'

export default async function (clerk) {
  const keys = clerk.page.keyboard
  await clerk.tab_to('English')
  await keys.press('Enter')
  await clerk.see('Work list', 'h1')
  await clerk.tab_to('Dibao household')
  await keys.press('Enter')
  await clerk.settled()
  await clerk.see('Dibao household', 'h1')
  await keys.press('n')
  await clerk.see('New: Dibao household', 'h1')

  // The first field has the focus; Enter leads from field to field.
  await clerk.page.waitForFunction(() => document.activeElement?.id === 'field-householder')
  await keys.type('Li Si')
  await keys.press('Enter')
  await keys.type('440524188001010014')
  await keys.press('Enter')
  await keys.type('13800000002')
  await keys.press('Enter')
  await keys.type('Baochu Road 2')
  await keys.press('Enter')
  await keys.press('Space') // urban
  await keys.press('Enter')
  await keys.press('ArrowLeft') // the last category
  await keys.press('Enter')
  await keys.type('2')
  await keys.press('Enter')
  await keys.type('2')
  await clerk.tab_to(/^Applied on/)
  await keys.type('20160301')
  await clerk.shot('keyboard-entry-en')
  await keys.press('Control+s')
  await clerk.see('Li Si', 'h1')

  await clerk.tab_to('Next step')
  await keys.press('Enter')
  await clerk.page.waitForFunction(() => document.activeElement?.id === 'step-reason') // there is one step alone
  await clerk.tab_to('Confirm')
  await keys.press('Enter')
  await clerk.see('Accepted', '.page-head')

  // Until the dialog has gone, the focus may still be in it.
  await clerk.page.waitForFunction(() => ![...document.querySelectorAll('[role=dialog]')].some((one) => one.checkVisibility()))
  await clerk.page.evaluate(() => document.activeElement?.blur?.())
  await clerk.tab_to('Dibao household')
  await keys.press('Enter')
  await clerk.settled()
  await keys.press('/')
  await keys.type('li si')
  await clerk.page.waitForFunction(() => document.querySelectorAll('tr.row').length === 1)
  await keys.press('ArrowDown')
  await keys.press('Enter')
  await clerk.see('Li Si', 'h1')
  await clerk.page.goBack()
  await clerk.settled()
  assert.match(clerk.page.url(), /search=li(%20|\+)si/)
}
