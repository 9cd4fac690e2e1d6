/** The cover of a file: who it is, how it stands, how much of what follows, and where this page is. */

import { strokesOf } from '../ui/qr.ts'
import { kindWords, statusWords } from '../ui/words.ts'
import { Code, Facts, Zh } from './parts.tsx'
import type { CreditFile, OrganisationProps } from './props.ts'
import type { Site } from './site.ts'
import { organisationPath } from './site.ts'

export function Cover({ site, props }: { site: Site; props: OrganisationProps }) {
  const { t } = site
  const { file, address } = props
  const isSoleProprietor = file.kind === 'sole-proprietor'
  return (
    <div
      className="cover"
      {...(isSoleProprietor ? {} : { itemScope: true, itemType: 'https://schema.org/Organization' })}
    >
      <div className="cover-head">
        <div>
          <p className="cover-kind">{t('公共信用档案', 'Public credit file')}</p>
          <h1 itemProp={isSoleProprietor ? undefined : 'name'}>
            <Zh site={site}>{file.name}</Zh>
          </h1>
          <p className="cover-code">
            <span className="label">{t('统一社会信用代码', 'Unified social credit code')}</span>
            <Code>{file.code}</Code>
          </p>
        </div>
        <figure className="cover-qr">
          <Qr text={address} label={t(`本页地址的二维码：${address}`, `QR code of this page: ${address}`)} />
          <figcaption>{t('扫码打开本页', 'Opens this page')}</figcaption>
        </figure>
      </div>
      {!isSoleProprietor && <meta itemProp="identifier" content={file.code} />}
      <Standing site={site} file={file} />
      <Facts
        rows={[
          [t('类别', 'Kind'), t(kindWords(file.kind))],
          [t('登记状态', 'State of registration'), t(statusWords(file.status))],
          [t('成立日期', 'Founded on'), file.foundedOn && site.day(file.foundedOn)],
          [t('所在地区', 'Region'), file.regionName && <Zh site={site}>{file.regionName}</Zh>],
          [t('行业', 'Industry'), file.industry && <Zh site={site}>{file.industry}</Zh>],
          [
            t('法定代表人（负责人）', 'Legal representative'),
            file.representative && <Zh site={site}>{file.representative}</Zh>,
          ],
          [t('曾用名', 'Former names'), file.formerNames.length > 0 && <Names site={site} names={file.formerNames} />],
          [
            t('同一主体的其他代码', 'Other codes of the same organisation'),
            file.otherCodes && (
              <ul className="plain">
                {file.otherCodes.map((code) => (
                  <li key={code}>
                    <Code>{code}</Code>
                  </li>
                ))}
              </ul>
            ),
          ],
        ]}
      />
      {isSoleProprietor && (
        <p className="hint">
          {t(
            '个体工商户的经营者是自然人：姓名隐去，不利记录不向社会公示。',
            'The owner of a sole proprietorship is a natural person: the name is masked, and adverse records are not shown to the public.',
          )}
        </p>
      )}
      <p className="as-of">
        {t('以下为 ', 'As shown on ')}
        <time dateTime={file.at}>{site.instant(file.at)}</time>
        {t(' 应当公示的内容。', '.')}
        {!props.isPrint && (
          <a
            className="print-link"
            href={site.href(organisationPath(file.code), {
              view: 'print',
              ...props.view,
            })}
          >
            {t('打印版', 'Print view')}
          </a>
        )}
      </p>
      <p className="printed-at">
        {t('本页地址：', 'Address of this page: ')}
        <span className="digest">{address}</span>
        {t('。纸面内容以扫码所见为准。', '. What the code opens is what counts.')}
      </p>
    </div>
  )
}

function Names({ site, names }: { site: Site; names: readonly string[] }) {
  return (
    <ul className="plain">
      {names.map((name) => (
        <li key={name}>
          <Zh site={site}>{name}</Zh>
        </li>
      ))}
    </ul>
  )
}

/** An address as a drawing that a phone reads: no script, no picture to be fetched. */
function Qr({ text, label }: { text: string; label: string }) {
  const { size, path } = strokesOf(text)
  return (
    <svg className="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shapeRendering="crispEdges">
      <path d={path} stroke="#000" />
    </svg>
  )
}

/** What has to be known before anything else: that another code was asked for, or that the organisation is no more. */
function Standing({ site, file }: { site: Site; file: CreditFile }) {
  const { t } = site
  const says = ended[statusWords(file.status).zh]
  return (
    <>
      {file.asked && (
        <p className="standing">
          {t('您查询的代码 ', 'The code you asked for, ')}
          <Code>{file.asked}</Code>
          {t(
            ' 与下列代码属同一主体，已办理代码更正；两个代码下的记录都在这份档案里。',
            ', is another code of this organisation. Records under either code are in this file.',
          )}
        </p>
      )}
      {says && <p className="standing">{t(says)}</p>}
    </>
  )
}

/** By the word that sources write; what merely goes on is not said. */
const ended: Record<string, { zh: string; en: string }> = {
  注销: {
    zh: '该主体已注销登记，不再存续；以下为注销前的信息中现在仍应公示的。',
    en: 'This organisation was deregistered and no longer exists. What follows is what is still to be shown.',
  },
  吊销: {
    zh: '该主体的营业执照已被吊销，尚未注销登记。',
    en: 'The licence of this organisation was revoked; it is not deregistered yet.',
  },
  撤销: {
    zh: '该主体的登记已被撤销。',
    en: 'The registration of this organisation was annulled.',
  },
  迁出: {
    zh: '该主体已迁出本地登记机关的辖区，后续信息由迁入地归集。',
    en: 'This organisation moved out of this region; what came later is collected where it moved to.',
  },
  歇业: {
    zh: '该主体已办理歇业备案。',
    en: 'This organisation has filed that its business rests.',
  },
}
