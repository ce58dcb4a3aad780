// The parts of Element Plus that the pages use, each with its style; nothing else of it is shipped.
import {
  ElButton,
  ElCheckbox,
  ElCheckboxGroup,
  ElConfigProvider,
  ElDatePickerPanel,
  ElDialog,
  ElInput,
  ElOption,
  ElPopover,
  ElRadio,
  ElRadioGroup,
  ElSelect,
} from 'element-plus'
import type { App } from 'vue'
import 'element-plus/es/components/base/style/css'
import 'element-plus/es/components/button/style/css'
import 'element-plus/es/components/checkbox/style/css'
import 'element-plus/es/components/checkbox-group/style/css'
import 'element-plus/es/components/date-picker-panel/style/css'
import 'element-plus/es/components/dialog/style/css'
import 'element-plus/es/components/input/style/css'
import 'element-plus/es/components/message/style/css'
import 'element-plus/es/components/option/style/css'
import 'element-plus/es/components/popover/style/css'
import 'element-plus/es/components/radio/style/css'
import 'element-plus/es/components/radio-group/style/css'
import 'element-plus/es/components/select/style/css'
import './theme.css'
import './layout.css'

const parts = [
  ElButton,
  ElCheckbox,
  ElCheckboxGroup,
  ElConfigProvider,
  ElDatePickerPanel,
  ElDialog,
  ElInput,
  ElOption,
  ElPopover,
  ElRadio,
  ElRadioGroup,
  ElSelect,
]

export function use_element_plus(app: App): void {
  for (const part of parts) app.use(part)
}
