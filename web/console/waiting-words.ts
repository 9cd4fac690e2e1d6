/** Why a row waits, in a word or two: for filters and lists. The server says it in a sentence. */
import type { AgainstRow } from '../../src/http/schemas/who.ts'
import type { Certainty } from '../../src/intake/certainty.ts'
import type { Says } from '../../src/terms/says.ts'

export const againstWords: Record<AgainstRow['reason'], Says> = {
  'class-raised': { zh: '程度加重', en: 'class raised' },
  'shown-longer': { zh: '公示更久', en: 'shown longer' },
  'withdrawn-before': { zh: '曾被撤回', en: 'withdrawn before' },
  'correction-meets-another': { zh: '更正遇另一条', en: 'correction meets another' },
  'same-document-other-code': { zh: '同一文书两个代码', en: 'one document, two codes' },
  'key-twice-in-file': { zh: '文件内重复主键', en: 'one key twice in a file' },
  'other-source-differs': { zh: '与他单位不同', en: 'another source differs' },
}

/** How the one who is most likely meant reads. */
export const certaintyWords: Record<Certainty, Says> = {
  certain: { zh: '名称一致', en: 'same name' },
  likely: { zh: '很像', en: 'likely' },
  possible: { zh: '可能', en: 'possible' },
  none: { zh: '没有相近的', en: 'nobody like it' },
}

export const whoWords: Record<string, Says> = {
  'name-code-differ': { zh: '名称代码不符', en: 'name and code differ' },
  'name-under-other-code': { zh: '名称属另一代码', en: 'name of another code' },
  'numbers-differ': { zh: '号码不一致', en: 'numbers differ' },
  'code-check': { zh: '代码校验不过', en: 'code fails its check' },
  'number-unknown': { zh: '号码未登记', en: 'number unknown' },
  'number-ambiguous': { zh: '号码属多个主体', en: 'number of several' },
  'only-a-name': { zh: '只有名称', en: 'only a name' },
}
