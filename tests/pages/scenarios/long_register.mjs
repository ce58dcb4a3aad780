// A register of thousands scrolls to rows that were not read yet, and finds by initials.
import assert from 'node:assert/strict'

export default async function (clerk) {
  const rows = clerk.page.locator('tr.row')
  await clerk.go('/forms/dibao_household')
  await rows.first().waitFor()
  assert.ok((await rows.count()) < 80, 'all rows are in the document')
  const box = clerk.page.locator('.table')
  for (let page = 1; page <= 8; page += 1) {
    const before = await clerk.page.locator('tr.row').last().getAttribute('data-at')
    await box.evaluate((table) => (table.scrollTop = table.scrollHeight))
    await clerk.page.waitForFunction((at) => Number([...document.querySelectorAll('tr.row')].pop()?.dataset.at) > Number(at), before)
  }
  assert.ok((await rows.count()) < 80, 'rows that are not seen stay in the document')
  await clerk.see(/共 [\d,]+ 条|已显示 [\d,]+ 条/, '.page-head')
  await clerk.page.waitForFunction(() => !document.querySelector('.notice.warn'), null, { timeout: 60_000 })
  await clerk.page.locator('.filter input').first().fill('zhang san')
  await clerk.page.locator('.filter input').first().fill('张')
  await clerk.page.waitForFunction(() => [...document.querySelectorAll('tr.row')].some((row) => row.innerText.includes('张')) && /search=/.test(location.hash))
}
