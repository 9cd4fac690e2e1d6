import { nothingFound } from '../ui/words.ts'
import { itemPath } from './catalogue.tsx'
import { Cover } from './file-cover.tsx'
import { Record } from './file-record.tsx'
import { leafAlone, leafOfMany, leaves } from './leaves.ts'
import type { CreditFile, OrganisationProps } from './props.ts'
import type { Site } from './site.ts'
import { organisationPath } from './site.ts'

type Section = CreditFile['sections'][number]

/** One organisation's page: a cover with who it is, then its records in the order of the national report, each with where it comes from and how long it is shown. */
export function Organisation({ site, props }: { site: Site; props: OrganisationProps }) {
  const { t } = site
  const { file, view } = props
  const alone = view && file.sections.find((section) => section.item === view.item)
  const filled = file.sections.filter(({ records }) => records.length > 0)
  const sections = alone ? [alone] : filled
  return (
    <div className="wide stack file">
      {props.isPrint && <PrintHint site={site} props={props} />}
      <Cover site={site} props={props} />
      {alone ? (
        <p className="back">
          <a href={site.href(organisationPath(file.code))}>{t('回到整份档案', 'Back to the whole file')}</a>
        </p>
      ) : (
        <Overview site={site} props={props} sections={filled} />
      )}
      {sections.map((section) => (
        <FileSection
          key={section.item}
          site={site}
          props={props}
          section={section}
          size={alone ? leafAlone : leafOfMany(sections.length)}
          page={alone ? (view?.page ?? 1) : undefined}
          record={alone ? view?.record : undefined}
        />
      ))}
      {!alone && <Empty site={site} file={file} />}
      <Reading site={site} />
    </div>
  )
}

function PrintHint({ site, props }: { site: Site; props: OrganisationProps }) {
  const { t } = site
  const { file, view } = props
  return (
    <p className="notice for-screen">
      {t(
        '这是打印版。请用浏览器的“打印”（Ctrl+P 或 ⌘P）打印，或存为 PDF。',
        'This is the print view. Print it with the browser (Ctrl+P or ⌘P), or save it as a PDF.',
      )}{' '}
      <a href={site.href(organisationPath(file.code), { ...view })}>{t('回到网页版', 'Back to the page')}</a>
    </p>
  )
}

