// A county's reviewer looks at her townships, returns one application with what is to be mended, and decides the clean
// ones of the rest together.
import assert from 'node:assert/strict'

const WORDS = {
  zh: {
    town: '北山街道', announced: '公示中', take: '办理', returned: '退回', confirm: '确定', mend: '月人均收入', bulk: '批量办理', receiving: '在享',
    clean: '2 条可以一起办理', left: '1 条不一起办理', warned: '月人均收入异常偏高', go: '办理 2 条，转为“在享”', done: '已办理 2 条（共 2 条）', merged: '已并入',
    again: '返回登记表', taken: '已转为“退回”', sync: '立即同步',
  },
  en: {
    town: '北山街道', announced: 'On public notice', take: 'Next step', returned: 'Returned', confirm: 'Confirm', mend: 'Monthly income per head (yuan)', bulk: 'Many at once',
    receiving: 'Receiving', clean: '2 can be taken together', left: '1 are left out', warned: 'unusually high', go: 'Take 2 to “Receiving”',
    done: '2 of 2 are now “Receiving”', merged: 'Merged', again: 'Back to the register', taken: 'Now “Returned”', sync: 'Sync now',
  },
}

export default async function (clerk, ask, { language, record }) {
  const say = WORDS[language]
  if (language === 'en') await clerk.button('English').click()
  await clerk.button(say.sync).click()
  await clerk.wait_line('up')
  await clerk.go('/townships')
  // The index follows what the sync brought.
  const row = clerk.page.locator('tbody tr').filter({ hasText: say.town })
  await row.locator('.mark.brand').getByText('4', { exact: true }).waitFor({ timeout: 60_000 })
  await clerk.shot(`board-county-${language}`)
  await clerk.check_access('board')
  await row.locator('.mark.brand').click()
  await clerk.see('李四', '.table')
  assert.equal(await clerk.page.locator('tr.row').count(), 4)

  await clerk.go(`/records/${record}`)
  await clerk.button(say.take).click()
  await clerk.page.locator('.el-dialog .el-radio').getByText(say.returned).click()
  assert.equal(await clerk.button(say.confirm).isEnabled(), false, 'nobody returns without a reason')
  await clerk.page.locator('#step-reason').fill('缺收入证明')
  await clerk.page.locator('.el-dialog .el-select').click()
  await clerk.page.locator('.el-select-dropdown__item').getByText(say.mend, { exact: true }).click()
  await clerk.page.keyboard.press('Escape')
  await clerk.page.locator('#step-deadline').fill('2099年2月1日')
  await clerk.shot(`step-return-${language}`)
  await clerk.check_access('step-return')
  await clerk.button(say.confirm).click()
  await clerk.see(say.taken)
  await clerk.wait_to_send(0)

  await clerk.go('/forms/dibao_household?state=announced')
  await clerk.button(say.bulk).click()
  await clerk.settled()
  await clerk.page.locator('main .el-radio').getByText(say.receiving).click()
  await clerk.see(say.clean)
  await clerk.see(say.left)
  await clerk.see(say.warned)
  await clerk.page.locator('#bulk-reason').fill('符合条件')
  await clerk.shot(`bulk-preview-${language}`)
  await clerk.check_access('bulk-preview')
  await clerk.button(say.go).click()
  await clerk.see(say.done)
  await clerk.page.locator('.list .mark').getByText(say.merged).nth(1).waitFor({ timeout: 60_000 })
  await clerk.shot(`bulk-report-${language}`)
  await clerk.check_access('bulk-report')
  await clerk.wait_to_send(0)
}
