// What a clerk waits for, as the page itself sees it: from the click or the key until rows or fields are there. For the
// benchmark (tests/benchmarks/rows_page.py), which also says what to look for.
const TIMES = 7

// Sets the address, or types into the search box and presses Enter, and waits until what is wanted is drawn.
function timed(page, { address = '', search = '', row = '', filled = '' }) {
  return page.evaluate(
    ([to, typed, wanted, field]) =>
      new Promise((resolve, reject) => {
        const there = () => {
          if (field) return Boolean(document.querySelector(field)?.value)
          const shown = [...document.querySelectorAll('tr.row')]
          if (typed && shown[0]?.innerText === before) return false
          return shown.some((one) => one.innerText.includes(wanted))
        }
        const before = document.querySelector('tr.row')?.innerText
        const begin = performance.now()
        const look = () => {
          const seconds = (performance.now() - begin) / 1000
          if (there()) return resolve(seconds)
          if (seconds > 30) return reject(new Error(`not seen: ${to || typed}`))
          requestAnimationFrame(look)
        }
        if (to) location.hash = to
        if (typed) {
          const box = document.querySelector('.filter input')
          box.value = typed
          box.dispatchEvent(new Event('input', { bubbles: true }))
          box.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }))
        }
        requestAnimationFrame(look)
      }),
    [address, search, row, filled],
  )
}

export default async function (clerk, ask, { form, late, record, initials }) {
  const register = `/forms/${form}`
  // What is loaded once a day, the screens' code, is loaded; the index has all records.
  for (;;) {
    await clerk.go('/help')
    await clerk.go(`${register}?search=${encodeURIComponent(late)}`)
    if ((await clerk.page.locator('tr.row').count()) > 0 && (await clerk.page.locator('.notice.warn').count()) === 0) break
    await clerk.page.waitForTimeout(1000)
  }
  await clerk.go(`/records/${record}/edit`)
  for (let time = 0; time < TIMES; time += 1) {
    await clerk.go('/help')
    const first = await timed(clerk.page, { address: `#${register}` })
    const name = await timed(clerk.page, { search: late, row: late })
    await clerk.go('/help')
    await clerk.go(register)
    const pinyin = await timed(clerk.page, { search: initials })
    await clerk.go('/help')
    const entry = await timed(clerk.page, { address: `#/records/${record}/edit`, filled: '#field-householder' })
    await ask('measured', { first, name, pinyin, entry })
  }
}
