/** Whether a file is sent as historic data: asked only of an item that has such a profile, and never ticked by itself. */
import { useQuery } from '@tanstack/react-query'
import Checkbox from 'antd/es/checkbox'
import { useId } from 'react'
import { sayDay } from '../../ui/dates.ts'
import { useReading } from '../language.tsx'
import { catalogueQuery } from '../names.ts'

type Props = {
  item: string | undefined
  isHistoric: boolean
  change: (isHistoric: boolean) => void
  isOff?: boolean
  /** What is chosen here is said of every file that is read through a layout. */
  isOfLayout?: boolean
}

export function HistoricChoice({ item, isHistoric, change, isOff = false, isOfLayout = false }: Props) {
  const { language, t } = useReading()
  const id = useId()
  const found = useQuery(catalogueQuery).data?.items.find((one) => one.id === item)
  if (!found?.historic) return null
  const { before, mayLack } = found.historic
  const day = sayDay(before, language)
  return (
    <div className="field-row">
      <Checkbox
        id={id}
        checked={isHistoric}
        disabled={isOff}
        aria-describedby={`${id}-hint`}
        onChange={(event) => change(event.target.checked)}
      >
        {isOfLayout
          ? t('用这个表样报送的都是历史数据', 'What is sent through this layout is historic data')
          : t('这是历史数据', 'This is historic data')}
      </Checkbox>
      <p className="hint" id={`${id}-hint`}>
        {t(
          `${day}以前的决定可以缺少：${mayLack.map(({ zh }) => zh).join('、')}。缺少的记录标为“历史数据·要素不全”，不公示，不据以采取措施；此日及以后的决定仍按全部要素检查。`,
          `Decisions before ${day} may lack ${mayLack.map(({ en }) => en).join(', ')}. What does is marked as incomplete historic data, is not shown to the public and drives no measure; decisions of that day or later are checked in full.`,
        )}
      </p>
    </div>
  )
}
