// What the county returned stands first on the township's list, with who, why and until when; it is mended and handed in.
const WORDS = {
  zh: { sync: '立即同步', by: '西湖区退回：缺收入证明', about: '改正：月人均收入', day: '2099-02-01 前改正', head: '需要改正：月人均收入', take: '办理', accepted: '已受理', confirm: '确定' },
  en: {
    sync: 'Sync now', by: '西湖区 returned it: 缺收入证明', about: 'to mend: Monthly income per head', day: 'by 2099-02-01', head: 'To be mended: Monthly income per head',
    take: 'Next step', accepted: 'Accepted', confirm: 'Confirm',
  },
}

export default async function (clerk, ask, { language }) {
  const say = WORDS[language]
  if (language === 'en') await clerk.button('English').click()
  await clerk.button(say.sync).click()
  await clerk.page.locator('#work-returned').waitFor({ timeout: 60_000 })
  for (const text of [say.by, say.about, say.day]) await clerk.see(text, '#work-returned')
  await clerk.shot(`work-returned-${language}`)
  await clerk.check_access('work-returned')
  await clerk.page.locator('#work-returned a').first().click()
  await clerk.see(say.head)
  await clerk.shot(`record-returned-${language}`)
  const had = await clerk.received()
  await clerk.page.keyboard.press('e')
  await clerk.see(say.head)
  // The form has put the focus where it wants it.
  await clerk.page.waitForFunction(() => document.activeElement?.id === 'field-householder')
  await clerk.field('income_per_head').fill('384')
  await clerk.shot(`entry-returned-${language}`)
  await clerk.page.keyboard.press('Control+s')
  await clerk.see('384.00', '.fields')
  await clerk.button(say.take).click()
  await clerk.page.locator('.el-dialog .el-radio').getByText(say.accepted).click()
  await clerk.button(say.confirm).click()
  await clerk.see(say.accepted, '.page-head')
  await clerk.wait_received(had + 2)
}