/** How many of each kind are shown, counted from what follows; the kinds lead to their sections. */
function Overview({ site, props, sections }: { site: Site; props: OrganisationProps; sections: readonly Section[] }) {
  const { t } = site
  const count = (of: readonly Section[]) => of.reduce((sum, { records }) => sum + records.length, 0)
  const all = count(sections)
  const adverse = count(sections.filter(({ item }) => props.adverse.includes(item)))
  const contested = sections.flatMap(({ records }) => records.filter(({ marks }) => marks)).length
  if (all === 0) return null
  return (
    <nav className="contents" aria-label={t('档案目录', 'Sections of this file')}>
      <p>
        {t(`现公示 ${all} 条信息`, `${all} ${all === 1 ? 'record is' : 'records are'} shown`)}
        {adverse > 0 && t(`，其中不利信息 ${adverse} 条`, `, ${adverse} of them adverse`)}
        {contested > 0 && t(`，有异议标注的 ${contested} 条`, `, ${contested} marked as contested`)}
        {t('：', ':')}
      </p>
      <ul>
        {sections.map((section) => (
          <li key={section.item}>
            <a href={`#${section.item}`}>
              <span>{site.heading(section)}</span> <span className="count">{site.number(section.records.length)}</span>
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

function FileSection(props: {
  site: Site
  props: OrganisationProps
  section: Section
  size: { records: number; bytes: number }
  page?: number
  /** The page is the one that holds this record. */
  record?: number
}) {
  const { site, section, page, record, size } = props
  const { file, adverse, isPrint } = props.props
  const { t } = site
  const isAlone = page !== undefined
  const all = leaves(section.records, size)
  const holding = record === undefined ? -1 : all.findIndex((leaf) => leaf.some((one) => one.record === record))
  const place = holding >= 0 ? holding + 1 : Math.min(Math.max(page ?? 1, 1), Math.max(all.length, 1))
  const shown = all[place - 1] ?? []
  const to = (number: number) =>
    site.href(organisationPath(file.code), {
      item: section.item,
      page: number > 1 ? number : undefined,
      view: isPrint ? 'print' : undefined,
    })
  const isAdverse = adverse.includes(section.item)
  return (
    <section className="section" aria-labelledby={section.item}>
      <h2 id={section.item}>
        {site.heading(section)}{' '}
        <span className="count">{t(`${section.records.length} 条`, String(section.records.length))}</span>
      </h2>
      <p className="section-about">
        <span className={isAdverse ? 'sort adverse' : 'sort'}>
          {isAdverse ? t('不利信息', 'Adverse') : t('一般信息', 'Not adverse')}
        </span>
        <a href={site.href(itemPath(section.item))}>{t('目录项说明', 'What this item is')}</a>
      </p>
      {shown.length === 0 && <p className="empty">{t(nothingFound)}</p>}
      {shown.map((record) => (
        <Record key={`${record.record}-${record.version}`} site={site} file={file} section={section} record={record} />
      ))}
      {!isAlone && all.length > 1 && (
        <p className="more">
          <a href={to(1)}>
            {t(`查看全部 ${section.records.length} 条${section.zh}`, `All ${section.records.length}: ${section.en}`)}
          </a>
          <span className="printed">
            {t(
              `本页载 ${shown.length} 条，共 ${section.records.length} 条。`,
              `${shown.length} of ${section.records.length} stand here.`,
            )}
          </span>
        </p>
      )}
      {isAlone && all.length > 1 && (
        <nav className="pages" aria-label={t('翻页', 'Pages')}>
          {place > 1 && (
            <a rel="prev" href={to(place - 1)}>
              {t('上一页', 'Previous page')}
            </a>
          )}
          <span>{t(`第 ${place} 页，共 ${all.length} 页`, `Page ${place} of ${all.length}`)}</span>
          {place < all.length && (
            <a rel="next" href={to(place + 1)}>
              {t('下一页', 'Next page')}
            </a>
          )}
        </nav>
      )}
    </section>
  )
}

/** What there is nothing of, in one place: a dozen headings over nothing would hide what there is. */
function Empty({ site, file }: { site: Site; file: CreditFile }) {
  const { t } = site
  const empty = file.sections.filter(({ records, elsewhere }) => records.length === 0 && !elsewhere)
  const elsewhere = file.sections.filter(({ records, elsewhere }) => records.length === 0 && elsewhere)
  if (empty.length + elsewhere.length === 0) return null
  return (
    <section className="section" aria-labelledby="none">
      <h2 id="none">{t('没有应公示信息的类别', 'Nothing to be shown under')}</h2>
      {empty.length > 0 && (
        <>
          <p className="empty">
            {t(nothingFound)}
            {t('：', ':')}
          </p>
          <ul className="none">
            {empty.map((section) => (
              <li key={section.item}>{site.heading(section)}</li>
            ))}
          </ul>
        </>
      )}
      {elsewhere.map(
        (section) =>
          section.elsewhere && (
            <p key={section.item} className="hint">
              {t(
                `${section.zh}由其主管机关公示，这里没有：`,
                `${site.heading(section)} is published by its authority; here there is none: `,
              )}
              <a href={section.elsewhere.address} rel="noreferrer">
                {t(section.elsewhere)}
              </a>
              {t('。', '.')}
            </p>
          ),
      )}
    </section>
  )
}

/** What the page is, what is not on it and why, and what to do about something wrong. */
function Reading({ site }: { site: Site }) {
  const { t } = site
  return (
    <div className="pair">
      <aside className="reading" aria-labelledby="reading">
        <h2 id="reading">{t('怎样读这份档案', 'How to read this file')}</h2>
        <ul>
          <li>
            {t(
              '每条记录由所列信源单位报送，对内容负责的是作出决定的部门。平台不作评价，不打分，不排名。',
              'Each record was stated by the source named with it; the authority that decided answers for it. The platform gives no opinion, score or rank.',
            )}
          </li>
          <li>
            {t(
              '“异议处理中”“行政复议中”“诉讼中”表示该记录正在依法复核，“该主体的陈述”是它自己的话；二者都不改变原决定。',
              'A mark such as "objection under way" says that a record is being looked at again; what the organisation says are its own words. Neither changes the decision.',
            )}
          </li>
          <li>
            {t('发现错误，', 'If something is wrong, ')}
            <a href={site.href('/guides/objection')}>{t('可以提出异议', 'object')}</a>
            {t('；已经改正，', '; if it has been put right, ')}
            <a href={site.href('/guides/repair')}>{t('可以申请信用修复', 'ask for credit repair')}</a>
            {t('。', '.')}
          </li>
        </ul>
      </aside>
      <aside className="reading" aria-labelledby="absent">
        <h2 id="absent">{t('这里没有什么，为什么', 'What is not here, and why')}</h2>
        <ul>
          <li>
            {t(
              '公示期满、已修复、已撤回或依法停止公示的信息：到时即不再出现，本页也不说明曾否有过。没有记录，不等于从未发生。',
              'What has run out, was repaired or withdrawn, or may not be shown: it is gone at once, and this page does not say whether there was any. No record does not mean that nothing ever happened.',
            )}
          </li>
          <li>
            {t(
              '依规定只在国家机关之间共享的信息，如轻微失信信息。',
              'What is shared between authorities alone, such as minor breaches.',
            )}
          </li>
          <li>
            {t(
              '任何自然人的信息：本平台不建立个人档案。',
              'Anything about natural persons: this platform keeps no file on any.',
            )}
          </li>
        </ul>
      </aside>
    </div>
  )
}
