/** Ways to the portal's catalogue: the one place that says what an item's fields take, and gives its blank sheets. */
import { useReading } from './language.tsx'

/** The page of an item, at one of its fields. */
export function useCataloguePath() {
  const { language } = useReading()
  return (item: string, field?: string) =>
    `/catalogue/${encodeURIComponent(item)}${language === 'en' ? '?lang=en' : ''}${field ? `#${encodeURIComponent(field)}` : ''}`
}

/** In a window of its own: what is being worked on here stays. */
export function FieldLink({ item, field }: { item: string; field: string }) {
  const { t } = useReading()
  const path = useCataloguePath()
  return (
    <a className="field-link" href={path(item, field)} target="_blank" rel="noreferrer">
      {t('目录', 'Catalogue')} <code>{field}</code>
      <span className="sr-only">{t('（新窗口）', ' (new window)')}</span>
    </a>
  )
}

/** The blank sheets of an item, and where it is said how to fill them in. */
export function TemplateLinks({ item, name }: { item: string; name: string }) {
  const { t } = useReading()
  const path = useCataloguePath()
  const sheet = `/v1/catalogue/${encodeURIComponent(item)}/template?format=`
  const files = [
    [`${sheet}xlsx`, 'XLSX'],
    [`${sheet}csv`, 'CSV'],
    [`${sheet}csv&encoding=gb18030`, t('CSV（GB18030）', 'CSV (GB18030)')],
  ] as const
  return (
    <p className="hint templates">
      {t(`“${name}”的空白模板：`, `Blank sheet of "${name}": `)}
      {files.map(([href, words]) => (
        <a key={href} href={href} download>
          {words}
        </a>
      ))}
      <a href={path(item)} target="_blank" rel="noreferrer">
        {t('各列怎么填', 'What each column takes')}
        <span className="sr-only">{t('（新窗口）', ' (new window)')}</span>
      </a>
    </p>
  )
}
