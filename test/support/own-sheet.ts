/** A department's own sheet of penalties, and the layout for it. */
import { codeOf } from './world.ts'

/** Columns as a department has them: days with the day first, a fine in yuan, the number inside a title. */
export const departmentHeader = '企业名称,信用标识,作出时间,存在问题,处理情况,罚款,标题'
/** Not all about one organisation: such a file would be held. */
export const departmentLine = (n: number, one = n < 1000 ? 100 : 1000 + (n % 500)) =>
  `示范市第${one}号机械有限公司,${codeOf('91', one, '310101')},20/5/2026,未按规定公示年度报告,处罚款,${1000 + n},处罚决定书（示市监罚〔2026〕${n}号）`
export const departmentSheet = (from: number, count: number) =>
  `示范市行政处罚公示表,,,,,,\n${departmentHeader}\n${Array.from({ length: count }, (_, n) => departmentLine(from + n)).join('\n')}\n`

/** The layout through which it is read. */
export const departmentYaml = (source: string, name: string) => `layout: 处罚公示表
item: penalty
columns:
  - { column: 企业名称, field: CF_XDR_MC }
  - { column: 信用标识, field: CF_XDR_SHXYM }
  - { column: 作出时间, field: CF_JDRQ, days: dmy }
  - { column: 存在问题, field: CF_SY }
  - { column: 存在问题, field: CF_WFXW }
  - { column: 处理情况, field: CF_NR }
  - { column: 处理情况, field: CF_CFLB, find: words }
  - { column: 罚款, field: CF_NR_FK, unit: yuan }
  - { column: 标题, field: CF_WSH, find: document-number }
constants:
  - { field: CF_XDR_LB, from: code }
  - { field: CF_YJ, value: 企业信息公示暂行条例第十七条 }
  - { field: CF_SXYZCD, value: 轻微 }
  - { field: CF_CFJG, value: ${name} }
  - { field: CF_CFJGDM, value: ${source} }
  - { field: CF_SJLY, value: ${name} }
  - { field: CF_SJLYDM, value: ${source} }
`
