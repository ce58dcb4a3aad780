// The county sends an application back; the clerk finds it first on the work list, mends it and hands it in again.
async function hand_in(clerk) {
  await clerk.button('办理').click()
  await clerk.page.locator('.el-dialog .el-radio').getByText('已受理').click()
  await clerk.button('确定').click()
}

export default async function (clerk, ask, { record }) {
  await clerk.see('线路正常', '.top-bar')
  await clerk.go(`/records/${record}`)
  await hand_in(clerk)
  await clerk.see('已受理', '.page-head')
  await clerk.wait_received(2)
  await ask('county', { do: 'transition', record, state: 'returned', reason: '缺收入证明', mend: 'income_per_head', deadline: '2099-02-01' })
  await clerk.button('立即同步').click()
  await clerk.go('/work')
  await clerk.page.locator('#work-returned').waitFor()
  await clerk.see('张三', '#work-returned')
  await clerk.see('西湖区退回：缺收入证明', '#work-returned')
  await clerk.see('改正：月人均收入', '#work-returned')
  await clerk.see('2099-02-01 前改正', '#work-returned')
  await clerk.page.locator('#work-returned a').first().click()
  await clerk.see('退回', '.page-head')
  await clerk.see('请在 2099-02-01 前改正并重新办理')
  await clerk.page.keyboard.press('e')
  // The form has put the focus where it wants it.
  await clerk.page.waitForFunction(() => document.activeElement?.id === 'field-householder')
  await clerk.field('income_per_head').fill('384')
  await clerk.page.keyboard.press('Control+s')
  await clerk.see('384.00', '.fields')
  await hand_in(clerk)
  await clerk.see('已受理', '.page-head')
  await clerk.wait_received(4)
}
