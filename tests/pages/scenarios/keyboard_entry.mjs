// A clerk enters a household with two members, and begins the next one, with no mouse at all: every kind of field.
import assert from 'node:assert/strict'

export default async function (clerk) {
  const keys = clerk.page.keyboard
  const focused = (id) => clerk.page.waitForFunction((wanted) => document.activeElement?.id === wanted, `field-${id}`)
  // Into the field that has the focus, and on to the next one.
  const enter = async (texts) => {
    for (const [field, text] of Object.entries(texts)) {
      await focused(field)
      if (text) await keys.type(text)
      await keys.press('Enter')
    }
  }
  // Opens the list that has the focus, goes down to a choice, takes it and is led on.
  const choose = async (label) => {
    await keys.press('Enter')
    const at = clerk.page.locator('.el-select-dropdown__item.is-hovering')
    await clerk.page.locator('.el-select-dropdown__item').getByText(label).waitFor()
    for (let step = 0; step < 20; step += 1) {
      await keys.press('ArrowDown')
      await at.waitFor()
      if ((await at.innerText()).includes(label)) break
    }
    assert.match(await at.innerText(), new RegExp(label))
    await keys.press('Enter')
    await clerk.page.waitForFunction(() => !document.querySelector('.el-select-dropdown__item'))
  }
  const in_field = (name) => clerk.text(`[data-field="${name}"]`)

  await clerk.tab_to('低保家庭')
  await keys.press('Enter')
  await clerk.see('低保家庭', 'h1')
  await keys.press('n')
  await focused('householder')

  // The unit stands before the first field.
  await keys.press('Shift+Tab')
  await clerk.page.waitForFunction(() => document.activeElement?.getAttribute('aria-label') === '所属单位')
  await choose('松木场社区')
  await clerk.see('松木场社区', '.unit')

  await enter({ householder: '张三', id_number: '11010519491231002x', phone: '13800000001', address: '北山街道 1 号' })
  assert.match(await in_field('id_number'), /女 · 1949-12-31 出生/)
  await keys.press('Space') // 城镇
  await keys.press('Enter')
  await keys.press('Space') // A 类, and on to the next of them
  await keys.press('ArrowRight')
  await keys.press('Enter')
  await enter({ member_count: '3', insured_count: '2', income_per_head: '500.5' })
  await clerk.tab_to(/^申请日期/)
  await keys.type('2016年3月1日')
  await keys.press('Enter')
  await enter({ effective_month: '2016-04' })
  await clerk.tab_to('因残')
  await keys.press('Space')
  await clerk.tab_to('失业')
  await keys.press('Space')
  await clerk.tab_to(/^入户调查意见/)
  await keys.type('情况属实')
  await keys.press('Enter') // a line of its own, in a long text
  await keys.type('建议纳入')
  await keys.press('Tab')
  await enter({ surveyed_on: '2016/3/5' })
  await clerk.shot('keyboard-entry-zh')
  await keys.press('Control+s')
  await clerk.see('张三', 'h1')
  await clerk.see('松木场社区', '.page-head')

  // Members, one after the other; then the household again.
  await clerk.tab_to('添加')
  await keys.press('Enter')
  await enter({ name: '张三', id_number: '11010519491231002X' })
  await choose('本人')
  await focused('disability_level')
  await choose('二级')
  await focused('monthly_income')
  await keys.type('500')
  await keys.press('Control+Enter')
  await clerk.page.waitForFunction(() => document.activeElement?.id === 'field-name' && document.activeElement.value === '')
  await keys.type('李四')
  await keys.press('Control+s')
  await clerk.see('张三', 'h1')
  await clerk.see('李四', '.plain-table')
  await clerk.see('本人', '.plain-table')
  await clerk.shot('keyboard-members-zh')

  // The next household, and the one after it.
  await keys.press('n')
  await enter({ householder: '王五' })
  await keys.press('Control+Enter')
  await clerk.page.waitForFunction(() => document.activeElement?.id === 'field-householder' && document.activeElement.value === '')
  await clerk.see('新登记：低保家庭', 'h1')
}
