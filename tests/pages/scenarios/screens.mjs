// Every screen once: nothing goes wrong, nothing is cut off sideways, nothing keeps people out, texts are there.
import assert from 'node:assert/strict'

export default async function (clerk, ask, { record, language }) {
  if (language === 'en') {
    await clerk.button('English').click()
    await clerk.see('Draft', '#work-drafts') // what the server said, too
  }
  const screens = {
    work: '/work',
    register: '/forms/dibao_household',
    'register-search': '/forms/dibao_household?search=zs',
    'register-empty': '/forms/elderly_institution',
    record: `/records/${record}`,
    entry: `/records/${record}/edit`,
    'entry-new': '/forms/dibao_household/new',
    'entry-child': `/forms/dibao_member/new?parent=household&of=${record}`,
    history: `/records/${record}/history`,
    conflicts: '/conflicts',
    receipts: '/receipts',
    board: '/townships',
    bulk: '/forms/dibao_household/bulk',
    import: '/forms/dibao_household/import',
    bundles: '/bundles',
    settings: '/settings',
    help: '/help',
  }
  for (const [name, address] of Object.entries(screens)) {
    await clerk.go(address)
    await clerk.page.waitForLoadState('networkidle')
    await clerk.shot(`${name}-${language}`)
    const wide = await clerk.page.evaluate(() => document.documentElement.scrollWidth > innerWidth || document.querySelector('main').scrollWidth > document.querySelector('main').clientWidth)
    assert.equal(wide, false, `${name} is wider than the screen`)
    const text = await clerk.text('body')
    assert.doesNotMatch(text, /\b[a-z]+\.[a-z_]+\.[a-z_]+\b|undefined|\[object|NaN/, name)
    await clerk.check_access(name)
  }
  await clerk.go(`/records/${record}`)
  await clerk.page.emulateMedia({ media: 'print' })
  await clerk.shot(`print-record-${language}`)
  assert.equal(await clerk.page.locator('.top-bar').isVisible(), false)
}
