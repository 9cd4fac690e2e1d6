import { useReading } from '../language.tsx'

export function ReadingSwitch() {
  const { language, isLarge, setLanguage, setLarge, t } = useReading()
  return (
    <div className="reading">
      <button
        type="button"
        className="quiet"
        lang={language === 'zh' ? 'en' : 'zh-CN'}
        onClick={() => setLanguage(language === 'zh' ? 'en' : 'zh')}
      >
        {language === 'zh' ? 'English' : '中文'}
      </button>
      <button type="button" className="quiet" aria-pressed={isLarge} onClick={() => setLarge(!isLarge)}>
        {t('大字', 'Large type')}
      </button>
    </div>
  )
}
